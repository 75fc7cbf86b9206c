# Barrier.abort, an action that fails, a time-out: broken for all who wait and all who come; reset makes it new.
import threading

from support.timing import attempt, until


def party(barrier, log, timeout=None):
    try:
        log.append(barrier.wait(timeout))
    except threading.BrokenBarrierError:
        log.append('broken')


def run(barrier, others, then):
    log = []
    threads = [threading.Thread(target=party, args=(barrier, log)) for _ in range(others)]
    for t in threads:
        t.start()
    until(lambda: barrier.n_waiting == others)
    then()
    for t in threads:
        t.join()
    return sorted(log, key=str), barrier.broken, barrier.n_waiting


barrier = threading.Barrier(3)
print(run(barrier, 2, barrier.abort))
attempt('after', barrier.wait)
barrier.reset()
print(barrier.broken, run(barrier, 2, barrier.wait))
print(run(barrier, 2, barrier.reset))
print(run(barrier, 2, lambda: attempt('timeout', threading.Barrier(2, timeout=0.01).wait)
          or barrier.wait()))
print(run(barrier, 1, lambda: attempt('too late', barrier.wait, 0.01)))


def fail():
    raise ZeroDivisionError('by the action')


barrier = threading.Barrier(3, action=fail)
print(run(barrier, 2, lambda: attempt('action', barrier.wait)))
print(issubclass(threading.BrokenBarrierError, RuntimeError))
