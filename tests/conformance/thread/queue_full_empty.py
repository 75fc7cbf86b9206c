# Empty and Full: at once, in time, and for queues without bound.
import queue

from support.timing import attempt, takes

for cls in (queue.Queue, queue.LifoQueue, queue.PriorityQueue):
    q = cls(2)
    print(cls.__name__, q.maxsize, q.full(), q.empty())
    attempt('get_nowait', q.get_nowait)
    attempt('get', q.get, False)
    attempt('get', q.get, timeout=0.001)
    attempt('get', q.get, True, 0)
    attempt('negative', q.get, timeout=-1)
    q.put(1)
    q.put_nowait(2)
    print(q.full(), q.empty(), q.qsize())
    attempt('put_nowait', q.put_nowait, 3)
    attempt('put', q.put, 3, False)
    attempt('put', q.put, 3, timeout=0.001)
    attempt('negative', q.put, 3, timeout=-1)
    attempt('no waiting', q.get, False, -1)
for maxsize in (0, -1):
    q = queue.Queue(maxsize)
    for i in range(100):
        q.put(i, False)
    print(q.full(), q.qsize())


def get(q, timeout):
    try:
        q.get(timeout=timeout)
    except queue.Empty:
        pass


print(takes(0.02, get, queue.Queue(), 0.02), takes(0.02, get, queue.SimpleQueue(), 0.02))
print(issubclass(queue.Empty, Exception), issubclass(queue.Full, Exception), queue.Empty.__name__, queue.Full.__name__)
