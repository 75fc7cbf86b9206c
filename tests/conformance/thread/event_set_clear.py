# Event: set wakes all, stays set until clear; wait returns the flag.
import threading

from support.timing import takes, until

event = threading.Event()
print(event.is_set(), event.wait(0), event.wait(0.001), event.wait(timeout=-1))
results = []
threads = [threading.Thread(target=lambda: results.append(event.wait())) for _ in range(20)]
for t in threads:
    t.start()
print(until(lambda: len(event._cond._waiters) == 20), results)
event.set()
for t in threads:
    t.join()
print(results == [True] * 20, event.is_set(), event.wait(), event.wait(0))
event.set()
event.clear()
print(event.is_set(), event.wait(0.001))
event.clear()
print(takes(0.02, event.wait, 0.02))
# set and cleared at once: those who waited were still woken
results.clear()
threads = [threading.Thread(target=lambda: results.append(event.wait(20))) for _ in range(5)]
for t in threads:
    t.start()
until(lambda: len(event._cond._waiters) == 5)
event.set()
event.clear()
for t in threads:
    t.join()
print(results, event.is_set())
print(repr(event).endswith(': unset>'), event.set(), repr(event).endswith(': set>'))
