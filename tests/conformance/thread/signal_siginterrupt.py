# siginterrupt changes nothing that a program sees: calls go on after a handler that returns (PEP 475).
import os
import signal
import threading
import time

from support.timing import attempt

seen = []


def signal_and_write(w):
    time.sleep(0.02)
    os.kill(os.getpid(), signal.SIGUSR1)
    time.sleep(0.03)
    os.write(w, b'data')


for flag in (True, False):
    signal.signal(signal.SIGUSR1, lambda signum, frame: seen.append(flag))
    print(signal.siginterrupt(signal.SIGUSR1, flag))
    r, w = os.pipe()
    # one thread does both, for two timers may come in either order
    other = threading.Thread(target=signal_and_write, args=(w,))
    other.start()
    print(os.read(r, 10), seen)
    other.join()
    os.close(r)
    os.close(w)
attempt('range', signal.siginterrupt, 0, True)
attempt('range', signal.siginterrupt, 65, True)
