"""One thread that gives the GIL up and takes it again, with a little work in between; nobody else wants it.

    cycles.py CYCLES WORK

WORK is the number of rounds of an empty loop in each cycle. Prints "elapsed SECONDS".
"""

import os
import sys
import time


def run(cycles, work):
    null = os.open("/dev/null", os.O_WRONLY)
    begin = time.perf_counter()
    for _ in range(cycles):
        os.write(null, b"x")
        for _ in range(work):
            pass
    return time.perf_counter() - begin


print("elapsed", run(int(sys.argv[1]), int(sys.argv[2])))
