# Condition: wait, notify, notify_all, wait_for, timeouts, with Lock and RLock, errors.
import threading
import time


def attempt(what, f, *args, **kwargs):
    try:
        print(what, f(*args, **kwargs))
    except Exception as e:
        print(what, type(e).__name__, e)


cond = threading.Condition()
attempt('wait without', cond.wait)
attempt('notify without', cond.notify)
attempt('notify_all without', cond.notify_all)
attempt('release without', cond.release)
with cond:
    t = time.monotonic()
    print(cond.wait(0.05), 0.045 < time.monotonic() - t < 5, cond.wait(0), cond.wait(-1))
    cond.notify()  # nobody: forgotten
    print(cond.wait(0.01))

# one producer, several consumers
items = []
eaten = [0] * 3


def consume(i):
    while True:
        with cond:
            while not items:
                cond.wait()
            x = items.pop(0)
        if x is None:
            return
        eaten[i] += x


consumers = [threading.Thread(target=consume, args=(i,)) for i in range(3)]
for c in consumers:
    c.start()
for n in range(500):
    with cond:
        items.append(n)
        cond.notify()
with cond:
    items += [None] * 3
    cond.notify_all()
for c in consumers:
    c.join()
print(sum(eaten), items)

# notify wakes as many as it is told, the oldest first
waiting = 0
woken = []


def sleeper(i):
    global waiting
    with cond:
        waiting += 1
        cond.wait()
        woken.append(i)
        cond.notify_all() if i == 99 else None


sleepers = []
for i in range(5):
    t = threading.Thread(target=sleeper, args=(i,))
    t.start()
    sleepers.append(t)
    while True:
        with cond:
            if waiting == i + 1:
                break
        time.sleep(0.001)
for n, expected in ((1, 1), (2, 3), (10, 5)):
    with cond:
        cond.notify(n)
    while True:
        with cond:
            if len(woken) == expected:
                break
        time.sleep(0.001)
    print(sorted(woken))
for t in sleepers:
    t.join()

# wait_for
value = 0


def count():
    global value
    for _ in range(5):
        with cond:
            value += 1
            cond.notify_all()
        time.sleep(0.005)


t = threading.Thread(target=count)
t.start()
with cond:
    print(cond.wait_for(lambda: value >= 3), value >= 3)
    print(cond.wait_for(lambda: 'kept' if value == 5 else None, timeout=20))
    print(cond.wait_for(lambda: value == 6, timeout=0.03), cond.wait_for(lambda: 0, 0))
t.join()

# an RLock is released whatever its depth
lock = threading.RLock()
cond = threading.Condition(lock)
ready = threading.Event()


def notifier():
    ready.wait()
    with cond:
        cond.notify()


t = threading.Thread(target=notifier)
t.start()
with lock:
    with cond:
        ready.set()
        print(cond.wait(20), lock._is_owned())
t.join()
attempt('all released', lock.release)
print(repr(threading.Condition(threading.Lock())).startswith('<Condition(<unlocked _thread.lock object at '))
plain = threading.Condition(threading.Lock())
with plain:
    print(plain.wait(0.01), plain.acquire(False))
