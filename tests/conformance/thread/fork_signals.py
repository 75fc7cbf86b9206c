# Signals after fork: handlers are inherited, what was pending is not; the child's main thread runs them.
import os
import signal
import sys
import threading
import time

log = []
signal.signal(signal.SIGUSR1, lambda signum, frame: log.append(threading.current_thread() is threading.main_thread()))
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2])
sys.stdout.flush()


def check():
    """The exit status of a child: 0 if all is as it should be."""
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    log.clear()
    ok = [signal.sigpending() == set(), signal.SIGUSR2 in signal.pthread_sigmask(signal.SIG_BLOCK, [])]
    os.kill(os.getpid(), signal.SIGUSR1)
    ok.append(log == [True])
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)  # the main thread may
    signal.setitimer(signal.ITIMER_REAL, 0.02)
    signal.signal(signal.SIGALRM, lambda signum, frame: log.append('alarm'))
    t = threading.Thread(target=time.sleep, args=(0.05,))
    t.start()
    t.join()
    ok.append(log == [True, 'alarm'])
    os._exit(0 if all(ok) else 1)


signal.raise_signal(signal.SIGUSR2)  # pending in the parent
print(check(), signal.sigpending())
result = []
t = threading.Thread(target=lambda: result.append(check()))
t.start()
t.join()
print(result)
