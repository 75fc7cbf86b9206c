"""A service beside computation: threads that wait for the network and threads that wait for nobody.

    mixed.py [SECONDS]

For SECONDS (default 3) an echo service runs on the loopback interface: an acceptor thread hands connections to three
workers through a queue, and three clients send requests and check the replies.  Two threads compute all the time.
A thread of the service holds the GIL for microseconds at a time.  But when it comes back from a system call and finds
that a computing thread has the lock, it waits a switch interval of 5 ms or several, since others wait, too: gilscope
shows that in every row of the service, and nearly all of the hold time in the two rows that compute.

What was done is counted on standard error; standard output is the same for every run.
"""

import queue
import socket
import sys
import threading
import time

WORKERS = 3
CLIENTS = 3
COMPUTERS = 2
MESSAGE = 64          # bytes of a request and of its reply
PER_CONNECTION = 10   # requests a client sends before it connects anew


def receive(connection, size):
    """size bytes, or fewer if the other side closes first."""
    data = b""
    while len(data) < size:
        part = connection.recv(size - len(data))
        if not part:
            break
        data += part
    return data


def accept(listener, connections):
    """The acceptor: every connection goes to whichever worker is free."""
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            break  # main() has shut the listener down
        connections.put(connection)
    for _ in range(WORKERS):
        connections.put(None)


def serve(connections):
    """A worker: answers the requests of one connection after the other."""
    while True:
        connection = connections.get()
        if connection is None:
            return
        with connection:
            while True:
                request = receive(connection, MESSAGE)
                if len(request) < MESSAGE:
                    break
                connection.sendall(request.upper())


def ask(number, address, end, report):
    """A client: asks until the time is over, and checks every reply."""
    sent = wrong = 0
    while time.monotonic() < end:
        with socket.create_connection(address) as connection:
            for _ in range(PER_CONNECTION):
                request = f"client {number} request {sent}".encode().ljust(MESSAGE, b".")
                connection.sendall(request)
                wrong += receive(connection, MESSAGE) != request.upper()
                sent += 1
                if time.monotonic() >= end:
                    break
    report.put(("client", sent, wrong))


def compute(end, report):
    """Computes the same sum over and over; the clock is looked at once a round."""
    rounds = wrong = 0
    while time.monotonic() < end:
        total = 0
        for n in range(20000):
            total = (total * 31 + n * n) % 1000003
        wrong += total != 112675
        rounds += 1
    report.put(("computer", rounds, wrong))


def main():
    seconds = 3.0
    if len(sys.argv) > 1:
        try:
            seconds = float(sys.argv[1])
        except ValueError:
            seconds = 0.0
    if not 0 < seconds <= 3600:
        sys.exit("usage: mixed.py [SECONDS]")

    listener = socket.create_server(("127.0.0.1", 0))
    connections = queue.Queue()
    report = queue.Queue()
    end = time.monotonic() + seconds
    service = [threading.Thread(target=accept, args=(listener, connections), name="acceptor")]
    for i in range(WORKERS):
        service.append(threading.Thread(target=serve, args=(connections,), name=f"worker-{i + 1}"))
    load = []
    for i in range(CLIENTS):
        load.append(threading.Thread(target=ask, args=(i + 1, listener.getsockname(), end, report), name=f"client-{i + 1}"))
    for i in range(COMPUTERS):
        load.append(threading.Thread(target=compute, args=(end, report), name=f"computer-{i + 1}"))
    for thread in service + load:
        thread.daemon = True  # Ctrl-C ends the program, and not only the thread that waits for them
        thread.start()
    for thread in load:
        thread.join()
    listener.shutdown(socket.SHUT_RDWR)  # ends the accept() that the acceptor sits in; close() alone would not
    for thread in service:
        thread.join()
    listener.close()

    done = {"client": 0, "computer": 0}
    wrong = {"client": 0, "computer": 0}
    for _ in load:
        kind, count, errors = report.get()
        done[kind] += count
        wrong[kind] += errors
    print(f"{CLIENTS} clients: {wrong['client']} wrong replies")
    print(f"{COMPUTERS} computers: {wrong['computer']} wrong sums")
    print(f"{done['client']} requests answered, {done['computer']} sums computed", file=sys.stderr)
    if not (done["client"] and done["computer"]) or wrong["client"] or wrong["computer"]:
        sys.exit("mixed.py: something went wrong")


main()
