# One thread that computes, and never gives the GIL up.
#
#   gilpy alone.py SECONDS
import sys
import time


def inner(n):
    total = 0
    for i in range(n):
        total += i * i
    return total


def outer(end):
    while time.monotonic() < end:
        inner(2000)


outer(time.monotonic() + float(sys.argv[1]))
