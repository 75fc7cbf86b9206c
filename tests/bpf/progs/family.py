# A process with threads that compute, and what comes of it: in each of them the same threads.
#
#   python3 family.py THREADS SECONDS NAP KIND...
#
# The threads sleep NAP seconds now and then. KIND, each of them one child: fork, which forks before there are threads and runs
# beside its parent; spawn, by subprocess; become, which forks and executes this again.
import os
import subprocess
import sys
import threading
import time

count, seconds, nap = int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])
kinds = sys.argv[4:]
again = [sys.executable] + sys.argv[:4]


def work():
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        sum(range(1000))
        if nap:
            time.sleep(nap)


def run():
    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def ended(pid):
    return os.waitpid(pid, 0)[1]


child = os.fork() if 'fork' in kinds else None
run()
if child == 0:
    os._exit(0)
status = ended(child) if child else 0
if 'spawn' in kinds:
    status |= subprocess.call(again)
if 'become' in kinds:
    child = os.fork()
    if child == 0:
        os.execv(sys.executable, again)
    status |= ended(child)
sys.exit(status != 0)
