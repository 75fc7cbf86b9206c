# Semaphore: a count that never falls below zero; release(n) lets n waiters go.
import threading

from support.timing import attempt, takes, until

s = threading.Semaphore(2)
print(s.acquire(), s.acquire(False), s.acquire(False), s.acquire(timeout=0.01), s.acquire(blocking=False))
attempt('timeout', s.acquire, False, 1)
attempt('negative', threading.Semaphore, -1)
attempt('release 0', s.release, 0)
attempt('release -1', s.release, -1)
print(takes(0.02, s.acquire, True, 0.02))
log = []


def take(i):
    s.acquire()
    log.append(i)


threads = [threading.Thread(target=take, args=(i,)) for i in range(6)]
for t in threads:
    t.start()
for n, total in ((1, 1), (2, 3), (3, 6)):
    s.release(n)
    print(until(lambda: len(log) == total), len(log))
for t in threads:
    t.join()
s.release(5)
print([s.acquire(False) for _ in range(6)])
print(threading.Semaphore().acquire(False), threading.Semaphore(0).acquire(False))

# never more inside than permits
inside, most = 0, 0
guard, room = threading.Lock(), threading.Semaphore(3)


def visit():
    global inside, most
    for _ in range(20):
        with room:
            with guard:
                inside += 1
                most = max(most, inside)
            with guard:
                inside -= 1


threads = [threading.Thread(target=visit) for _ in range(8)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(inside, 1 <= most <= 3)
