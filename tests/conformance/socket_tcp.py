# Sockets: TCP over loopback, both families; servers in threads; big transfers; shutdown; options; states.
import socket
import threading


def serve(listener, handler, count):
    def run():
        for _ in range(count):
            conn, address = listener.accept()
            with conn:
                handler(conn, address)
    t = threading.Thread(target=run)
    t.start()
    return t


def receive_all(sock):
    data = b''
    while part := sock.recv(65536):
        data += part
    return data


def echo(conn, address):
    conn.sendall(receive_all(conn)[::-1])


for family, host in ((socket.AF_INET, '127.0.0.1'), (socket.AF_INET6, '::1')):
    try:
        listener = socket.create_server((host, 0), family=family)
    except OSError:  # no IPv6 here
        host, listener = '127.0.0.1', socket.create_server(('127.0.0.1', 0))
    port = listener.getsockname()[1]
    t = serve(listener, echo, 3)
    for data in (b'hello', b'', b'x' * 300000 + b'end'):
        with socket.create_connection((host, port)) as s:
            print(s.getpeername()[1] == port, s.getsockname()[0] == host)
            s.sendall(data)
            s.shutdown(socket.SHUT_WR)
            print(receive_all(s) == data[::-1])
    t.join()
    listener.close()
    print(listener.fileno())

# parts: send says how much went, recv how much came; recv_into; MSG_PEEK
a, b = socket.socketpair()
print(a.send(b'abcdef'), b.recv(2), b.recv(1, socket.MSG_PEEK), b.recv(10))
buffer = bytearray(8)
print(a.send(bytearray(b'123')), b.recv_into(buffer), buffer)
a.sendall(b'12345678')
print(b.recv_into(buffer, 4), buffer, b.recv_into(buffer), buffer)
big = bytes(range(256)) * 8000
received = []
t = threading.Thread(target=lambda: received.append(receive_all(b)))
t.start()
a.sendall(big)
a.close()
t.join()
print(received[0] == big, b.recv(1))
b.close()

# accepted sockets, from many clients at once
listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(('127.0.0.1', 0))
listener.listen()
seen = []


def greet(conn, address):
    seen.append(address[0])
    conn.sendall(b'hi ' + conn.recv(100))


t = serve(listener, greet, 8)
replies = []


def client(i):
    with socket.socket() as s:
        s.connect(listener.getsockname())
        s.sendall(b'%d' % i)
        replies.append(s.recv(100))


threads = [threading.Thread(target=client, args=(i,)) for i in range(8)]
for c in threads:
    c.start()
for c in threads + [t]:
    c.join()
print(sorted(replies), set(seen))

# the listener's accept ends when it is shut down
errors = []


def accept():
    try:
        listener.accept()
    except OSError as e:
        errors.append(e.errno)


t = threading.Thread(target=accept)
t.start()
import time
time.sleep(0.05)
listener.shutdown(socket.SHUT_RDWR)
t.join()
print(errors)
print(listener.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR), listener.getsockopt(socket.SOL_SOCKET, socket.SO_TYPE) == socket.SOCK_STREAM,
      len(listener.getsockopt(socket.SOL_SOCKET, socket.SO_TYPE, 4)))
listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
print(listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0, listener.family == socket.AF_INET, listener.type == socket.SOCK_STREAM, listener.proto)
fd = listener.detach()
print(listener.fileno(), fd >= 0)
again = socket.socket(fileno=fd)
print(again.family == socket.AF_INET, again.type == socket.SOCK_STREAM, again.fileno() == fd, again.get_inheritable())
copy = again.dup()
again.close()
print(copy.getsockname()[0], copy.fileno() != -1)
copy.close()
text = repr(copy)
print(text.startswith('<socket.socket [closed] fd=-1, family='))
