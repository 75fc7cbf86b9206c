"""A thread that sends packets back over UDP, one after the other without a pause, beside HOGS threads that compute.

    packets.py HOGS SECONDS

The bandwidth test of CPython's ccbench.  Prints the port to send to; a packet that begins with "end" ends it, or some
time after SECONDS.
"""

import socket
import sys

from load import show, start, start_hogs


def echo(server):
    while True:
        data, sender = server.recvfrom(2048)
        if data.startswith(b"end"):
            return
        server.sendto(data, sender)


hogs, seconds = int(sys.argv[1]), float(sys.argv[2])
socket_ = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
socket_.bind(("127.0.0.1", 0))
stop = start_hogs(hogs)
server = start(echo, (socket_,), "packets")
show("port", [socket_.getsockname()[1]])
server.join(seconds + 20)
stop.append(True)
if server.is_alive():
    sys.exit("packets.py: the client never said 'end'")
