# Barrier: all go on together, each with another index; one of them ran the action; it can be used again.
import threading

N = 5
log, indexes = [], []
barrier = threading.Barrier(N, action=lambda: log.append(len(indexes)))


def party():
    for _ in range(4):
        indexes.append(barrier.wait())


threads = [threading.Thread(target=party) for _ in range(N)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print([sorted(indexes).count(i) for i in range(N)], len(log), barrier.n_waiting, barrier.parties, barrier.broken)
print(threading.Barrier(1).wait())
# each round's action has run before anybody of that round is through
print(all(seen <= N * i for i, seen in enumerate(log)))
