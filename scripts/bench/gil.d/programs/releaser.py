"""What part of the work a thread gets done that lets go of the GIL often, beside two that never do.

    releaser.py write|sleep SECONDS

All three do the same work, in pieces of about 300 us alone.  After each piece the first thread makes a call that
releases the GIL for a moment: it writes one byte to /dev/null, or sleeps for 0 seconds.
"""

import os
import sys
import time

from load import moment_to_begin, new_tally, show, start, unit, work

PIECE = 300e-6  # seconds
SAMPLE = 500  # units


def units_in_a_piece():
    best = 1.0
    for _ in range(5):
        before = time.perf_counter()
        for _ in range(SAMPLE):
            unit()
        best = min(best, (time.perf_counter() - before) / SAMPLE)
    return max(1, round(PIECE / best))


null = os.open("/dev/null", os.O_WRONLY)
calls = {"write": lambda: os.write(null, b"x"), "sleep": lambda: time.sleep(0)}
call, seconds = calls[sys.argv[1]], float(sys.argv[2])
units = units_in_a_piece()
begin = moment_to_begin(3)
tallies = [new_tally(seconds) for _ in range(3)]
threads = [start(work, (begin, tallies[0], units, call), "releaser")]
for i in (1, 2):
    threads.append(start(work, (begin, tallies[i], units), f"hog-{i}"))
for thread in threads:
    thread.join()
show("releaser", tallies[0])
show("hog", tallies[1])
show("hog", tallies[2])
