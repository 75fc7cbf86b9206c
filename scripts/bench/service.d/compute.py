"""Four threads that compute until SIGTERM; then, for each of them, when (CLOCK_MONOTONIC, ns) it had done each piece of work.

    compute.py
"""

import signal
import threading
import time


def compute(over, done):
    while not over:
        total = 0
        for n in range(10000):
            total += n * n % 7
        done.append(time.monotonic_ns())


def main():
    over = []
    signal.signal(signal.SIGTERM, lambda *_: over.append(True))
    pieces = [[] for _ in range(4)]
    threads = [threading.Thread(target=compute, args=(over, done)) for done in pieces]
    for thread in threads:
        thread.start()
    print("ready 1", flush=True)
    for thread in threads:
        thread.join()
    for done in pieces:
        print("done_ns", *done)


main()
