# A thread cannot join itself; it can join others, and the main thread.
import threading

from support.timing import attempt

attempt('main', threading.current_thread().join)


def myself():
    attempt('myself', threading.current_thread().join)
    attempt('with timeout', threading.current_thread().join, 1)
    attempt('main', threading.main_thread().join, 0.001)


t = threading.Thread(target=myself)
t.start()
t.join()

# in a row, each waits for the one before
log = []


def follow(before, i):
    if before is not None:
        before.join()
    log.append(i)


last = None
for i in range(20):
    last = threading.Thread(target=follow, args=(last, i))
    last.start()
last.join()
print(log == list(range(20)))
