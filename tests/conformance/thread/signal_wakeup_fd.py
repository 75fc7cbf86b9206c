# set_wakeup_fd: the number of each signal that has a handler in Python is written to a descriptor.
import os
import select
import signal
import threading

from support.timing import attempt

r, w = os.pipe()
attempt('blocking', signal.set_wakeup_fd, w) if os.get_blocking(w) else None
os.set_blocking(w, False)
os.set_blocking(r, False)
signal.signal(signal.SIGUSR1, lambda signum, frame: None)
signal.signal(signal.SIGUSR2, signal.SIG_IGN)
print(signal.set_wakeup_fd(w) == -1, signal.set_wakeup_fd(w, warn_on_full_buffer=False) == w)
signal.raise_signal(signal.SIGUSR1)
signal.raise_signal(signal.SIGUSR2)
signal.raise_signal(signal.SIGUSR1)
print(list(os.read(r, 100)))
t = threading.Timer(0.02, os.kill, (os.getpid(), signal.SIGUSR1))
t.start()
print(select.select([r], [], [], 20)[0] == [r], list(os.read(r, 100)))
t.join()
# full: lost, without a word
try:
    while True:
        os.write(w, b'x' * 1000)
except BlockingIOError:
    pass
signal.raise_signal(signal.SIGUSR1)
print(signal.set_wakeup_fd(-1) == w, signal.set_wakeup_fd(-1))
attempt('closed', signal.set_wakeup_fd, 1000)
attempt('text', signal.set_wakeup_fd, 'x')
attempt('none', signal.set_wakeup_fd)
