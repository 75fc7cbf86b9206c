"""A CPython that goes through what a process may go through, again and again, and checks that all of it ends as it should.

    lives.py KIND FILE

It goes on for as long as the file exists.

Kinds: execs (becomes another image of itself, while threads compute), starts (a child that starts and ends with daemon threads
that want the GIL), forks (a threaded process, children with threads of their own), pool (workers that are forked by a thread,
each for some tasks), interpreters (some at a time, with GILs of their own), ends (one life; ending takes longer than living).

Prints "well: KIND" and how many lives there were, and exits with 7; with 1 if one was not right; with 77 if this Python has no
such thing.
"""

import atexit
import os
import subprocess
import sys
import threading
import time

DAEMONS = """
import threading, time
def compute():
    while True: sum(range(1000))
def nap():
    while True: time.sleep(0.0005)
for work in (compute, nap) * 3: threading.Thread(target=work, daemon=True).start()
time.sleep(0.02)
print(sum(range(1000)))
"""
CHILD = """
import threading
found = []
threads = [threading.Thread(target=lambda: found.append(sum(range(20000)))) for _ in range(2)]
for t in threads: t.start()
for t in threads: t.join()
assert found == [199990000] * 2
"""


def compute_until(over, found):
    while not over:
        found.add(sum(range(2000)))


class Computing:
    """Two threads that compute meanwhile, rightly."""

    def __enter__(self):
        self.over, self.found = [], set()
        self.threads = [threading.Thread(target=compute_until, args=(self.over, self.found)) for _ in range(2)]
        for thread in self.threads:
            thread.start()

    def __exit__(self, *_):
        self.over.append(True)
        for thread in self.threads:
            thread.join()
        assert self.found == {1999000}, self.found


def execs(file, count):
    for _ in range(2):
        threading.Thread(target=compute_until, args=([], set()), daemon=True).start()
    time.sleep(0.02)
    if os.path.exists(file):
        os.execv(sys.executable, [sys.executable, __file__, "execs", file, str(count + 1)])
    return count


def starts(file, count):
    while os.path.exists(file):
        done = subprocess.run([sys.executable, "-c", DAEMONS], stdout=subprocess.PIPE, check=True)
        assert done.stdout == b"499500\n", done.stdout
        count += 1
    return count


def forks(file, count):
    with Computing():
        while os.path.exists(file):
            pid = os.fork()
            if pid == 0:
                exec(CHILD, {})
                os._exit(5)
            status = os.waitpid(pid, 0)[1]
            assert status == 5 << 8, status
            count += 1
    return count


def square(n):
    return n * n


def pool(file, count):
    import multiprocessing

    with Computing(), multiprocessing.get_context("fork").Pool(2, maxtasksperchild=3) as workers:
        while os.path.exists(file):
            assert workers.map(square, range(20), chunksize=1) == [n * n for n in range(20)]
            count += 20
    return count


def interpreters(file, count):
    try:
        import _interpreters as api
    except ImportError:
        try:
            import _xxsubinterpreters as api
        except ImportError:
            sys.exit(77)
    if sys.version_info < (3, 12):  # one GIL for all of them
        sys.exit(77)

    def live(counts):
        while os.path.exists(file):
            which = api.create()
            failed = api.run_string(which, CHILD)
            assert not failed, failed
            api.destroy(which)
            counts.append(1)

    counts = []
    threads = [threading.Thread(target=live, args=(counts,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(counts) >= 2
    return len(counts)


class Late:
    """Computes when it is destroyed, which is when the interpreter ends."""

    def __del__(self, clock=time.monotonic):
        end = clock() + 0.3
        while clock() < end:
            pass


def ends(file, count):
    for _ in range(4):
        threading.Thread(target=compute_until, args=([], set()), daemon=True).start()
    atexit.register(time.sleep, 0.05)
    sys.modules["late"] = Late()
    while os.path.exists(file):
        time.sleep(0.01)
    return count + 1


def main():
    kind, file = sys.argv[1:3]
    count = globals()[kind](file, int(sys.argv[3]) if len(sys.argv) > 3 else 0)
    print(f"well: {kind} {count}", flush=True)
    sys.exit(7)


if __name__ == "__main__":
    main()
