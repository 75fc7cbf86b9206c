"""What happens when a thread runs Python code, in six steps: the program to read first.

    gilpy scripts/workloads/steps.py

It does very little, and slowly: one part a step, a second between them, so that you can watch.  Run it as below, once
for each step.  Every command that attaches to probes needs root.  @PID is the process id, which the program prints on
standard error; an argument, `steps.py 5`, gives you more seconds between the parts.


Step 1: the operating system schedules the thread

A thread of Python is a thread of the kernel, with a number (tid) and a name of its own.  The kernel decides when it
runs and on which CPU; it knows nothing of Python.

    ps -L -p @PID -o tid,comm,psr,stat        the threads: MainThread has the name of the process
    bpftrace -e 'tracepoint:sched:sched_switch /pid == @PID/ { @[args->prev_comm, args->prev_state] = count(); }'

Step 2: it needs to enter the interpreter

The runtime keeps a record of each thread, its thread state: where its frames are, which exception is on its way up,
what its name is.  There is one interpreter for all of them.  thread__start fires when a thread has its state,
thread__exit when it is about to lose it.

    bpftrace -e 'usdt:*:gilpy:thread__* { printf("%s tid %d %s\n", probe, tid, str(arg2)); }' -p @PID

Step 3: it acquires the GIL, or waits

To run bytecode, a thread must own the one Global Interpreter Lock.  If it is free, acquiring it is one instruction and
gil__acquire fires with contended 0.  If another thread owns it, gil__request fires, the thread sleeps in the kernel
(step 1 again), and when it owns the lock at last, gil__acquire fires with contended 1.  The time between the two is the
wait.

    gilscope stat -- gilpy scripts/workloads/steps.py
    bpftrace scripts/gilwait.bt -p @PID

Step 4: the interpreter runs bytecode

The source was compiled to instructions such as LOAD_CONST and BINARY_ADD; the owner of the GIL executes them one by
one.  eval__entry fires when the frame of a function starts to run, eval__return when it stops.

    gilpy --dis -c 'x = 5; y = 7; print(x + y)'
    bpftrace scripts/gileval.bt -p @PID

Step 5: memory is managed

Each object has a reference count.  `a = b` adds one to it and takes one from the object that a meant before; at 0 the
object dies at once.  These are plain additions, not atomic ones: two threads that did them at the same time would lose
counts.  They never do it at the same time, because of step 3.  Objects that refer to each other in a ring never fall
to 0; the cycle collector finds them (gc__start, gc__done).

    bpftrace scripts/gilalloc.bt -p @PID

Step 6: it yields the GIL

A thread lets go of the lock when it blocks (sleep, read, the acquire() of a lock): gil__release with the reason
"blocking call".  One that never blocks is asked to: after the switch interval, 5 ms, a waiter fires gil__drop__request
and sets a flag, which the owner sees at its next jump backwards or call.  It releases with the reason "interval", and
waits until another thread has had the lock.  Under `gilpy -X gil=ticks`, the older way, it lets go every 100
bytecodes instead.

    bpftrace scripts/gilhandoff.bt -p @PID    who gave the lock to whom
    gilscope hist -- gilpy scripts/workloads/steps.py
"""

import os
import sys
import threading
import time

PAUSE = float(sys.argv[1]) if len(sys.argv) > 1 else 0.3


def say(text):
    print(text, flush=True)
    time.sleep(PAUSE)  # the main thread blocks, so it yields the GIL: reason "blocking call"


def spin(rounds):
    """Bytecode and nothing else: a multiplication, an addition, a remainder, and the jump back, where it may yield."""
    total = 0
    for n in range(rounds):
        total = (total * 7 + n) % 1000003
    return total


def step_1_and_2():
    """A thread that does nothing: the kernel starts it, it gets its thread state, the GIL, and ends."""
    thread = threading.Thread(target=lambda: None, name="nothing")
    thread.start()
    thread.join()
    say(f"steps 1 and 2: thread '{thread.name}' had a number in the kernel: {thread.native_id is not None}")


def step_3():
    """Two threads that want the GIL at the same time: one of them waits."""
    results = []
    threads = [threading.Thread(target=lambda: results.append(spin(3000000)), name=f"rival-{i}", daemon=True)
               for i in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    say(f"step 3: the rivals took turns and both got {results[0]}: {results[0] == results[1]}")


def step_4():
    """The same bytecode as the rivals ran, by one thread: nobody asks for the GIL."""
    say(f"step 4: the interpreter ran it alone, too: {spin(3000000)}")


class Mortal:
    """An object that says when it dies."""

    def __init__(self, name):
        self.name = name

    def __del__(self):
        died.append(self.name)


died = []


def step_5():
    """Counts go up and down; at 0 an object dies at once."""
    a = Mortal("first")
    b = a               # two references
    del a               # one
    alive = not died
    b = Mortal("second")  # none: the first one dies here
    say(f"step 5: alive with one reference: {alive}; died when it lost the last: {died == ['first']}")
    del b


def step_6():
    """One thread computes and never blocks, the other sleeps again and again: two reasons to yield."""
    naps = []

    def nap():
        for _ in range(20):
            time.sleep(0.002)  # released here: blocking call; afterwards it must ask the other one to drop the GIL
            naps.append(1)

    sleeper = threading.Thread(target=nap, name="sleeper")
    sleeper.start()
    while sleeper.is_alive():
        spin(1000)  # released in here: interval, each time the sleeper has asked
    sleeper.join()
    say(f"step 6: the sleeper got the GIL back {len(naps)} times")


print(f"pid {os.getpid()}", file=sys.stderr, flush=True)
say("six steps")
step_1_and_2()
step_3()
step_4()
step_5()
step_6()
