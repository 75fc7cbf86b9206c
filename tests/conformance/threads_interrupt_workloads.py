# Ctrl-C ends each of the workloads within a second, whatever their threads do, and the process dies of the signal.
import os
import signal
import sys
import time

workloads = os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../scripts/workloads')


def catches_sigint(pid):
    """Whether the interpreter is up so far that it has its handler."""
    status = os.open(f'/proc/{pid}/status', os.O_RDONLY)
    caught = os.read(status, 10000).decode().partition('SigCgt:')[2].split()[0]
    os.close(status)
    return int(caught, 16) >> (signal.SIGINT - 1) & 1


# with so much to do that they are still at it
for name, *arguments in (('cpu', '4', '1000000'), ('mixed', '60'), ('pipeline', '10000000'), ('alloc', '4', '1000000'), ('steps', '5')):
    r, w = os.pipe()
    pid = os.fork()
    if pid == 0:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.dup2(w, 2)
        os.dup2(os.open('/dev/null', os.O_WRONLY), 1)
        os.execv(sys.executable, [sys.executable, f'{workloads}/{name}.py', *arguments])
    os.close(w)
    while not catches_sigint(pid):
        time.sleep(0.01)
    time.sleep(0.4)
    os.kill(pid, signal.SIGINT)
    began = time.monotonic()
    status = os.waitpid(pid, 0)[1]
    quick = time.monotonic() - began < 1
    lines = os.read(r, 100000).decode().splitlines()
    os.close(r)
    print(name, os.waitstatus_to_exitcode(status), quick, lines[-1:])
