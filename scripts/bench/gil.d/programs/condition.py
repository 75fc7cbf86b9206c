"""Two threads that hand the turn to and fro by one threading.Condition, beside HOGS threads that compute.

    condition.py HOGS SECONDS

A round trip is two switches: ping notifies pong and waits, pong does the same.
"""

import sys
import threading
import time

from load import show, start, start_hogs

PING, PONG = 0, 1
condition = threading.Condition()
turn = PING
over = False
trips = []


def ping(seconds):
    global turn, over
    with condition:
        before = time.perf_counter()
        end = before + seconds
        while before < end:
            turn = PONG
            condition.notify()
            while turn != PING:
                condition.wait()
            now = time.perf_counter()
            trips.append(int((now - before) * 1e9))
            before = now
        over = True
        condition.notify()


def pong():
    global turn
    with condition:
        while True:
            while turn != PONG and not over:
                condition.wait()
            if over:
                return
            turn = PING
            condition.notify()


hogs, seconds = int(sys.argv[1]), float(sys.argv[2])
stop = start_hogs(hogs)
players = [start(pong, (), "pong"), start(ping, (seconds,), "ping")]
for player in players:
    player.join()
stop.append(True)
show("round_trip_ns", trips)
