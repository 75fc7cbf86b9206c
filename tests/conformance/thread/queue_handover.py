# A bounded queue lets producers and consumers go on in turn; nothing is lost or doubled.
import queue
import threading

for cls in (queue.Queue, queue.LifoQueue, queue.PriorityQueue):
    q = cls(3)
    got, most = [], 0

    def produce(start):
        for i in range(start, start + 100):
            q.put(i)

    def consume():
        global most
        for _ in range(100):
            most = max(most, q.qsize())
            got.append(q.get())

    threads = [threading.Thread(target=produce, args=(i * 100,)) for i in range(3)]
    threads += [threading.Thread(target=consume) for _ in range(3)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    print(cls.__name__, sorted(got) == list(range(300)), most <= 3, q.empty())
