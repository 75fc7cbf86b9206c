# os.register_at_fork: before in reverse order, after in order, each in its process; errors do not stop the fork.
import os
import sys

from support.timing import attempt

log = []
for i in range(3):
    os.register_at_fork(before=lambda i=i: log.append(f'before {i}'), after_in_child=lambda i=i: log.append(f'child {i}'),
                        after_in_parent=lambda i=i: log.append(f'parent {i}'))
r, w = os.pipe()
sys.stdout.flush()


def fork():
    log.clear()
    pid = os.fork()
    if pid == 0:
        os.write(w, ', '.join(log).encode())
        os._exit(0)
    return os.read(r, 1000), log, os.waitpid(pid, 0)[1]


print(fork())


def fail():
    log.append('fails')
    raise ValueError('in a hook')


fd = os.dup(2)
os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
os.register_at_fork(before=fail, after_in_child=fail, after_in_parent=fail)
result = fork()
os.dup2(fd, 2)
print(result)
attempt('none', os.register_at_fork)
attempt('type', os.register_at_fork, before=5)
attempt('type', os.register_at_fork, after_in_child='x')
attempt('positional', os.register_at_fork, print)
attempt('unknown', os.register_at_fork, after=print)
