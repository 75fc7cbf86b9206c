# signal.signal returns the handler before, getsignal the present one; what they accept.
import signal
import threading

from support.timing import attempt


def handler(signum, frame):
    pass


class Callable:
    def __call__(self, signum, frame):
        print('called with', repr(signum))


print(repr(signal.getsignal(signal.SIGUSR1)), repr(signal.signal(signal.SIGUSR1, handler)), signal.getsignal(10) is handler)
print(signal.signal(signal.SIGUSR1, signal.SIG_IGN) is handler, repr(signal.getsignal(signal.SIGUSR1)))
c = Callable()
print(repr(signal.signal(signal.SIGUSR1, c)))
signal.raise_signal(signal.SIGUSR1)
print(signal.signal(signal.SIGUSR1, 0) is c, repr(signal.getsignal(signal.SIGUSR1)))
print(signal.getsignal(signal.SIGINT) is signal.default_int_handler, repr(signal.getsignal(signal.SIGKILL)))
attempt('kill', signal.signal, signal.SIGKILL, handler)
attempt('stop', signal.signal, signal.SIGSTOP, signal.SIG_IGN)
attempt('range', signal.signal, 0, handler)
attempt('range', signal.signal, 65, handler)
attempt('range', signal.getsignal, -1)
attempt('type', signal.signal, signal.SIGUSR1, 'handler')
attempt('type', signal.signal, signal.SIGUSR1, None)
attempt('type', signal.signal, 'SIGUSR1', handler)
t = threading.Thread(target=attempt, args=('thread', signal.signal, signal.SIGUSR1, handler))
t.start()
t.join()
