"""Two threads that compute for some seconds; at the end, one line each: its tid and the CPU time it had, in ns.

    cpu.py SECONDS
"""

import sys
import threading
import time


def compute(end, rows):
    start = time.thread_time_ns()
    while time.monotonic() < end:
        for _ in range(1000):
            pass
    rows.append((threading.get_native_id(), time.thread_time_ns() - start))


def main():
    rows = []
    end = time.monotonic() + float(sys.argv[1])
    threads = [threading.Thread(target=compute, args=(end, rows)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for tid, ns in rows:
        print(tid, ns)


main()
