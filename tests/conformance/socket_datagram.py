# Sockets: UDP and AF_UNIX, named, unnamed and abstract; socketpair of datagrams; addresses.
import os
import socket
import threading

a = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
b = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for s in (a, b):
    s.bind(('127.0.0.1', 0))
print(a.sendto(b'one', b.getsockname()), a.sendto(b'two', 0, b.getsockname()))
print(b.recvfrom(100) == (b'one', a.getsockname()), b.recvfrom(2) == (b'tw', a.getsockname()))
a.connect(b.getsockname())
print(a.send(b''), b.recv(10), a.getpeername() == b.getsockname())
a.sendto(b'x' * 5000, b.getsockname())
print(len(b.recv(10000)))
a.close()
b.close()

path = f'/tmp/gilpy-socket-{os.getpid()}'
server = socket.socket(socket.AF_UNIX)
server.bind(path)
server.listen(1)
print(server.getsockname() == path, os.path.exists(path))


def answer():
    conn, address = server.accept()
    with conn:
        log.append((address, conn.getpeername(), conn.recv(100)))
        conn.sendall(b'bye')


log = []
t = threading.Thread(target=answer)
t.start()
with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as c:
    c.connect(path)
    c.sendall(b'hello')
    print(c.recv(100), c.getpeername() == path, repr(c.getsockname()))
t.join()
print(log)
server.close()
os.unlink(path)

name = b'\0gilpy-%d' % os.getpid()
d = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
d.bind(name)
e = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
e.sendto(b'abstract', name)
print(d.getsockname() == name, d.recvfrom(100))
e.connect(name)
e.send(b'more')
print(d.recv(100))
d.close()
e.close()

a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
for n in range(3):
    a.send(b'%d' % n)
print([b.recv(100) for _ in range(3)])
a.close()
b.close()

print(socket.inet_aton('1.2.3.4'), socket.inet_ntoa(b'\x7f\0\0\1'), socket.inet_pton(socket.AF_INET6, '::1'),
      socket.inet_ntop(socket.AF_INET6, bytes(16)), socket.htons(1), socket.ntohs(256), socket.htonl(1), socket.ntohl(0x01000000))
print(socket.gethostbyname('127.0.0.1'), socket.gethostbyname('localhost'), socket.gethostbyname(''), isinstance(socket.gethostname(), str))
for entry in socket.getaddrinfo('127.0.0.1', 80, socket.AF_INET, socket.SOCK_STREAM):
    print(int(entry[0]), int(entry[1]), entry[2:])
print(socket.getaddrinfo(host='::1', port='8080', type=socket.SOCK_DGRAM, flags=socket.AI_NUMERICHOST)[0][4])
