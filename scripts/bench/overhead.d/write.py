"""One thread that gives the GIL up and takes it again, and does nothing else; nobody else wants it.

    write.py CYCLES

Prints "elapsed SECONDS", of CPU time.
"""

import os
import sys
import time


def run(cycles):
    write = os.write
    null = os.open("/dev/null", os.O_WRONLY)
    begin = time.thread_time()
    for _ in range(cycles):
        write(null, b"x")
    return time.thread_time() - begin


print("elapsed", run(int(sys.argv[1])))
