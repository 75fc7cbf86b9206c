# Measuring waits on a machine that does other things, too: the best of some tries counts.
import signal
import time

SLACK = 0.01


def takes(seconds, f, *args, tries=40):
    """Whether f(*args) takes that long: never less, and in one of some tries no more than 10 ms longer."""
    for _ in range(tries):
        began = time.monotonic()
        f(*args)
        took = time.monotonic() - began
        if took < seconds - 0.0002:
            return False
        if took <= seconds + SLACK:
            return True
    return False


class Interrupted(Exception):
    pass


def _interrupt(signum, frame):
    raise Interrupted


def interrupted(f, after=0.02):
    """Whether f() ends with a signal handler's exception within 10 ms of the signal."""

    def once():
        signal.setitimer(signal.ITIMER_REAL, after)
        try:
            f()
        except Interrupted:
            return
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        time.sleep(after + 1)  # not interrupted: too late in any case

    before = signal.signal(signal.SIGALRM, _interrupt)
    try:
        return takes(after, once, tries=8)
    finally:
        signal.signal(signal.SIGALRM, before)


def goes_on(f, seconds):
    """Whether f() takes that long though signals arrive all the time, and handlers run meanwhile."""
    seen = []
    before = signal.signal(signal.SIGALRM, lambda signum, frame: seen.append(signum))
    signal.setitimer(signal.ITIMER_REAL, 0.005, 0.005)
    try:
        return takes(seconds, f), len(seen) > 1
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def attempt(what, f, *args, **kwargs):
    """Prints what f() returns or raises."""
    try:
        print(what, f(*args, **kwargs))
    except BaseException as e:
        print(what, type(e).__name__, e)


def until(condition, seconds=20):
    """Waits until condition() is true; whether it has become so."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.001)
    return True
