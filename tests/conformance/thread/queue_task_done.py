# task_done and join: join returns when every item that was put in is done.
import queue
import threading

from support.timing import attempt

for cls in (queue.Queue, queue.LifoQueue, queue.PriorityQueue):
    q = cls()
    attempt('none', q.task_done)
    print(q.join())
    done = []

    def worker():
        while True:
            item = q.get()
            if item < 0:
                return
            done.append(item)
            q.task_done()

    threads = [threading.Thread(target=worker) for _ in range(3)]
    for i in range(50):
        q.put(i)
    for t in threads:
        t.start()
    q.join()
    print(sorted(done) == list(range(50)), q.unfinished_tasks, q.empty())
    attempt('too many', q.task_done)
    for _ in threads:
        q.put(-1)
    for t in threads:
        t.join()
    print(q.unfinished_tasks)
q = queue.Queue()
q.put(1)
q.put(2)
q.get()
q.get()
q.task_done()
waiter = threading.Thread(target=q.join)
waiter.start()
waiter.join(0.02)
print(waiter.is_alive(), q.task_done(), waiter.join(), waiter.is_alive())
