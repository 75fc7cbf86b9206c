"""Pure computation in several threads: the plainest case of a GIL-bound program.

    cpu.py [THREADS [NUMBERS]]

Each of THREADS threads (default 4) counts primes and adds up Collatz steps for its own NUMBERS numbers (default
40000).  No thread ever blocks, so only the switch interval makes one let go of the GIL: every wait lasts about the
interval times the other threads, and the program takes as long as one thread would.
"""

import sys
import threading


def is_prime(n):
    if n < 2:
        return False
    d = 2
    while d * d <= n:
        if n % d == 0:
            return False
        d += 1
    return True


def collatz_steps(n):
    steps = 0
    while n != 1:
        n = 3 * n + 1 if n % 2 else n // 2
        steps += 1
    return steps


def work(first, count, results, index):
    primes = steps = 0
    for n in range(first, first + count):
        primes += is_prime(n)
        steps += collatz_steps(n)
    results[index] = primes, steps


def number(position, default, least):
    """The command line's argument at this position."""
    if len(sys.argv) <= position:
        return default
    try:
        value = int(sys.argv[position])
    except ValueError:
        value = least - 1
    if value < least:
        sys.exit("usage: cpu.py [THREADS [NUMBERS]]")
    return value


def main():
    threads = number(1, 4, 1)
    count = number(2, 40000, 1)
    results = [None] * threads
    # Daemons: Ctrl-C ends the program, and not only the thread that waits for them.
    workers = [threading.Thread(target=work, args=(1 + i * count, count, results, i), name=f"cpu-{i + 1}", daemon=True)
               for i in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    for worker, (primes, steps) in zip(workers, results):
        print(f"{worker.name}: {primes} primes, {steps} Collatz steps")
    print(f"{threads} threads: {sum(primes for primes, _ in results)} primes, {sum(steps for _, steps in results)} steps")


main()
