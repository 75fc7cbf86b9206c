"""A client of gilscope export, for cases/export.sh.

    scrape.py names URL NAME             both formats have a thread of this name, by Prometheus's own parsers
    scrape.py monotone URL N             N scrapes, in which neither a counter nor a sum goes backwards
    scrape.py http HOST PORT             wrong requests, a hundred at once, slow and greedy clients
"""
import http.client
import socket
import sys
import time
import urllib.request

from prometheus_client import parser as text_parser
from prometheus_client.openmetrics import parser as openmetrics_parser

OPENMETRICS = "application/openmetrics-text; version=1.0.0"
COUNTERS = ("_total", "_bucket", "_count", "_sum")


def scrape(url, accept="text/plain"):
    request = urllib.request.Request(url, headers={"Accept": accept})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return answer.headers["Content-Type"], answer.read().decode()


def samples(text):
    """{(name, labels): value} of a 0.0.4 text."""
    found = {}
    for family in text_parser.text_string_to_metric_families(text):
        for sample in family.samples:
            key = sample.name, frozenset(sample.labels.items())
            assert key not in found, f"{key} twice"
            found[key] = sample.value
    return found


def names(url, name):
    # It answers before the program has begun.
    for _ in range(50):
        kind, text = scrape(url)
        assert kind == "text/plain; version=0.0.4; charset=utf-8", kind
        plain = {s.labels["thread"] for f in text_parser.text_string_to_metric_families(text) for s in f.samples
                 if "thread" in s.labels}
        if plain:
            break
        time.sleep(0.1)
    kind, text = scrape(url, OPENMETRICS)
    assert kind == "application/openmetrics-text; version=1.0.0; charset=utf-8", kind
    assert text.endswith("\n# EOF\n")
    openmetrics = {s.labels["thread"] for f in openmetrics_parser.text_string_to_metric_families(text)
                   for s in f.samples if "thread" in s.labels}
    assert name in plain, f"0.0.4 has {plain}"
    assert name in openmetrics, f"OpenMetrics has {openmetrics}"


def monotone(url, count):
    before, sums_before, seen, others = {}, {}, set(), 0
    for n in range(count):
        now = samples(scrape(url)[1])
        sums = {}
        for (name, labels), value in now.items():
            if not name.endswith(COUNTERS):
                continue
            group = name, dict(labels).get("le"), dict(labels).get("reason")
            sums[group] = sums.get(group, 0) + value
            assert value >= before.get((name, labels), 0), f"scrape {n}: {name} {dict(labels)} goes backwards"
            seen.add(dict(labels).get("tid"))
            others = max(others, value if name == "gilscope_other_threads_total" else 0)
        for group, value in sums.items():
            # the sum of times is one of binary fractions here
            assert value >= sums_before.get(group, 0) - 1e-6, f"scrape {n}: the sum of {group} goes backwards"
        assert sums.keys() >= sums_before.keys(), f"scrape {n}: gone: {sums_before.keys() - sums.keys()}"
        before, sums_before = now, sums
        time.sleep(0.11)
    assert len(seen) > 200, f"only {len(seen)} threads had series"
    assert others > 200, f"only {others} threads went to the others"
    print(f"{count} scrapes, {len(seen)} threads with series, {others:.0f} among the others")


def ask(host, port, method="GET", path="/metrics", headers=(), length=None):
    connection = http.client.HTTPConnection(host, port, timeout=20)
    try:
        connection.putrequest(method, path, skip_host=True)
        for name, value in headers:
            connection.putheader(name, value)
        if length is not None:
            connection.putheader("Content-Length", str(length))
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, answer.getheader("Allow"), answer.read()
    finally:
        connection.close()


