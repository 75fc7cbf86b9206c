# Loops in C that run long let other threads run: a thread that sleeps 1 ms at a time goes on while the main thread is in
# one call.  And Ctrl-C, that is a signal's handler that raises, ends them.
#
#   gilpy long_loops.py SLOWER
#
# SLOWER: so many times as long as usual a loop may take between two looks at the GIL.
import signal
import sys
import threading
import time

slower = int(sys.argv[1])
ITEMS = 4000000
numbers = list(range(ITEMS))
words = ['ab'] * ITEMS
calls = {
    'sum(list)': lambda: sum(numbers),
    'sum(range)': lambda: sum(range(ITEMS)),
    'min': lambda: min(numbers),
    'max': lambda: max(tuple(numbers)),
    'all': lambda: all(words),
    'any': lambda: any([0] * ITEMS),
    'join(list)': lambda: ', '.join(words),
    'sorted, in order': lambda: sorted(numbers),
    'sorted, shuffled': lambda: sorted([number * 7919 % 1000003 for number in range(ITEMS // 10)]),
    'str(int)': lambda: str(3 ** 400000),
}
sys.set_int_max_str_digits(0)
failed = False
rounds, stop = 0, False


def others():
    global rounds
    while not stop:
        time.sleep(0.001)
        rounds += 1


class Interrupted(Exception):
    pass


def interrupt(signum, frame):
    raise Interrupted


thread = threading.Thread(target=others)
thread.start()
signal.signal(signal.SIGALRM, interrupt)
for name, call in calls.items():
    # a busy machine may keep the other thread off the CPUs: so several tries
    for attempt in range(5):
        before, start = rounds, time.monotonic()
        call()
        took, went = time.monotonic() - start, rounds - before
        if went >= took * 1000 / 10 / slower - 1:
            break
    else:
        print(f'{name}: took {took * 1000:.0f} ms, another thread slept only {went} times')
        failed = True
    if took < 0.02:
        continue
    signal.setitimer(signal.ITIMER_REAL, took / 4)
    try:
        call()
        signal.setitimer(signal.ITIMER_REAL, 0)
        print(f'{name}: a signal did not end it')
        failed = True
    except Interrupted:
        pass
stop = True
thread.join()
sys.exit(failed)
