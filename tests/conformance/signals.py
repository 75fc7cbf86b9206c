# signal: handlers, getsignal, raise_signal, kill, alarm, timers, pause; which thread; interrupted calls go on.
import os
import signal
import threading
import time


def attempt(what, f, *args):
    try:
        print(what, f(*args))
    except BaseException as e:
        print(what, type(e).__name__, e)


got = []


def handler(signum, frame):
    got.append((signum == signal.SIGUSR1, threading.current_thread() is threading.main_thread()))


print(signal.getsignal(signal.SIGINT) is signal.default_int_handler, signal.getsignal(signal.SIGPIPE) == signal.SIG_IGN,
      signal.getsignal(signal.SIGUSR1) == signal.SIG_DFL)
print(signal.signal(signal.SIGUSR1, handler) == signal.SIG_DFL, signal.getsignal(signal.SIGUSR1) is handler)
os.kill(os.getpid(), signal.SIGUSR1)
signal.raise_signal(signal.SIGUSR1)
print(got)
attempt('SIGINT', signal.raise_signal, signal.SIGINT)
attempt('handler', signal.default_int_handler, 2, None)
print(signal.signal(signal.SIGUSR1, signal.SIG_IGN) is handler)
signal.raise_signal(signal.SIGUSR1)
print(len(got), signal.signal(signal.SIGUSR1, handler) == signal.SIG_IGN)

attempt('no handler', signal.signal, signal.SIGUSR1, 'text')
attempt('range', signal.signal, 0, handler)
attempt('range', signal.signal, 65, handler)
attempt('range', signal.getsignal, 65)
attempt('SIGKILL', signal.signal, signal.SIGKILL, handler)
attempt('raise', signal.raise_signal, 1000)


def elsewhere():
    attempt('other thread', signal.signal, signal.SIGUSR1, handler)
    print(signal.getsignal(signal.SIGUSR1) is handler)
    signal.pthread_kill(threading.main_thread().ident, signal.SIGUSR1)


got.clear()
t = threading.Thread(target=elsewhere)
t.start()
t.join()
for _ in range(1000):
    if got:
        break
    time.sleep(0.001)
print(got)


class Refused(Exception):
    pass


def refuse(signum, frame):
    raise Refused('by the handler')


signal.signal(signal.SIGALRM, refuse)
for wait in (lambda: time.sleep(30), threading.Event().wait, signal.pause, lambda: os.read(os.pipe()[0], 1)):
    signal.setitimer(signal.ITIMER_REAL, 0.03)
    attempt('interrupted', wait)


def loop():
    while True:
        pass


signal.setitimer(signal.ITIMER_REAL, 0.03)
attempt('interrupted', loop)


# a handler that returns: the call goes on, and takes its time
ticks = []
signal.signal(signal.SIGALRM, lambda signum, frame: ticks.append(1))
signal.setitimer(signal.ITIMER_REAL, 0.02, 0.02)
began = time.monotonic()
time.sleep(0.2)
print(time.monotonic() - began >= 0.2, len(ticks) >= 3)
lock = threading.Lock()
lock.acquire()
began = time.monotonic()
print(lock.acquire(timeout=0.1), time.monotonic() - began >= 0.1)
r, w = os.pipe()
threading.Timer(0.1, os.write, (w, b'data')).start()
print(os.read(r, 10))
delay, interval = signal.setitimer(signal.ITIMER_REAL, 0)
print(0 <= delay <= 0.02, abs(interval - 0.02) < 0.001, signal.getitimer(signal.ITIMER_REAL))
print(signal.alarm(100), 0 < signal.alarm(0) <= 100)
signal.signal(signal.SIGALRM, lambda signum, frame: ticks.append(2))
signal.setitimer(signal.ITIMER_REAL, 0.01)
signal.pause()
print(ticks[-1])
print(signal.strsignal(signal.SIGTERM), signal.SIGTERM in signal.valid_signals(), int(signal.SIGRTMIN), int(signal.NSIG))
