# Barrier and Timer.
import threading
import time


def attempt(what, f, *args, **kwargs):
    try:
        print(what, f(*args, **kwargs))
    except Exception as e:
        print(what, type(e).__name__, e)


def in_threads(n, f):
    threads = [threading.Thread(target=f, args=(i,)) for i in range(n)]
    for t in threads:
        t.start()
    return threads


def join(threads):
    for t in threads:
        t.join()


# all rounds are complete before the next begins
actions = []
b = threading.Barrier(4, action=lambda: actions.append(len(log)))
log = []
indexes = []


def worker(i):
    for r in range(10):
        log.append(r)
        indexes.append(b.wait())


join(in_threads(4, worker))
print([log[k * 4:k * 4 + 4] for k in (0, 5, 9)], actions, sorted(indexes) == sorted(list(range(4)) * 10))
print(b.parties, b.n_waiting, b.broken)

# timeouts break it
b = threading.Barrier(2)
attempt('alone', b.wait, 0.01)
print(b.broken)
attempt('broken', b.wait)
b.reset()
print(b.broken, b.n_waiting)
b = threading.Barrier(2, timeout=0.01)
attempt('default timeout', b.wait)

# abort and reset, while others wait
for method in ('abort', 'reset'):
    b = threading.Barrier(3)
    results = []

    def wait(i):
        try:
            results.append(b.wait())
        except threading.BrokenBarrierError:
            results.append('broken')

    threads = in_threads(2, wait)
    while b.n_waiting < 2:
        time.sleep(0.001)
    getattr(b, method)()
    join(threads)
    print(method, results, b.broken, b.n_waiting)

# an action that fails
def bad():
    raise ZeroDivisionError('action')


b = threading.Barrier(1, bad)
attempt('bad action', b.wait)
print(b.broken, threading.Barrier(1).wait(), issubclass(threading.BrokenBarrierError, RuntimeError))

# Timer
out = []
t = threading.Timer(0.02, lambda *a, **k: out.append((a, k)), [1, 2], {'x': 3})
t.start()
t.join()
print(out, t.finished.is_set())
t = threading.Timer(30, out.append, [4])
t.start()
t.cancel()
t.join()
print(out, t.is_alive())
t = threading.Timer(0, out.append, ['now'])
t.cancel()
t.start()
t.join()
print(out)
began = time.monotonic()
t = threading.Timer(interval=0.05, function=lambda: out.append(time.monotonic() - began >= 0.05))
t.start()
t.join()
print(out[-1], t.interval)
