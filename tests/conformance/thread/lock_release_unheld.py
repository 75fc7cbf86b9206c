# Releasing what is not taken is an error; a Lock may be released by any thread, an RLock only by its owner.
import threading

from support.timing import attempt

lock, rlock = threading.Lock(), threading.RLock()
attempt('lock', lock.release)
attempt('rlock', rlock.release)
lock.acquire()
lock.release()
attempt('lock again', lock.release)
rlock.acquire()
rlock.release()
attempt('rlock again', rlock.release)


def elsewhere(f, *args):
    t = threading.Thread(target=attempt, args=('elsewhere', f, *args))
    t.start()
    t.join()


lock.acquire()
elsewhere(lock.release)
print(lock.locked())
rlock.acquire()
elsewhere(rlock.release)
elsewhere(rlock.acquire, False)
rlock.release()
elsewhere(rlock.acquire, False)  # its owner ends with the lock taken
print(rlock.acquire(False))
