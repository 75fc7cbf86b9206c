"""A thread that answers what a client in another process sends over TCP, beside HOGS threads that compute.

    echo.py HOGS SECONDS

Prints the port to connect to; ends when the client hangs up, or some time after SECONDS if it never does.
"""

import socket
import sys

from load import show, start, start_hogs


def echo(listener):
    connection, _ = listener.accept()
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    while True:
        data = connection.recv(1024)
        if not data:
            break
        connection.sendall(data)
    connection.close()


hogs, seconds = int(sys.argv[1]), float(sys.argv[2])
listener = socket.socket()
listener.bind(("127.0.0.1", 0))
listener.listen(1)
stop = start_hogs(hogs)
server = start(echo, (listener,), "echo")
show("tid", [server.native_id])
show("port", [listener.getsockname()[1]])
server.join(seconds + 20)
stop.append(True)
if server.is_alive():
    sys.exit("echo.py: the client never hung up")
