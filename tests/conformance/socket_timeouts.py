# Sockets: timeouts, non-blocking mode, errors as Python words them.
import errno
import socket
import time


def attempt(what, f, *args, **kwargs):
    try:
        print(what, f(*args, **kwargs))
    except Exception as e:
        print(what, type(e).__name__, e)


def timed(what, least, f, *args):
    began = time.monotonic()
    attempt(what, f, *args)
    print(least <= time.monotonic() - began < least + 5)


a, b = socket.socketpair()
print(a.gettimeout(), a.getblocking(), socket.getdefaulttimeout())
a.settimeout(0.05)
print(a.gettimeout(), a.getblocking())
timed('recv', 0.05, a.recv, 10)
timed('recv_into', 0.05, a.recv_into, bytearray(5))
timed('recvfrom', 0.05, a.recvfrom, 5)
b.send(b'x')
print(a.recv(10))
timed('sendall', 0.05, a.sendall, b'x' * 10000000)
b.setblocking(False)
print(b.gettimeout(), b.getblocking())
while True:
    try:
        b.recv(1000000)
    except BlockingIOError as e:
        print(type(e).__name__, e.errno == errno.EAGAIN)
        break
b.settimeout(None)
print(b.gettimeout(), b.getblocking())
attempt('negative', a.settimeout, -1)
attempt('text', a.settimeout, 'x')
attempt('negative size', a.recv, -1)
attempt('str', a.send, 'text')
attempt('str', a.sendall, 'text')
attempt('too long', a.recv_into, bytearray(2), 3)
print(socket.timeout is TimeoutError, socket.error is OSError, issubclass(socket.gaierror, OSError))

listener = socket.create_server(('127.0.0.1', 0))
listener.settimeout(0.03)
timed('accept', 0.03, listener.accept)
address = listener.getsockname()
c = socket.create_connection(address, timeout=1)
print(c.gettimeout())
conn, _ = listener.accept()
print(conn.gettimeout(), listener.gettimeout())
conn.close()
print(c.recv(1))
c.close()
listener.close()
attempt('refused', socket.create_connection, address)
attempt('refused', socket.create_connection, address, 0.5)
s = socket.socket()
print(s.connect_ex(address) == errno.ECONNREFUSED)
s.settimeout(1)
print(s.connect_ex(address) == errno.ECONNREFUSED)
attempt('not connected', s.getpeername)
attempt('not connected', s.recv, 1)
attempt('bad address', s.connect, 'text')
attempt('bad address', s.connect, ('127.0.0.1',))
attempt('bad port', s.connect, ('127.0.0.1', 70000))
attempt('bad port', s.bind, ('127.0.0.1', -1))
attempt('bad port', s.connect, ('127.0.0.1', 'x'))
attempt('bad option', s.setsockopt, 12345, 1, 1)
s.close()
attempt('closed', s.recv, 1)
attempt('closed', s.send, b'x')
attempt('closed', s.bind, ('', 0))
attempt('closed', s.getsockname)
s.close()
u = socket.socket(socket.AF_UNIX)
attempt('long path', u.bind, 'x' * 200)
attempt('missing', u.connect, '/nonexistent/socket')
u.close()
x, y = socket.socketpair()
y.close()
attempt('broken pipe', x.send, b'x')
x.close()
attempt('bad ip', socket.inet_aton, 'x')
attempt('bad ip', socket.inet_pton, socket.AF_INET, '1.2.3')
attempt('bad ip', socket.inet_ntoa, b'12')
attempt('htons', socket.htons, 70000)
attempt('htons', socket.htons, -1)
socket.setdefaulttimeout(0.25)
print(socket.socket().gettimeout(), socket.getdefaulttimeout())
socket.setdefaulttimeout(None)
attempt('default', socket.setdefaulttimeout, -1)
with socket.socket() as s:
    s.setblocking(False)
    print(s.gettimeout(), s.getblocking())
    attempt('non-blocking accept', lambda: (s.bind(('127.0.0.1', 0)), s.listen(), s.accept()))
attempt('after with', s.fileno)
