# Ctrl-C (SIGINT to the process) ends every kind of waiting in the main thread at once, with KeyboardInterrupt; the
# process dies of the signal, so that a shell's loop ends, too.
import os
import signal
import sys
import time

SETUP = '''
import os, queue, select, signal, socket, sys, threading, time
lock = threading.Lock()
lock.acquire()
rlock = threading.RLock()
a, b = socket.socketpair()
listener = socket.create_server(("127.0.0.1", 0))
def hold_rlock():
    rlock.acquire()
    time.sleep(60)
def forever():
    time.sleep(60)
daemon = threading.Thread(target=forever, daemon=True)
daemon.start()
def compute():
    while True:
        pass
def ready():
    os.write(1, b"ready")
'''
CASES = {
    'lock': 'ready(); lock.acquire()',
    'lock with timeout': 'ready(); lock.acquire(timeout=60)',
    'with lock': 'ready()\nwith lock: pass',
    'rlock': 'threading.Thread(target=hold_rlock, daemon=True).start()\ntime.sleep(0.05)\nready()\nrlock.acquire()',
    'join': 'ready(); daemon.join()',
    'join with timeout': 'ready(); daemon.join(60)',
    'event': 'ready(); threading.Event().wait()',
    'event with timeout': 'ready(); threading.Event().wait(60)',
    'condition': 'c = threading.Condition()\nwith c:\n    ready()\n    c.wait()',
    'semaphore': 'ready(); threading.Semaphore(0).acquire()',
    'queue.get': 'ready(); queue.Queue().get()',
    'queue.get with timeout': 'ready(); queue.Queue().get(timeout=60)',
    'queue.put': 'q = queue.Queue(1)\nq.put(1)\nready()\nq.put(2)',
    'queue.join': 'q = queue.Queue()\nq.put(1)\nready()\nq.join()',
    'sleep': 'ready(); time.sleep(60)',
    'recv': 'ready(); a.recv(1)',
    'recv with timeout': 'a.settimeout(60); ready(); a.recv(1)',
    'sendall': 'data = b"x" * 5000000\nready()\na.sendall(data)',
    'accept': 'ready(); listener.accept()',
    'select': 'ready(); select.select([a], [], [])',
    'poll': 'p = select.poll()\np.register(a)\np.modify(a, select.POLLIN)\nready()\np.poll()',
    'pipe': 'r, w = os.pipe()\nready()\nos.read(r, 1)',
    'waitpid': 'pid = os.fork()\nif not pid:\n    os.close(1); os.close(2)\n    signal.alarm(5)\n    signal.signal(signal.SIGALRM, signal.SIG_DFL)\n'
               '    time.sleep(60)\nready()\nos.waitpid(pid, 0)',
    'pause': 'ready(); signal.pause()',
    'loop': 'ready()\nwhile True: pass',
    'loop beside a loop': 'threading.Thread(target=compute, daemon=True).start()\nready()\nwhile True: pass',
    'sleep beside a loop': 'threading.Thread(target=compute, daemon=True).start()\nready()\ntime.sleep(60)',
    'finally': 'try:\n    ready()\n    time.sleep(60)\nfinally:\n    print("cleaned up")',
    'caught': 'try:\n    ready()\n    lock.acquire()\nexcept KeyboardInterrupt:\n    print("caught", lock.locked())',
    'with and raise': 'c = threading.Condition()\ntry:\n    with c:\n        ready()\n        c.wait()\nexcept KeyboardInterrupt:\n'
                      '    print("released", c.acquire(False))\n    raise',
}


def run(code):
    """The program's last line of errors, its output and how it ended, after a SIGINT."""
    out, err = os.pipe(), os.pipe()
    pid = os.fork()
    if pid == 0:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.dup2(out[1], 1)
        os.dup2(err[1], 2)
        os.execv(sys.executable, [sys.executable, '-c', SETUP + code])
    os.close(out[1])
    os.close(err[1])
    assert os.read(out[0], 5) == b'ready'
    time.sleep(0.1)  # time to begin its wait: CPython loses a signal that comes just before
    os.kill(pid, signal.SIGINT)
    began = time.monotonic()
    status = os.waitpid(pid, 0)[1]
    quick = time.monotonic() - began < 1
    errors = os.read(err[0], 100000).decode().splitlines()
    text = os.read(out[0], 100000).decode().strip()
    os.close(out[0])
    os.close(err[0])
    return errors[-1:], text, os.waitstatus_to_exitcode(status), quick


for name, code in CASES.items():
    print(name, *run(code))
