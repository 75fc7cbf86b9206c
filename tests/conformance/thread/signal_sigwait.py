# sigwait, sigwaitinfo, sigtimedwait: take a blocked signal without a handler; let other threads run meanwhile.
import os
import signal
import threading
import time

from support.timing import attempt, takes

signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1, signal.SIGUSR2])
signal.raise_signal(signal.SIGUSR1)
print(repr(signal.sigwait([signal.SIGUSR1, signal.SIGUSR2])), signal.sigpending())
threading.Timer(0.02, os.kill, (os.getpid(), signal.SIGUSR2)).start()
print(repr(signal.sigwait({signal.SIGUSR2})))
os.kill(os.getpid(), signal.SIGUSR1)
info = signal.sigwaitinfo([signal.SIGUSR1])
print(info.si_signo, info.si_pid == os.getpid(), info.si_uid == os.getuid(), info.si_code, len(info))
print(signal.sigtimedwait([signal.SIGUSR1], 0), signal.sigtimedwait([signal.SIGUSR1], 0.001))
print(takes(0.02, signal.sigtimedwait, [signal.SIGUSR1], 0.02))
signal.raise_signal(signal.SIGUSR2)
print(signal.sigtimedwait([signal.SIGUSR2], 20).si_signo)
attempt('negative', signal.sigtimedwait, [signal.SIGUSR1], -1)
attempt('range', signal.sigwait, [100])
attempt('type', signal.sigwait, 5)

# a thread that waits for signals on behalf of all
log = []


def serve():
    while True:
        signum = signal.sigwait([signal.SIGUSR1, signal.SIGUSR2])
        log.append(signum)
        if signum == signal.SIGUSR2:
            return


t = threading.Thread(target=serve)
t.start()
for i in range(3):
    os.kill(os.getpid(), signal.SIGUSR1)
    while len(log) == i:
        time.sleep(0.001)
os.kill(os.getpid(), signal.SIGUSR2)
t.join()
print(log)
