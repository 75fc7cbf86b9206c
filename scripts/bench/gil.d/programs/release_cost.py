"""What it costs to release the GIL and take it again when nobody else wants it.

    release_cost.py - SECONDS

os.lseek() releases the GIL around its system call, os.get_inheritable() does not.  Both take a file descriptor, make
one short system call and return a small result.  The two alternate in batches; each figure is the difference of a
batch of the one and the batch of the other that follows, per call.  Besides the pair it holds the difference of the two
system calls, which the same program in C shows, and that of two more arguments: some nanoseconds each.
"""

import os
import sys
import time

from load import show

BATCH = 200  # calls: short enough that few are disturbed


def releasing(fd, call=os.lseek):
    before = time.perf_counter()
    for _ in range(BATCH):
        call(fd, 0, 1)
    return time.perf_counter() - before


def keeping(fd, call=os.get_inheritable):
    before = time.perf_counter()
    for _ in range(BATCH):
        call(fd)
    return time.perf_counter() - before


fd = os.open("/dev/null", os.O_WRONLY)
end = time.perf_counter() + float(sys.argv[2])
pairs = []
while not pairs or time.perf_counter() < end:
    pairs.append(f"{(releasing(fd) - keeping(fd)) / BATCH * 1e9:.2f}")
show("pair_ns", pairs)
