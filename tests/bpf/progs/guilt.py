# Known guilt: one thread computes in long_one() three times as long as in short_one(), others wait for it.
#
#   gilpy guilt.py SECONDS
#
# Prints how much CPU time the guilty thread spent in each of the two, in ns.
import sys
import threading
import time

end = time.monotonic() + float(sys.argv[1])
spent = {}


def long_one(n):
    total = 0
    for i in range(n):
        total += i * i
    return total


def short_one(n):
    total = 0
    for i in range(n):
        total += i ^ n
    return total


def timed(function, n):
    before = time.thread_time_ns()
    function(n)
    spent[function.__name__] = spent.get(function.__name__, 0) + time.thread_time_ns() - before


def guilty():
    while time.monotonic() < end:
        timed(long_one, 300000)
        timed(short_one, 100000)


def victim():
    total = 0
    while time.monotonic() < end:
        for i in range(2000):
            total += i
    return total


def sleeper():
    while time.monotonic() < end:
        time.sleep(0.002)


threads = [threading.Thread(target=guilty, name='guilty'), threading.Thread(target=victim, name='victim'),
           threading.Thread(target=sleeper, name='sleeper')]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
for name in spent:
    print(name, spent[name])
