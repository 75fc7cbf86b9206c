# The process ends without waiting for daemon threads, whatever they do; others are awaited first.
import os
import queue
import sys
import threading
import time

lock = threading.Lock()
lock.acquire()


def spin():
    while True:
        pass


def sleep():
    while True:
        time.sleep(0.001)


def allocate():
    while True:
        [[] for _ in range(100)]


def write():
    r, w = os.pipe()
    while True:
        os.write(w, b'x' * 100000)


for f in (spin, sleep, allocate, write, lock.acquire, threading.Event().wait, queue.Queue().get, queue.SimpleQueue().get):
    for _ in range(2):
        threading.Thread(target=f, daemon=True).start()


def last():
    printed.wait()
    time.sleep(0.05)
    print('the last of those that are awaited')
    sys.stdout.flush()


printed = threading.Event()
threading.Thread(target=last).start()
print('the end of the main thread', threading.active_count())
printed.set()
