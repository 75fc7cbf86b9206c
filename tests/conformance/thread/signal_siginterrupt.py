# siginterrupt changes nothing that a program sees: calls go on after a handler that returns (PEP 475).
import os
import signal
import threading

from support.timing import attempt

seen = []
for flag in (True, False):
    signal.signal(signal.SIGUSR1, lambda signum, frame: seen.append(flag))
    print(signal.siginterrupt(signal.SIGUSR1, flag))
    r, w = os.pipe()
    timers = [threading.Timer(0.02, os.kill, (os.getpid(), signal.SIGUSR1)), threading.Timer(0.05, os.write, (w, b'data'))]
    for t in timers:
        t.start()
    print(os.read(r, 10), seen)
    for t in timers:
        t.join()
    os.close(r)
    os.close(w)
attempt('range', signal.siginterrupt, 0, True)
attempt('range', signal.siginterrupt, 65, True)
