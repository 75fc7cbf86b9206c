# waitpid, wait and statuses: other threads run meanwhile; each child is waited for once.
import os
import signal
import sys
import threading
import time

from support.timing import attempt, until

sys.stdout.flush()


def child(seconds=0, code=0, signum=None):
    pid = os.fork()
    if pid == 0:
        time.sleep(seconds)
        if signum:
            signal.signal(signum, signal.SIG_DFL)
            os.kill(os.getpid(), signum)
        os._exit(code)
    return pid


counter = 0
stop = False


def count():
    global counter
    while not stop:
        counter += 1
        time.sleep(0.001)


t = threading.Thread(target=count)
t.start()
pid = child(0.1, 3)
before = counter
waited, status = os.waitpid(pid, 0)
print(waited == pid, os.waitstatus_to_exitcode(status), counter > before)
stop = True
t.join()
attempt('again', os.waitpid, pid, 0)
pids = [child(0, i) for i in range(5)]
results = []
threads = [threading.Thread(target=lambda pid=pid: results.append(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))) for pid in pids]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(sorted(results))
pid = child(signum=signal.SIGTERM)
status = os.waitpid(pid, 0)[1]
print(os.waitstatus_to_exitcode(status), os.WIFSIGNALED(status), os.WTERMSIG(status))
pid = child(60)
print(os.waitpid(pid, os.WNOHANG))
os.kill(pid, signal.SIGSTOP)
status = os.waitpid(pid, os.WUNTRACED)[1]
print(os.WIFSTOPPED(status), os.WSTOPSIG(status))
attempt('stopped', os.waitstatus_to_exitcode, status)
os.kill(pid, signal.SIGKILL)
print(os.waitstatus_to_exitcode(os.wait()[1]))
attempt('none', os.wait)
attempt('invalid', os.waitstatus_to_exitcode, 0xffff)
attempt('type', os.waitstatus_to_exitcode, 'x')
# SIGCHLD tells
seen = []
signal.signal(signal.SIGCHLD, lambda signum, frame: seen.append(os.waitpid(-1, os.WNOHANG)[0]))
pid = child(0.01)
print(until(lambda: seen == [pid]))
