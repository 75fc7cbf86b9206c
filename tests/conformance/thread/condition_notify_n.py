# Condition.notify(n) wakes at most n waiters, the ones that came first; notify_all() all; without waiters it is lost.
import threading

from support.timing import until

condition = threading.Condition()
woken, waiting = [], []


def sleeper(i):
    with condition:
        waiting.append(i)
        condition.wait()
        woken.append(i)


def start(i):
    t = threading.Thread(target=sleeper, args=(i,))
    t.start()
    until(lambda: len(waiting) == i + 1)
    return t


with condition:
    condition.notify()  # for nobody
threads = [start(i) for i in range(10)]
for n, total in ((1, 1), (2, 3), (3, 6), (0, 6)):
    with condition:
        condition.notify(n)
    until(lambda: len(woken) == total)
    print(sorted(woken))
with condition:
    condition.notify_all()
for t in threads:
    t.join()
print(sorted(woken))
with condition:
    condition.notify_all()
    print(condition.wait(0.01))
    condition.notify(5)
    print(condition.wait(timeout=0))
