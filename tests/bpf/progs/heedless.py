# Functions of C that keep the GIL while others want it: one computes for some tens of milliseconds, one sleeps in the kernel.
#
#   python3.X heedless.py SECONDS
import ctypes
import sys
import threading
import time

usleep = ctypes.PyDLL(None).usleep  # of all ways to call a C function the one that keeps the GIL
number = 3 ** 200000
end = time.monotonic() + float(sys.argv[1])


def computes():
    while time.monotonic() < end:
        number * number


def sleeps():
    while time.monotonic() < end:
        usleep(20000)
        time.sleep(0.001)


def wants():
    while time.monotonic() < end:
        pass


for function in (computes, sleeps, wants):
    threading.Thread(target=function).start()
