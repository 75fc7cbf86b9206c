# alarm, setitimer, getitimer: when they go off, what they return, errors.
import signal
import time

from support.timing import attempt, takes

seen = []
signal.signal(signal.SIGALRM, lambda signum, frame: seen.append(signum))
print(signal.alarm(100), 99 <= signal.alarm(0) <= 100, signal.alarm(0))
print(signal.setitimer(signal.ITIMER_REAL, 5, 0.5), signal.getitimer(signal.ITIMER_REAL)[1])
delay, interval = signal.setitimer(signal.ITIMER_REAL, 0)
print(4 < delay <= 5, interval, signal.getitimer(signal.ITIMER_REAL))


def once():
    signal.setitimer(signal.ITIMER_REAL, 0.02)
    signal.pause()


print(takes(0.02, once))
seen.clear()
signal.setitimer(signal.ITIMER_REAL, 0.005, 0.005)
time.sleep(0.1)
signal.setitimer(signal.ITIMER_REAL, 0)
print(2 <= len(seen) <= 21)
virtual = []
signal.signal(signal.SIGVTALRM, lambda signum, frame: virtual.append(signum))
signal.setitimer(signal.ITIMER_VIRTUAL, 0.01)
time.sleep(0.03)
print(virtual)  # it slept: no time has passed
end = time.monotonic() + 20
while not virtual and time.monotonic() < end:
    pass
print(virtual)
attempt('timer', signal.setitimer, 99, 1)
attempt('timer', signal.getitimer, 99)
attempt('negative', signal.setitimer, signal.ITIMER_REAL, -1)
attempt('text', signal.setitimer, signal.ITIMER_REAL, 'x')
attempt('text', signal.alarm, 'x')
print(issubclass(signal.ItimerError, OSError), signal.ItimerError.__name__)
