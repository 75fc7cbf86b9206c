# Queue, LifoQueue, PriorityQueue, SimpleQueue: order, sizes, errors, subclassing.
import queue


def attempt(what, f, *args, **kwargs):
    try:
        print(what, f(*args, **kwargs))
    except Exception as e:
        print(what, type(e).__name__, e)


for cls in (queue.Queue, queue.LifoQueue, queue.PriorityQueue):
    q = cls(3)
    print(cls.__name__, q.empty(), q.full(), q.qsize(), q.maxsize)
    for x in (2, 3, 1):
        q.put(x)
    print(q.full(), q.qsize())
    attempt('put_nowait', q.put_nowait, 4)
    attempt('put, no block', q.put, 4, False)
    attempt('put, timeout', q.put, 4, timeout=0.01)
    attempt('put, negative', q.put, 4, timeout=-1)
    print(q.get(), q.get_nowait(), q.get(timeout=1))
    attempt('get_nowait', q.get_nowait)
    attempt('get, no block', q.get, block=False)
    attempt('get, timeout', q.get, True, 0.01)
    attempt('get, negative', q.get, True, -1)
    for _ in range(3):
        q.task_done()
    attempt('task_done', q.task_done)
    q.join()

q = queue.Queue()
for i in range(1000):
    q.put(i)
    if i % 3 == 0:
        q.get()
left = []
while not q.empty():
    left.append(q.get())
print(len(left), left[:3], left[-3:], q.qsize())

q = queue.PriorityQueue()
state = 7
for _ in range(300):
    state = state * 1103515245 % 2147483648
    q.put((state % 50, state))
out = [q.get() for _ in range(300)]
print(out == sorted(out), out[0][0], out[-1][0])
q.put((1, 'b'))
q.put((0, 'z'))
q.put((1, 'a'))
print([q.get()[1] for _ in range(3)])
attempt('not comparable', lambda: (q.put((1, {})), q.put((1, {}))))

s = queue.SimpleQueue()
print(s.empty(), s.qsize())
s.put(1)
s.put_nowait(2)
s.put(3, block=False, timeout=0)
print(s.qsize(), s.empty(), s.get(), s.get_nowait(), s.get(timeout=1))
attempt('simple, empty', s.get_nowait)
attempt('simple, empty', s.get, False)
attempt('simple, timeout', s.get, timeout=0.01)
attempt('simple, negative', s.get, timeout=-1)


class Unique(queue.Queue):
    """Each item at most once."""

    def _init(self, maxsize):
        self.items = {}

    def _qsize(self):
        return len(self.items)

    def _put(self, item):
        self.items[item] = True

    def _get(self):
        return self.items.popitem()[0]


u = Unique()
for x in 'abcabc':
    u.put(x)
print(u.qsize(), u.get(), u.get(), u.get(), u.empty())
print(queue.Empty.__mro__[1], queue.Full.__mro__[1])
