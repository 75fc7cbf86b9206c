# Queues between threads: many producers and consumers, bounds, join, wake-ups by timeouts.
import queue
import threading
import time


def run(q, producers, consumers, count):
    got = [[] for _ in range(consumers)]

    def produce(i):
        for k in range(count):
            q.put((i, k))

    def consume(i):
        while True:
            item = q.get()
            if item is None:
                return
            got[i].append(item)

    ps = [threading.Thread(target=produce, args=(i,)) for i in range(producers)]
    cs = [threading.Thread(target=consume, args=(i,)) for i in range(consumers)]
    for t in ps + cs:
        t.start()
    for t in ps:
        t.join()
    for _ in cs:
        q.put(None)
    for t in cs:
        t.join()
    return got


for q in (queue.Queue(), queue.Queue(1), queue.Queue(7), queue.SimpleQueue()):
    got = run(q, 3, 3, 400)
    everything = [x for part in got for x in part]
    in_order = all([k for j, k in part if j == i] == sorted(k for j, k in part if j == i) for part in got for i in range(3))
    print(type(q).__name__, len(everything), len(set(everything)), in_order, q.empty())

# join waits for the work, not for the get
q = queue.Queue()
done = []


def work(q):  # its own: the name is given to another queue below
    while True:
        x = q.get()
        time.sleep(0.002)
        done.append(x)
        q.task_done()


for _ in range(3):
    threading.Thread(target=work, args=(q,), daemon=True).start()
for i in range(30):
    q.put(i)
q.join()
print(sorted(done) == list(range(30)))

# a waiting put goes on when there is room, a waiting get when there is an item
q = queue.Queue(1)
q.put('first')
t = threading.Thread(target=q.put, args=('second',))
t.start()
time.sleep(0.02)
print(t.is_alive(), q.get(), q.get(timeout=20))
t.join()
result = []
t = threading.Thread(target=lambda: result.append(q.get(timeout=20)))
t.start()
time.sleep(0.02)
print(t.is_alive(), result)
q.put('late')
t.join()
print(result)

# timeouts among several
began = time.monotonic()
failures = []


def impatient():
    try:
        q.get(timeout=0.05)
    except queue.Empty:
        failures.append(time.monotonic() - began >= 0.05)


threads = [threading.Thread(target=impatient) for _ in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(failures, q.qsize())
