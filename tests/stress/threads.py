# Everything that threads do, at once and at random: they are born and die, take locks and pass items, get signals and
# exceptions, collect garbage, fork; some leave in the middle.
#
#   gilpy threads.py SECONDS SEED
#
# Exits with 0 when the time is over and nothing was lost; prints what is wrong and exits with 1 otherwise.  Every round
# ends with as many threads as it began with.  tests/stress/run.sh watches that it ends at all.
import faulthandler
import gc
import os
import queue
import signal
import sys
import threading
import time

seconds, seed = float(sys.argv[1]), int(sys.argv[2])
faulthandler.enable()

class Random:
    """The same choices for the same seed."""

    def __init__(self, seed):
        self.state = seed

    def random(self):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) & (1 << 64) - 1
        return (self.state >> 33) / (1 << 31)

    def randint(self, low, high):
        return low + int(self.random() * (high - low + 1))

    def choice(self, items):
        return items[self.randint(0, len(items) - 1)]

    def shuffle(self, items):
        for i in range(len(items) - 1, 0, -1):
            j = self.randint(0, i)
            items[i], items[j] = items[j], items[i]


rng = Random(seed)
end = time.monotonic() + seconds
failures = []
signals = 0
main = threading.main_thread()


def check(ok, *what):
    if not ok:
        failures.append(what)


def on_signal(signum, frame):
    global signals
    signals += 1
    check(threading.current_thread() is main or os.getpid() != parent, 'a handler ran in', threading.current_thread())


parent = os.getpid()
for signum in (signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM):
    signal.signal(signum, on_signal)
local = threading.local()


class Node:
    """Garbage in cycles, with a finalizer."""

    dead = 0

    def __init__(self):
        self.me = self

    def __del__(self):
        Node.dead += 1


def many_locks(n):
    """A counter under a lock loses nothing."""
    lock, counter = rng.choice([threading.Lock, threading.RLock])(), [0]

    def work():
        for _ in range(50):
            with lock:
                value = counter[0]
                if value % 7 == 0:
                    time.sleep(0)
                counter[0] = value + 1

    run_all([work] * n)
    check(counter[0] == 50 * n, 'counter', counter, n)


def many_items(n):
    """What goes into a queue comes out of it."""
    q = rng.choice([queue.Queue, queue.LifoQueue, queue.PriorityQueue])(rng.choice([0, 1, 5]))
    out = []

    def put():
        for i in range(30):
            q.put(i)

    def get():
        for _ in range(30):
            out.append(q.get())

    run_all([put, get] * n)
    check(sorted(out) == sorted(list(range(30)) * n), 'queue', len(out), n)


def many_barriers(n):
    barrier, indexes = threading.Barrier(n), []

    def work():
        for _ in range(5):
            indexes.append(barrier.wait())

    run_all([work] * n)
    check(sorted(indexes) == sorted(list(range(n)) * 5), 'barrier', indexes)


def many_timeouts(n):
    lock, condition = threading.Lock(), threading.Condition()
    lock.acquire()

    def work():
        lock.acquire(timeout=0.001)
        with condition:
            condition.wait(0.001)
            condition.notify()

    run_all([work] * n)
    check(lock.locked(), 'somebody took a lock that was taken')


def many_exceptions(n):
    seen = []

    def work():
        try:
            local.value = Node()
            raise ValueError(n)
        finally:
            seen.append(1)

    before, threading.excepthook = threading.excepthook, lambda args: seen.append(args.exc_type)
    run_all([work] * n + [lambda: sys.exit(3)] * n)
    threading.excepthook = before
    check(seen.count(ValueError) == seen.count(1) == n, 'exceptions', seen)


def many_cycles(n):
    def work():
        for _ in range(20):
            local.node = Node()
            [Node() for _ in range(10)]
        gc.collect()

    run_all([work] * n)


def many_signals(n):
    done = threading.Event()

    def work():
        while not done.is_set():
            time.sleep(0.0005)

    threads = start_all([work] * n)
    before = signals
    for _ in range(20):
        signal.pthread_kill(rng.choice(threads).ident, signal.SIGUSR1)
        os.kill(os.getpid(), signal.SIGUSR2)
    done.set()
    join_all(threads)
    check(signals > before, 'no signal has arrived')


def many_forks(n):
    """Children while others run; each child has threads, too, and ends in its own way."""
    done = threading.Event()

    def work():
        while not done.is_set():
            [Node() for _ in range(5)]
            time.sleep(0)

    def forks():
        pid = os.fork()
        if pid == 0:
            signal.alarm(60)
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            log = []
            ok = threading.active_count() == 1 and threading.current_thread() is threading.main_thread()
            ts = [threading.Thread(target=log.append, args=(i,)) for i in range(3)]
            for t in ts:
                t.start()
            for t in ts:
                t.join()
            gc.collect()
            os._exit(7 if ok and sorted(log) == [0, 1, 2] else 1)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        check(status == 7, 'a child ended with', status)

    threads = start_all([work] * n)
    forks()
    run_all([forks] * 2)
    done.set()
    join_all(threads)


def leave_in_the_middle(n):
    """A child whose main thread ends while daemon threads run."""
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(60)

        def forever():
            while True:
                local.x = [Node() for _ in range(10)]

        for _ in range(n):
            threading.Thread(target=forever, daemon=True).start()
        time.sleep(rng.random() * 0.005)
        sys.exit(9)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    check(status == 9, 'leaving in the middle', status)


def start_all(functions):
    threads = [threading.Thread(target=f) for f in functions]
    rng.shuffle(threads)
    for t in threads:
        t.start()
    return threads


def join_all(threads):
    for t in threads:
        t.join()
        check(not t.is_alive(), 'joined, but alive', t)


def run_all(functions):
    join_all(start_all(functions))


def os_threads():
    return len(os.listdir('/proc/self/task'))


def has_mapped(name):
    fd, chunks = os.open('/proc/self/maps', os.O_RDONLY), []
    while chunk := os.read(fd, 1 << 20):
        chunks.append(chunk)
    os.close(fd)
    return name in b''.join(chunks)


# libtsan defers signals, blocks all while it serves them, and now and then restores the mask of a service within the
# service: then the main thread hears nothing any more.  Seen as SigBlk fffffffe7ffbfeff in /proc/self/status, which
# nothing of gilpy's asks for.
tsan = has_mapped(b'libtsan')
own_threads, spare = os_threads(), 1  # a sanitizer may start one thread of its own, some time
rounds = 0
actions = [many_locks, many_items, many_barriers, many_timeouts, many_exceptions, many_cycles, many_signals, many_forks,
           leave_in_the_middle]
while time.monotonic() < end and not failures:
    action = rng.choice(actions)
    if tsan:
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
    if rng.random() < 0.3:
        signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
    action(rng.randint(1, 12))
    signal.setitimer(signal.ITIMER_REAL, 0)
    rounds += 1
    check(threading.active_count() == 1, 'threads are left', threading.enumerate())
    # an OS thread goes a moment after its join() returned
    until = time.monotonic() + 3
    while os_threads() > own_threads and time.monotonic() < until:
        time.sleep(0.001)
    if os_threads() == own_threads + 1 and spare:
        own_threads, spare = own_threads + 1, 0
    check(os_threads() <= own_threads, 'threads of the system are left after', action.__name__, os_threads())
local = None
gc.collect()
print(f'{rounds} rounds, {signals} signals, {Node.dead} objects finalized, seed {seed}')
for failure in failures:
    print('FAILED:', *failure)
sys.exit(1 if failures else 0)
