# What is atomic under the GIL: list.append, dict assignment, pop; what is not is put under a lock.
import sys
import threading

sys.setswitchinterval(1e-5)
N, ROUNDS = 6, 3000


def in_threads(f):
    threads = [threading.Thread(target=f, args=(i,)) for i in range(N)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()


items = []
table = {}


def fill(i):
    for k in range(ROUNDS):
        items.append((i, k))
        table[i, k] = k


in_threads(fill)
print(len(items), len(table), sum(table.values()))
# each thread's own items are in order
print(all([k for j, k in items if j == i] == list(range(ROUNDS)) for i in range(N)))

taken = [[] for _ in range(N)]


def take(i):
    while True:
        try:
            taken[i].append(items.pop())
        except IndexError:
            return


in_threads(take)
print(sum(map(len, taken)), len({x for own in taken for x in own}), items)

lock = threading.Lock()
counter = 0


def count(i):
    global counter
    for _ in range(ROUNDS):
        with lock:
            counter += 1


in_threads(count)
print(counter)


# Objects die once, whoever drops the last reference.
class Counted:
    made = 0
    died = []

    def __init__(self):
        with lock:
            Counted.made += 1

    def __del__(self):
        Counted.died.append(1)


slots = [None] * 10


def churn(i):
    for k in range(ROUNDS):
        slots[(i + k) % 10] = Counted()


in_threads(churn)
slots = None
print(Counted.made, len(Counted.died))


def recurse(i):
    def f(n):
        return n and f(n - 1) + 1
    results[i] = sum(f(100) for _ in range(100))


results = [0] * N
in_threads(recurse)
print(results)


def generate(i):
    def g(n):
        for x in range(n):
            yield x * i
    results[i] = sum(sum(g(100)) for _ in range(50))


in_threads(generate)
print(results)
