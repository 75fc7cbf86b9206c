# os: fork, wait, exit codes, exec, kill, hooks of fork, threads in the child, ids.
import os
import signal
import sys
import threading
import time

sys.stdout.flush()


def child(f):
    """What f() prints through its argument in a forked child, and the status."""
    r, w = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(r)
            os.write(w, repr(f()).encode())
            os._exit(0)
        except BaseException as e:
            os.write(w, repr(e).encode())
            os._exit(1)
    os.close(w)
    text = b''
    while part := os.read(r, 1000):
        text += part
    os.close(r)
    waited, status = os.waitpid(pid, 0)
    return text.decode(), waited == pid, os.waitstatus_to_exitcode(status)


parent = os.getpid()
print(child(lambda: (os.getppid() == parent, os.getpid() != parent, 6 * 7)))
print(child(lambda: 1 / 0))


def exit_with(code):
    pid = os.fork()
    if pid == 0:
        os._exit(code)
    status = os.waitpid(pid, 0)[1]
    return os.WIFEXITED(status), os.WEXITSTATUS(status), os.WIFSIGNALED(status)


print(exit_with(0), exit_with(7), exit_with(300))
pid = os.fork()
if pid == 0:
    time.sleep(30)
    os._exit(0)
print(os.waitpid(pid, os.WNOHANG))
os.kill(pid, signal.SIGTERM)
status = os.waitpid(pid, 0)[1]
print(os.WIFSIGNALED(status), os.WTERMSIG(status), os.WIFEXITED(status), os.waitstatus_to_exitcode(status), os.WCOREDUMP(status))
for f in (lambda: os.waitpid(pid, 0), lambda: os.kill(pid, 0), os.wait, lambda: os.execv('/nonexistent', ['x']),
          lambda: os.execv('/bin/true', []), lambda: os.kill('x', 0), lambda: os.execve('/bin/sh', ['sh'], {'A': 5})):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)

pid = os.fork()
if pid == 0:
    os.execve('/bin/sh', ['sh', '-c', 'exit $CODE'], {'CODE': '9'})
print(os.wait()[0] == pid)
pid = os.fork()
if pid == 0:
    os.execvp('sh', ['sh', '-c', 'exit 4'])
print(os.WEXITSTATUS(os.waitpid(pid, 0)[1]))

# a fork while other threads run: the child has one thread, and can start others
stop = threading.Event()
spinning = [threading.Thread(target=lambda: [time.sleep(0.0001) for _ in iter(stop.is_set, True)]) for _ in range(3)]
for t in spinning:
    t.start()


def look():
    out = [threading.active_count(), threading.current_thread() is threading.main_thread(),
           threading.get_native_id() == os.getpid(),
           [t.is_alive() for t in spinning]]
    ts = [threading.Thread(target=out.append, args=(i,)) for i in range(3)]
    for t in ts:
        t.start()
    for t in ts:
        t.join()
    for t in spinning:
        t.join(1)
    q = __import__('queue').Queue()
    threading.Thread(target=q.put, args=('from a thread of the child',)).start()
    return out[:4], sorted(out[4:]), q.get(), threading.active_count() >= 1


for _ in range(3):
    print(child(look))


def fork_in_thread():
    result.append(child(lambda: (threading.current_thread() is threading.main_thread(), threading.active_count(),
                                 threading.current_thread().name)))


result = []
t = threading.Thread(target=fork_in_thread, name='forker')
t.start()
t.join()
print(result)
stop.set()
for t in spinning:
    t.join()

log = []
os.register_at_fork(before=lambda: log.append('before 1'), after_in_child=lambda: log.append('child 1'))
os.register_at_fork(before=lambda: log.append('before 2'), after_in_parent=lambda: log.append('parent 2'),
                    after_in_child=lambda: log.append('child 2'))
print(child(lambda: log))
print(log)
for kwargs in ({}, {'before': 5}):
    try:
        os.register_at_fork(**kwargs)
    except TypeError as e:
        print(e)

# many children
print(sum(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in [os.fork() or os._exit(i) for i in range(10)]))
print(os.cpu_count() >= len(os.sched_getaffinity(0)) >= 1, os.sched_yield(), len(os.getloadavg()), os.uname().sysname,
      os.times().user >= 0, len(os.times()), os.getuid() == os.geteuid(), os.getpgrp() > 0)
mask = os.umask(0o027)
print(oct(os.umask(mask)))
