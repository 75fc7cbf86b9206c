"""Threads that let the GIL go all the time: one writes, two send a byte to each other, one sleeps.

    io.py SECONDS
"""

import os
import sys
import threading
import time


def write(end):
    out = os.open("/dev/null", os.O_WRONLY)
    while time.monotonic() < end:
        for _ in range(100):
            os.write(out, b"x")
    os.close(out)


def send(end, source, drain):
    while True:
        done = time.monotonic() >= end
        os.write(drain, b"." if done else b"x")
        if os.read(source, 1) == b"." or done:
            return


def sleep(end):
    while time.monotonic() < end:
        time.sleep(0.001)


def main():
    end = time.monotonic() + float(sys.argv[1])
    here, there = os.pipe(), os.pipe()
    threads = [threading.Thread(target=write, args=(end,)),
               threading.Thread(target=send, args=(end, here[0], there[1])),
               threading.Thread(target=send, args=(end, there[0], here[1])),
               threading.Thread(target=sleep, args=(end,))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


main()
