"""Two threads that hand the turn to and fro by two locks, beside HOGS threads that compute.

    locks.py HOGS SECONDS

A round trip is two switches: ping releases pong's lock and waits for its own, pong does the same.
"""

import sys
import threading
import time

from load import show, start, start_hogs

ping_may = threading.Lock()
pong_may = threading.Lock()
over = []
trips = []


def ping(seconds):
    before = time.perf_counter()
    end = before + seconds
    while before < end:
        pong_may.release()
        ping_may.acquire()
        now = time.perf_counter()
        trips.append(int((now - before) * 1e9))
        before = now
    over.append(True)
    pong_may.release()


def pong():
    while True:
        pong_may.acquire()
        if over:
            return
        ping_may.release()


hogs, seconds = int(sys.argv[1]), float(sys.argv[2])
ping_may.acquire()
pong_may.acquire()
stop = start_hogs(hogs)
players = [start(pong, (), "pong"), start(ping, (seconds,), "ping")]
for player in players:
    player.join()
stop.append(True)
show("round_trip_ns", trips)
