"""A web service with a thread for each connection: GET /N is answered with the sum of N terms, which takes some computing.

    server.py

Prints its port, on the loopback device, and ends with status 0 at SIGTERM.
"""

import http.server
import signal
import sys


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # connections stay open
    disable_nagle_algorithm = True  # head and body are two packets: the second must not wait for the first's receipt

    def do_GET(self):
        terms = int(self.path[1:])
        body = b"%d %d\n" % (terms, sum(n * n % 7 for n in range(terms)))
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 64


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with Server(("127.0.0.1", 0), Handler) as server:
        print("port", server.server_address[1], flush=True)
        server.serve_forever()


main()
