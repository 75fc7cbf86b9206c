# The end of a forked child: sys.exit, an exception, the end of the function of the thread that forked; its threads.
import os
import sys
import threading
import time

r, w = os.pipe()


def status(pid):
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


sys.stdout.flush()


def fork_and_return():
    pid = os.fork()
    if pid:
        result.append(status(pid))
    else:
        os.write(w, b'child of a thread;')


result = []
t = threading.Thread(target=fork_and_return)
t.start()
t.join()
print(result, os.read(r, 100))
sys.stdout.flush()

pid = os.fork()
if pid == 0:
    threading.Thread(target=lambda: (time.sleep(0.05), os.write(w, b'thread of the child;'))).start()
    sys.exit(5)
print(status(pid), os.read(r, 100))
sys.stdout.flush()
pid = os.fork()
if pid == 0:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    1 / 0
print(status(pid))
