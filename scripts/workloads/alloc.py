"""Objects, dicts, lists and strings, shared by threads and private to them: work for the allocator.

    alloc.py [THREADS [ROUNDS]]

Each of THREADS threads (default 4) goes ROUNDS times (default 600) through three parts:

  share    takes and drops references to objects that all threads use.  Nothing is allocated; what changes is the
           reference count of the same few objects, from all threads.  It is right because of the GIL alone.
  private  builds trees, lists, dicts and strings that no other thread sees, and drops them.
  publish  puts objects into a dict and a list that all threads change, under a lock; the previous ones die here,
           whoever made them.

gilalloc.bt shows bytes and objects per type, gilscope how little of it the threads spend waiting for the lock that
the program knows, and how much for the one that it does not.
"""

import sys
import threading


class Node:
    """A binary tree's node; leaves have no children."""

    def __init__(self, depth):
        self.value = depth
        self.left = Node(depth - 1) if depth else None
        self.right = Node(depth - 1) if depth else None

    def count(self):
        n = 1
        if self.left is not None:
            n += self.left.count() + self.right.count()
        return n


class Record:
    def __init__(self, owner, number):
        self.owner = owner
        self.number = number
        self.text = f"record {number} of {owner}"


common = [Node(0), Record("everybody", 0), "a string that is used by all", [1, 2, 3], {"key": "value"}]
table = {}
log = []
table_lock = threading.Lock()


def share():
    """References to the shared objects come and go."""
    first = last = common[0]
    for _ in range(400):
        for item in common:
            first, last = last, item
    return last is common[-1] and first is common[-2]


def private(round_number):
    """Makes objects that live as long as this call; returns how many it can count."""
    tree = Node(6)
    numbers = [n * n + 0.5 for n in range(300)]
    words = {f"word {n}": [n, str(n), (n, -n)] for n in range(200)}
    pairs = sorted(words, key=len, reverse=True)
    text = ", ".join(pairs) + str(round_number)
    kept = {word for word in text.split(", ") if word.endswith("7")}
    return tree.count() + len(numbers) + len(words) + len(kept)


def publish(owner, number):
    """A new record replaces an older one that maybe another thread made."""
    record = Record(owner, number)
    with table_lock:
        table[number % 50] = record
        log.append(record)
        if len(log) > 100:
            del log[:50]


def work(index, rounds, results):
    shared = True
    objects = 0
    for r in range(rounds):
        shared = share() and shared
        objects += private(r)
        for n in range(100):
            publish(f"thread {index}", r * 100 + n)
    results[index] = shared, objects


def number(position, default):
    if len(sys.argv) <= position:
        return default
    try:
        value = int(sys.argv[position])
    except ValueError:
        value = 0
    if value < 1:
        sys.exit("usage: alloc.py [THREADS [ROUNDS]]")
    return value


def main():
    threads = number(1, 4)
    rounds = number(2, 600)
    results = [None] * threads
    # Daemons: Ctrl-C ends the program, and not only the thread that waits for them.
    workers = [threading.Thread(target=work, args=(i, rounds, results), name=f"alloc-{i + 1}", daemon=True)
               for i in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    for worker, (shared, objects) in zip(workers, results):
        print(f"{worker.name}: shared objects {'as they were' if shared else 'CHANGED'}, {objects} objects counted")
    complete = sorted(table) == list(range(50)) and all(table[k].number % 50 == k for k in table)
    print(f"table: {'complete' if complete else 'DAMAGED'}, log: {'bounded' if len(log) <= 101 else 'TOO LONG'}")


main()
