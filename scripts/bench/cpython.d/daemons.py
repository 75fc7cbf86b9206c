"""Daemon threads that want the GIL when the interpreter ends: they never come back from take_gil.

    daemons.py SECONDS
"""

import sys
import threading
import time


def compute():
    while True:
        for _ in range(1000):
            pass


def nap():
    while True:
        time.sleep(0.0005)


def main():
    for work in (compute, nap) * 6:
        threading.Thread(target=work, daemon=True).start()
    time.sleep(float(sys.argv[1]))


main()
