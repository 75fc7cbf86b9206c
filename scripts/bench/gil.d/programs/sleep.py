"""How much longer than one millisecond time.sleep(0.001) takes beside HOGS threads that compute.

    sleep.py HOGS SECONDS

The time over is what the kernel takes to wake the thread (see the figures without a GIL) and the wait for the GIL.
"""

import sys
import time

from load import show, start, start_hogs

NAP = 0.001
overshoots = []


def nap(seconds):
    before = time.perf_counter()
    end = before + seconds
    while before < end:
        time.sleep(NAP)
        after = time.perf_counter()
        overshoots.append(int((after - before - NAP) * 1e9))
        before = time.perf_counter()


hogs, seconds = int(sys.argv[1]), float(sys.argv[2])
stop = start_hogs(hogs)
start(nap, (seconds,), "sleeper").join()
stop.append(True)
show("overshoot_ns", overshoots)
