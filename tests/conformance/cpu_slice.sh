#!/bin/sh
# cpu_slice.sh GILPY: a program started by a thread that has asked the kernel for short CPU slices has the slice that
# everybody has: by posix_spawn(), and by execv() after a fork.  So has a thread that it makes, once that computes.
set -u
grep -q '^se.slice' /proc/self/sched 2> /dev/null || { echo "SKIP: no se.slice in /proc/self/sched"; exit 77; }
"$1" -X gil=fair - << 'END'
import os, sys, threading, time

def slice_in(text):
    return [int(line.split(":")[1]) for line in text.split("\n") if line.startswith("se.slice")][0]

def read_all(fd):
    parts = []
    while True:
        part = os.read(fd, 65536)
        if not part:
            return b"".join(parts).decode()
        parts.append(part)

def slice_of(tid):
    fd = os.open("/proc/self/task/%d/sched" % tid, os.O_RDONLY)
    text = read_all(fd)
    os.close(fd)
    return slice_in(text)

def own_slice():
    return slice_of(threading.get_native_id())

def spawned():
    r, w = os.pipe()
    pid = os.posix_spawn("/bin/cat", ["cat", "/proc/self/sched"], os.environ,
                         file_actions=[(os.POSIX_SPAWN_DUP2, w, 1)])
    os.close(w)
    text = read_all(r)
    os.waitpid(pid, 0)
    os.close(r)
    return slice_in(text)

def executed():
    r, w = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.dup2(w, 1)
        os.execv("/bin/cat", ["cat", "/proc/self/sched"])
    os.close(w)
    text = read_all(r)
    os.waitpid(pid, 0)
    os.close(r)
    return slice_in(text)

default = own_slice()
stop = False

def compute():
    while not stop:
        sum(range(100))

def made():
    mine = [threading.Thread(target=compute) for i in range(4)]
    for t in mine:
        t.start()
        hogs.append(t)
        time.sleep(0.02)
    time.sleep(0.3) # each computes for more than a switch interval, and is preempted
    return min(slice_of(t.native_id) for t in mine)

short = []
def latency():
    for start in (spawned, executed, made):
        for attempt in range(500): # until it has waited for the GIL as one that sleeps does
            time.sleep(0.002)
            if own_slice() < default:
                break
        mine = own_slice()
        short.append((start.__name__, mine, start()))

hogs = [threading.Thread(target=compute) for i in range(3)]
for t in hogs:
    t.start()
t = threading.Thread(target=latency)
t.start()
t.join()
stop = True
for t in hogs:
    t.join()
if all(mine >= default for name, mine, child in short):
    print("SKIP: this kernel gives nobody a shorter slice")
    sys.exit(77)
for name, mine, child in short:
    print("%s: slice of the thread %d ns, of what it started %d ns (default %d)" % (name, mine, child, default))
if any(child < default for name, mine, child in short):
    print("FAIL: a program, or a thread that computes, keeps the slice of the thread that started it")
    sys.exit(1)
END
