"""How much work THREADS threads get done that compute and never block, beside one such thread alone.

    throughput.py THREADS SECONDS

One thread and THREADS take turns, half a second and about a second long, so that what else the machine does falls on
both.  Printed are the units of work in each tenth of a second: a line "alone" for each turn of one thread (the first
and the last turn, too), a line "thread" for each of the THREADS in each of theirs, and for all of these together
"cores", processor time by wall time.
"""

import sys
import time

from load import moment_to_begin, new_tally, show, start, work


def crowd(count, seconds, name):
    begin = moment_to_begin(count)
    tallies = [new_tally(seconds) for _ in range(count)]
    threads = [start(work, (begin, tally, 1), f"worker-{i + 1}") for i, tally in enumerate(tallies)]
    processor = time.process_time()
    for thread in threads:
        thread.join()
    processor, wall = time.process_time() - processor, time.perf_counter() - begin
    for tally in tallies:
        show(name, tally)
    return processor / wall


threads, seconds = int(sys.argv[1]), float(sys.argv[2])
crowd(1, 0.3, "warm-up")  # caches, the processor's clock, and interpreters that adapt to what they run
turns = max(1, round(seconds))
length = seconds / turns
crowd(1, length / 2, "alone")
cores = []
for _ in range(turns):
    cores.append(f"{crowd(threads, length, 'thread'):.3f}")
    crowd(1, length / 2, "alone")
show("cores", cores)
