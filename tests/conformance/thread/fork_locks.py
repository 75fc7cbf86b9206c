# Locks after fork: as they were in the parent; what waited for them is gone; the child's own work.
import os
import queue
import threading

from support.timing import until

held, free, rlock = threading.Lock(), threading.Lock(), threading.RLock()
condition, event, semaphore = threading.Condition(), threading.Event(), threading.Semaphore(0)
q = queue.Queue()
held.acquire()
rlock.acquire()
going = threading.Event()


def wait_condition():
    with condition:
        condition.wait()


waiting = [threading.Thread(target=f) for f in (held.acquire, wait_condition, event.wait, semaphore.acquire, q.get)]
for t in waiting:
    t.start()
until(lambda: condition._waiters and event._cond._waiters and semaphore._cond._waiters and q.not_empty._waiters)
pid = os.fork()
if pid == 0:
    ok = [held.locked(), not held.acquire(timeout=0.01), free.acquire(False), rlock._is_owned(), rlock.acquire()]
    held.release()
    ok.append(held.acquire(False))
    with condition:
        condition.notify_all()
        ok.append(condition.wait(0.01) is False)
    event.set()
    ok.append(event.wait())
    semaphore.release()
    ok.append(semaphore.acquire(False))
    q.put('item')
    ok.append(q.get() == 'item')
    t = threading.Thread(target=lambda: ok.append(not rlock.acquire(False)))
    t.start()
    t.join()
    os._exit(0 if all(ok) and len(ok) == 11 else 1)
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
held.release()
with condition:
    condition.notify_all()
event.set()
semaphore.release()
q.put(1)
for t in waiting:
    t.join()
print(held.locked(), threading.active_count())
