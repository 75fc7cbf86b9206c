"""The client of scripts/bench/service sees what fails: each kind of failure under its name, and what is right as answered.

Environment: LAB (scripts/bench/gil).
"""

import os
import socketserver
import subprocess
import sys
import tempfile
import threading
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.environ["LAB"] + ".d")
os.environ["CFLAGS"] = "-Werror"

from runtimes import compile_floor  # noqa: E402


def reply(terms, fault):
    total = sum(n * n % 7 for n in range(terms)) + (fault == "sum")
    body = b"%d %d\n" % (terms, total) + b"more" * (fault == "more")
    head = b"HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n" % (500 if fault == "status" else 200, len(body))
    return head if fault == "half" else b"HTTP/1.1 200 OK\r\n\r\n" if fault == "no length" else head + body


class Handler(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True

    def handle(self):
        while True:
            line = self.rfile.readline()
            while self.rfile.readline().strip():
                pass
            if not line or self.server.fault == "nothing":
                return
            text = reply(int(line.split()[1][1:]), self.server.fault)
            for part in text[:7], text[7:]:  # two packets
                self.wfile.write(part)
            if self.server.fault == "half":
                return


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 64


class Client(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.floor = compile_floor(cls.folder.name)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def ask(self, port):
        """The kinds of lines that have figures, and how many."""
        done = subprocess.run(self.floor.command("http-client", port, 0.2), capture_output=True, text=True, timeout=60, check=True)
        counts = {}
        for line in done.stdout.splitlines():
            name, *figures = line.split()
            counts[name] = counts.get(name, 0) + len(figures)
        self.assertEqual(counts.pop("took_ns"), counts["done_ns"])
        return {name: count for name, count in counts.items() if count}

    def served(self, fault):
        with Server(("127.0.0.1", 0), Handler) as server:
            server.fault = fault
            thread = threading.Thread(target=server.serve_forever, args=(0.01,))
            thread.start()
            try:
                return self.ask(server.server_address[1])
            finally:
                server.shutdown()
                thread.join()

    def test_right(self):
        counts = self.served(None)
        self.assertEqual(list(counts), ["done_ns"])
        self.assertGreater(counts["done_ns"], 8)

    def test_faults(self):
        for fault, kind in (("nothing", "broken"), ("half", "broken"), ("status", "refused"), ("sum", "wrong"), ("more", "wrong"),
                            ("no length", "wrong")):
            counts = self.served(fault)
            self.assertEqual(list(counts), [kind], fault)
            self.assertGreaterEqual(counts[kind], 8, fault)

    def test_nobody(self):
        with Server(("127.0.0.1", 0), Handler) as server:
            port = server.server_address[1]
        self.assertEqual(list(self.ask(port)), ["unconnected"])


unittest.main()
