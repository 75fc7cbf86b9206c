# Handlers: arguments, replaced while they run, nested, exceptions, many signals at once.
import os
import signal

from support.timing import attempt

log = []


def handler(signum, frame):
    log.append(signum)


def once(signum, frame):
    signal.signal(signum, signal.SIG_IGN)
    log.append('once')


signal.signal(signal.SIGUSR1, once)
for _ in range(3):
    os.kill(os.getpid(), signal.SIGUSR1)
print(log)


def outer(signum, frame):
    log.append('outer')
    signal.raise_signal(signal.SIGUSR2)
    log.append('outer ends')


log.clear()
signal.signal(signal.SIGUSR1, outer)
signal.signal(signal.SIGUSR2, handler)
signal.raise_signal(signal.SIGUSR1)
print([str(x) for x in log])

# both are pending: in the order of their numbers
log.clear()
signal.signal(signal.SIGUSR1, handler)
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1, signal.SIGUSR2])
signal.raise_signal(signal.SIGUSR2)
signal.raise_signal(signal.SIGUSR1)
signal.raise_signal(signal.SIGUSR2)
signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGUSR1, signal.SIGUSR2])
print(log == [10, 12])


def fail(signum, frame):
    raise ValueError(signum)


signal.signal(signal.SIGUSR1, fail)
attempt('first', signal.raise_signal, signal.SIGUSR1)
try:
    try:
        signal.raise_signal(signal.SIGUSR1)
    finally:
        log.append('cleaned up')
except ValueError as e:
    print(e, log[-1])
attempt('SIGINT', signal.raise_signal, signal.SIGINT)
attempt('default_int_handler', signal.default_int_handler, 2, None)
