# SimpleQueue: no bound, no tasks; put never waits, block and timeout of get are as Queue's.
import queue
import threading

from support.timing import attempt

q = queue.SimpleQueue()
print(q.put(1), q.put(2, False), q.put(3, timeout=5), q.put_nowait(4), q.put(item=5, block=True, timeout=None))
print([q.get(), q.get(False), q.get(timeout=1), q.get_nowait(), q.get(block=True)])
attempt('empty', q.get_nowait)
attempt('empty', q.get, False)
attempt('empty', q.get, timeout=0.001)
attempt('negative', q.get, timeout=-1)
attempt('tasks', lambda: hasattr(q, 'task_done') or hasattr(q, 'join') or hasattr(q, 'full'))
results = []
threads = [threading.Thread(target=lambda: results.extend(q.get() for _ in range(100))) for _ in range(4)]
for t in threads:
    t.start()
for i in range(400):
    q.put(i)
for t in threads:
    t.join()
print(sorted(results) == list(range(400)), q.empty(), q.qsize())
