# pthread_sigmask: blocked signals wait until they are let through; each thread has a mask of its own.
import os
import signal
import threading

from support.timing import attempt

seen = []
signal.signal(signal.SIGUSR1, lambda signum, frame: seen.append(repr(signal.Signals(signum))))
print(signal.pthread_sigmask(signal.SIG_BLOCK, []))
print(signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1, signal.SIGUSR2}), sorted(signal.pthread_sigmask(signal.SIG_BLOCK, [])))
os.kill(os.getpid(), signal.SIGUSR1)
signal.raise_signal(signal.SIGUSR1)
print(seen, signal.sigpending())
print(sorted(signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGUSR1])), seen, signal.sigpending())
masks = []
t = threading.Thread(target=lambda: masks.append((signal.pthread_sigmask(signal.SIG_SETMASK, [signal.SIGTERM]),
                                                  signal.pthread_sigmask(signal.SIG_BLOCK, ()))))
t.start()
t.join()
print(masks, signal.pthread_sigmask(signal.SIG_BLOCK, []))
print(signal.pthread_sigmask(signal.SIG_SETMASK, ()), signal.pthread_sigmask(signal.SIG_BLOCK, []))
# an exception of the handler comes out of the call that lets the signal through


def fail(signum, frame):
    raise ZeroDivisionError('from the handler')


signal.signal(signal.SIGUSR1, fail)
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
signal.raise_signal(signal.SIGUSR1)
attempt('unblock', signal.pthread_sigmask, signal.SIG_UNBLOCK, [signal.SIGUSR1])
print(signal.pthread_sigmask(signal.SIG_BLOCK, []))
attempt('how', signal.pthread_sigmask, 77, [])
attempt('range', signal.pthread_sigmask, signal.SIG_BLOCK, [0])
attempt('range', signal.pthread_sigmask, signal.SIG_BLOCK, [100])
attempt('type', signal.pthread_sigmask, signal.SIG_BLOCK, ['x'])
attempt('type', signal.pthread_sigmask, signal.SIG_BLOCK, 5)
attempt('valid', lambda: signal.pthread_sigmask(signal.SIG_SETMASK, []))
