"""What the programs of the GIL laboratory share: units of work, threads that compute, and how figures are printed.

The programs run under every interpreter to be compared, so they use little of the language and of its library.
"""

import threading
import time

BIN = 0.1  # seconds; the laboratory looks at work done in windows that are multiples of this


def unit():
    """A piece of pure bytecode, some microseconds long: multiplication, addition, remainder, the jump back."""
    total = 0
    for n in range(200):
        total = (total * 7 + n) % 1000003
    return total


def start_hogs(count):
    """Starts threads that never block; they end when something is appended to the list that is returned."""
    stop = []

    def hog():
        while not stop:
            unit()

    for i in range(count):
        start(hog, (), f"hog-{i + 1}")
    return stop


def start(function, args, name):
    """A daemon thread: one that cannot get the GIL must not keep the program from ending."""
    thread = threading.Thread(target=function, args=args, name=name, daemon=True)
    thread.start()
    return thread


def new_tally(seconds):
    """A count of units of work for each BIN of this time."""
    return [0] * max(1, round(seconds / BIN))


def work(begin, tally, units, release=None):
    """Works from the moment begin on and counts into tally; after every so many units it calls release."""
    time.sleep(max(0, begin - time.perf_counter()))
    while True:
        for _ in range(units):
            unit()
        if release is not None:
            release()
        i = int((time.perf_counter() - begin) / BIN)
        if i >= len(tally):
            return
        tally[i] += units


def moment_to_begin(threads):
    """Late enough for all threads to be there, however long each waits for the GIL to say so."""
    return time.perf_counter() + 0.02 + 0.01 * threads


def show(name, values):
    print(name, *values, flush=True)
