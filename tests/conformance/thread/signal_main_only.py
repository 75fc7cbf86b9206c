# Handlers run in the main thread, whichever thread the signal was sent from or to; only it may set them.
import os
import signal
import threading
import time

from support.timing import attempt, until

seen = []


def handler(signum, frame):
    seen.append((int(signum), threading.current_thread() is threading.main_thread()))


signal.signal(signal.SIGUSR1, handler)
signal.signal(signal.SIGUSR2, handler)


def send():
    os.kill(os.getpid(), signal.SIGUSR1)
    signal.raise_signal(signal.SIGUSR2)
    signal.pthread_kill(threading.get_ident(), signal.SIGUSR2)
    attempt('signal', signal.signal, signal.SIGUSR1, handler)
    attempt('wakeup fd', signal.set_wakeup_fd, -1)


t = threading.Thread(target=send)
t.start()
t.join()
print(until(lambda: {n for n, main in seen} == {signal.SIGUSR1, signal.SIGUSR2}), all(main for n, main in seen))

# at the next step of a loop
seen.clear()
t = threading.Thread(target=lambda: (time.sleep(0.01), os.kill(os.getpid(), signal.SIGUSR1)))
t.start()
end = time.monotonic() + 20
while not seen and time.monotonic() < end:
    pass
print(seen)
t.join()
# a handler's exception comes out of what the main thread does


def fail(signum, frame):
    raise ZeroDivisionError('from the handler')


signal.signal(signal.SIGUSR1, fail)
t = threading.Thread(target=lambda: (time.sleep(0.01), os.kill(os.getpid(), signal.SIGUSR1)))
t.start()
attempt('join', t.join)
attempt('kill', os.kill, os.getpid(), signal.SIGUSR1)
attempt('raise_signal', signal.raise_signal, signal.SIGUSR1)
t.join()
