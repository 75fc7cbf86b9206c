# Queue: first in, first out; LifoQueue: last in, first out; PriorityQueue: the smallest first.
import queue

from support.timing import attempt

items = [5, 3, 8, 1, 9, 2, 7, 3]
for cls in (queue.Queue, queue.LifoQueue, queue.PriorityQueue, queue.SimpleQueue):
    q = cls()
    for item in items:
        q.put(item)
    print(cls.__name__, q.qsize(), q.empty(), [q.get() for _ in items], q.qsize(), q.empty())
q = queue.Queue()
for i in range(1000):
    q.put(i)
    q.put(-i)
    if q.get() != (i // 2 if i % 2 == 0 else -(i // 2)):
        print('wrong order')
print(q.qsize())
q = queue.PriorityQueue()
for pair in ((2, 'b'), (1, 'z'), (2, 'a'), (0, '')):
    q.put(pair)
print([q.get_nowait() for _ in range(4)])
q.put(1)
attempt('no order', q.put, 'text')
