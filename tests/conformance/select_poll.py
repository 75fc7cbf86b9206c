# select.select and select.poll, errno.
import errno
import os
import select
import socket
import threading
import time


def attempt(what, f, *args):
    try:
        print(what, f(*args))
    except Exception as e:
        print(what, type(e).__name__, e)


a, b = socket.socketpair()
r, w = os.pipe()
print(select.select([], [], [], 0), select.select([a, r], [], [], 0), select.select([], [a, w], [], 0)[1] == [a, w])
began = time.monotonic()
print(select.select([a], [], [], 0.05), time.monotonic() - began >= 0.05)
b.send(b'x')
print(select.select([a, r], [w], [a], 5) == ([a], [w], []), select.select([a.fileno()], (), {}, None)[0] == [a.fileno()])
os.write(w, b'y')
print(select.select([a, r], [], [])[0] == [a, r])
a.recv(1)
os.read(r, 1)
threading.Timer(0.03, b.close).start()
print(select.select([a], [], [])[0] == [a], a.recv(1))
attempt('negative timeout', select.select, [], [], [], -1)
attempt('no list', select.select, 1, [], [])
attempt('no descriptor', select.select, ['x'], [], [], 0)
attempt('negative', select.select, [-1], [], [], 0)

p = select.poll()
p.register(r, select.POLLIN)
p.register(w)
print(p.poll(0) == [(w, select.POLLOUT)])
p.modify(w, 0)
print(p.poll(0), p.poll(10))
os.write(w, b'z')
print(p.poll() == [(r, select.POLLIN)], p.poll(1000) == [(r, select.POLLIN)])
p.unregister(w)
os.close(w)
print(p.poll() == [(r, select.POLLIN | select.POLLHUP)])
attempt('modify', p.modify, w, 1)
try:
    p.unregister(w)
except KeyError as e:
    print('KeyError', e.args == (w,))
attempt('register', p.register, 'x')
p.unregister(r)
print(p.poll(0), select.error is OSError)

print(errno.ENOENT, errno.errorcode[errno.ENOENT], errno.EAGAIN == errno.EWOULDBLOCK, errno.errorcode[errno.EAGAIN], len(errno.errorcode))
print(sorted(errno.errorcode.items())[:40])
