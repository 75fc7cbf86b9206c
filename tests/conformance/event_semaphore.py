# Event, Semaphore, BoundedSemaphore.
import threading
import time


def attempt(what, f, *args, **kwargs):
    try:
        print(what, f(*args, **kwargs))
    except Exception as e:
        print(what, type(e).__name__, e)


e = threading.Event()
print(e.is_set(), e.wait(0.01), e.wait(0), repr(e).endswith('unset>'))
e.set()
e.set()
print(e.is_set(), e.wait(), e.wait(0), repr(e).endswith(': set>'), repr(e).startswith('<threading.Event at 0x'))
e.clear()
print(e.is_set(), e.isSet())
out = []
threads = [threading.Thread(target=lambda i=i: out.append((e.wait(20), i))) for i in range(5)]
for t in threads:
    t.start()
e.set()
for t in threads:
    t.join()
print(sorted(out))

# ping-pong
ping, pong = threading.Event(), threading.Event()
log = []


def player():
    for i in range(50):
        ping.wait()
        ping.clear()
        log.append('pong')
        pong.set()


t = threading.Thread(target=player)
t.start()
for i in range(50):
    log.append('ping')
    ping.set()
    pong.wait()
    pong.clear()
t.join()
print(log == ['ping', 'pong'] * 50)

s = threading.Semaphore(2)
print(s.acquire(), s.acquire(blocking=False), s.acquire(False), s.acquire(timeout=0.01), s.acquire(True, 0.01))
s.release()
print(s.acquire(timeout=1))
s.release(2)
print(s.acquire(), s.acquire(), s.acquire(False))
s.release(5)
with s:
    print(s._value)
attempt('negative', threading.Semaphore, -1)
attempt('release 0', s.release, 0)
attempt('timeout', s.acquire, False, 1)

# never more than three inside
inside = most = 0
lock = threading.Lock()
s = threading.Semaphore(3)


def visit():
    global inside, most
    for _ in range(10):
        with s:
            with lock:
                inside += 1
                most = max(most, inside)
            time.sleep(0.0005)
            with lock:
                inside -= 1


threads = [threading.Thread(target=visit) for _ in range(8)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(inside, 0 < most <= 3, s._value)

b = threading.BoundedSemaphore(2)
b.acquire()
b.release()
attempt('too many', b.release)
b.acquire()
b.acquire()
attempt('too many at once', b.release, 3)
b.release(2)
print(b._value, repr(b).endswith(': value=2/2>'), repr(s).endswith(': value=3>'))