def wrong_requests(host, port):
    good = [("Host", f"localhost:{port}")]
    for value in ("localhost", f"localhost:{port}", "LOCALHOST:1", "127.0.0.1", f"127.0.0.1:{port}", "[::1]",
                  "[::1]:80"):
        status, _, body = ask(host, port, headers=[("Host", value)])
        assert status == 200 and b"gilscope_up" in body, f"Host {value}: {status}"
    for value in ("example.org", f"example.org:{port}", "localhost.example.org", "127.0.0.1.example.org", "localhost:x",
                  "127.0.0.1:80:80", "[::1", "[::1]x", "::1", "10.0.0.1", "[fe80::1]", "", "localhost" * 20,
                  "127.0.0.1/"):
        status, _, body = ask(host, port, headers=[("Host", value)])
        assert status in (400, 403) and b"gilscope_up" not in body, f"Host {value}: {status}"
    assert ask(host, port, headers=[("Host", "example.org")])[0] == 403
    assert ask(host, port, headers=good + [("Host", "example.org")])[0] == 400
    assert ask(host, port)[0] in (400, 403)
    for method in ("POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "NONSENSE"):
        status, allow, _ = ask(host, port, method, headers=good, length=0)
        assert (status, allow) == (405, "GET, HEAD"), f"{method}: {status} {allow}"
    assert ask(host, port, "POST", headers=good, length=10**9)[0] == 405
    status, _, body = ask(host, port, "HEAD", headers=good)
    assert status == 200 and body == b""
    for path in ("/metrics/", "/Metrics", "/x", "/../metrics", "//metrics", "/%2e", "*"):
        status = ask(host, port, path=path, headers=good)[0]
        assert status in (400, 404), f"{path}: {status}"
    assert ask(host, port, path="/metrics?a=b", headers=good)[0] == 200
    status, _, body = ask(host, port, path="/", headers=good)
    assert status == 200 and b'href="/metrics"' in body


def connect(host, port):
    return socket.create_connection((host, port), timeout=20)


def read_all(client):
    parts = []
    while part := client.recv(1 << 16):
        parts.append(part)
    return b"".join(parts)


def greedy(host, port):
    """Heads without end, and no HTTP at all."""
    for text in (b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 1000000, b"\0" * 100000,
                 b"GET " + b"/" * 1000000):
        client = connect(host, port)
        try:
            client.sendall(text)
            answer = read_all(client)
            assert b" 200 " not in answer[:20], answer[:200]
        except (ConnectionResetError, BrokenPipeError):
            pass
        client.close()


def at_once(host, port):
    clients = [connect(host, port) for _ in range(100)]
    for client in clients:
        client.sendall(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")
    for n, client in enumerate(clients):
        answer = read_all(client)
        assert answer.startswith(b"HTTP/1.1 200 "), f"connection {n} of 100: {answer[:100]}"
        head, _, body = answer.partition(b"\r\n\r\n")
        length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n")
                      if line.lower().startswith(b"content-length"))
        assert len(body) == length, f"connection {n}: {len(body)} of {length} bytes"
        client.close()


def half_closed(host, port):
    """Whoever ends before its request does is not waited for; whoever ends after it gets the answer."""
    start = time.monotonic()
    for whole in (False, True) * 50:
        client = connect(host, port)
        client.sendall(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n" + b"\r\n" * whole)
        client.shutdown(socket.SHUT_WR)
        answer = read_all(client)
        assert answer.startswith(b"HTTP/1.1 200 ") if whole else b" 200 " not in answer[:20], answer[:100]
        client.close()
    assert time.monotonic() - start < 30, "clients that had ended were waited for"


def slow(host, port):
    """All places are taken by clients that send a byte now and then: after 10 s they are shown out."""
    start = time.monotonic()
    clients = [connect(host, port) for _ in range(16)]
    late = connect(host, port)
    late.sendall(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")
    for byte in b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nX: a long head":
        if time.monotonic() - start > 15:
            break
        for client in clients:
            try:
                client.sendall(bytes([byte]))
            except (BrokenPipeError, ConnectionResetError):
                pass
        time.sleep(0.5)
    assert read_all(late).startswith(b"HTTP/1.1 200 "), "who came late got no answer"
    for n, client in enumerate(clients):
        client.settimeout(0.5)
        try:
            assert client.recv(100) == b"", f"slow client {n} got an answer"
        except ConnectionResetError:
            pass
        client.close()


def http_tests(host, port):
    up = f"http://{host}:{port}/metrics"

    def acquires():
        return sum(v for (name, _), v in samples(scrape(up)[1]).items() if name == "gilscope_gil_acquires_total")

    for test in (wrong_requests, greedy, half_closed, at_once, slow):
        before = acquires()
        test(host, port)
        time.sleep(0.2)
        assert acquires() > before, f"{test.__name__}: the measurement stands still"
        print(f"{test.__name__}: right")


def main():
    if sys.argv[1] == "names":
        names(sys.argv[2], sys.argv[3])
    elif sys.argv[1] == "monotone":
        monotone(sys.argv[2], int(sys.argv[3]))
    else:
        http_tests(sys.argv[2], int(sys.argv[3]))


main()
