"""What is measured: for each measure its cases, how long one takes, and how figures come from what a program prints.

A measure yields lines: name, unit, and the figures of figures.py.
"""

import json
import os

from children import Failed
from figures import jain, rates, summary, windows
from runtimes import refusal

PATIENCE = 40  # seconds that a program may take longer than it should: ones that starve do
SLICE = 0.1  # seconds: rates are looked at in windows of this length, and programs count work by it
SECOND = 10  # slices: shares of work are compared over a second


class Measure:
    key = "hogs"  # what a case is a number of

    def __init__(self, name, text, cases, seconds, quick):
        self.name = name
        self.text = text
        self.cases = cases
        self.full_seconds = seconds
        self.quick_seconds = quick

    def seconds(self, quick):
        return self.quick_seconds if quick else self.full_seconds

    def duration(self, quick):
        """An estimate of what one case takes, with the start of the processes."""
        return self.seconds(quick) + 0.1

    def refuses(self, lab, runtime):
        """Why this runtime cannot be measured, or None."""
        return None

    def lines(self, lab, runtime, case, seconds):
        """A list of (name, unit, figures)."""
        raise NotImplementedError

    def derived(self, lines):
        """More lines (see report.py) that follow from those of all cases and rounds."""
        return []


def run(lab, runtime, program, case, seconds):
    """Runs one program to its end; what it printed."""
    return lab.children.start(runtime.command(program, case, seconds)).lines(2 * seconds + PATIENCE)


def ask(lab, server, client, seconds):
    """Runs the client of a server that has been started, and waits for both; the round trips in seconds."""
    port = server.value("port", PATIENCE)
    found = lab.children.start(lab.floor.command(client, port, seconds)).lines(seconds + PATIENCE)
    server.lines(PATIENCE)
    return only(found, "round_trip_ns")


def only(found, name):
    """The samples of the one line of this name, given in nanoseconds, in seconds."""
    if name not in found or not found[name][0]:
        raise Failed(f"no figures '{name}' were printed")
    return [ns / 1e9 for ns in found[name][0]]


def microseconds(seconds):
    return [s * 1e6 for s in seconds]


def rate_line(name, unit, durations, factor):
    per_second = [factor * rate for rate in rates(durations, SLICE)]
    return name, unit, summary(per_second, more_is_better=True, mean=factor * len(durations) / sum(durations))


class Throughput(Measure):
    key = "threads"

    def duration(self, quick):
        return 1.7 * self.seconds(quick) + 0.8

    def lines(self, lab, runtime, case, seconds):
        found = run(lab, runtime, "throughput", case, seconds)
        shares, fairness = [], []
        for turn in range(len(found["alone"]) - 1):
            alone = found["alone"][turn] + found["alone"][turn + 1]
            threads = found["thread"][turn * case:(turn + 1) * case]
            base = sum(alone) / len(alone)
            shares += [100 * sum(bins) / base for bins in zip(*threads)]
            fairness += [jain(work) for work in zip(*(windows(bins, SECOND) for bins in threads))]
        return [("throughput", "% of 1", summary(shares, more_is_better=True)),
                ("jain", "index", summary(fairness, more_is_better=True)),
                ("cores", "CPUs", summary(found["cores"][0]))]


class Echo(Measure):
    def lines(self, lab, runtime, case, seconds):
        server = lab.children.start(runtime.command("echo", case, seconds))
        return [("echo", "us", summary(microseconds(ask(lab, server, "echo-client", seconds))))]


class Sleep(Measure):
    def lines(self, lab, runtime, case, seconds):
        late = only(run(lab, runtime, "sleep", case, seconds), "overshoot_ns")
        return [("sleep", "us", summary(microseconds(late)))]


class Releaser(Measure):
    key = "call"

    def lines(self, lab, runtime, case, seconds):
        found = run(lab, runtime, "releaser", case, seconds)
        mine = windows(found["releaser"][0], SECOND)
        others = [windows(bins, SECOND) for bins in found["hog"]]
        all_ = [sum(units) for units in zip(mine, *others)]
        shares = [100 * part / whole for part, whole in zip(mine, all_) if whole]
        return [("releaser", "% of 3", summary(shares, more_is_better=True, mean=100 * sum(mine) / sum(all_)))]


class ReleaseCost(Measure):
    key = "threads"

    def lines(self, lab, runtime, case, seconds):
        found = run(lab, runtime, "release_cost", "-", seconds)
        return [("release-cost", "ns", summary(found["pair_ns"][0]))]


class Packets(Measure):
    def lines(self, lab, runtime, case, seconds):
        server = lab.children.start(runtime.command("packets", case, seconds))
        trips = ask(lab, server, "packets-client", seconds)
        return [rate_line("packets", "/s", trips, 1), ("packets-trip", "us", summary(microseconds(trips)))]

    def derived(self, lines):
        """Rates in % of the best round without hogs: one in which an idle CPU had to be woken for each packet would
        make the others look good."""
        rates_ = [line for line in lines if line["name"] == "packets"]
        idle = {}
        for line in rates_:
            if line["hogs"] == 0:
                idle[line["runtime"], line["cpus"]] = max(figures["mean"] for figures in line["rounds"])
        more = []
        for line in rates_:
            base = idle.get((line["runtime"], line["cpus"]))
            if base and line["hogs"]:
                rounds = [{key: value if key == "samples" else 100 * value / base for key, value in figures.items()}
                          for figures in line["rounds"]]
                more.append(dict(line, name="packets-idle", unit="% of 0", rounds=rounds))
        return more


class PingPong(Measure):
    def lines(self, lab, runtime, case, seconds):
        trips = only(run(lab, runtime, self.name, case, seconds), "round_trip_ns")
        return [rate_line(self.name, "/s", trips, 2), (f"{self.name}-trip", "us", summary(microseconds(trips)))]


class GilWait(Measure):
    """The echo again, under gilscope: how long its thread waited for the GIL, network and wake-up left out."""

    def duration(self, quick):
        return self.seconds(quick) + 1.5

    def refuses(self, lab, runtime):
        """gilscope knows by itself what it can measure; it says so at the end of the command."""
        if runtime.is_floor:
            return "it has no GIL to wait for"
        return refusal([lab.gilscope, "stat", "-o", "/dev/null", "--"] + runtime.start)

    def lines(self, lab, runtime, case, seconds):
        path = os.path.join(lab.folder, "gilscope.json")
        command = [lab.gilscope, "stat", "--json", "-o", path, "--"] + runtime.command("echo", case, seconds)
        server = lab.children.start(command)
        tid = int(server.value("tid", PATIENCE))
        ask(lab, server, "echo-client", seconds)
        with open(path, encoding="utf-8") as file:
            report = json.loads(file.readlines()[-1])
        threads = [thread for process in report["processes"] for thread in process["threads"]]
        # CPython before 3.14 does not tell the kernel its threads' names: there, the tid says which it is.
        echo = [t for t in threads if t["name"] == "echo"] or [t for t in threads if t["tid"] == tid]
        if len(echo) != 1:
            raise Failed("gilscope does not report the thread 'echo': " + ", ".join(t["name"] for t in threads))
        wait = echo[0]["wait"]
        if report["lost"]:
            raise Failed(f"gilscope lost {report['lost']} events")
        # No wait at all is a result: every acquire found the GIL free.
        mean = wait["total_ns"] / wait["count"] if wait["count"] else 0
        ns = {"p50": wait["p50_ns"], "mean": mean, "p99": wait["p99_ns"], "worst": wait["max_ns"]}
        line = {key: value / 1000 for key, value in ns.items()}
        return [("gil-wait", "us", dict(line, samples=wait["count"], acquires=echo[0]["acquires"]))]


MEASURES = [
    Throughput("throughput", "work of threads that compute, in % of one such thread; Jain's index of their shares in "
               "windows of a second; CPUs in use", (1, 2, 4, 8), 4, 0.5),
    Echo("echo", "round trip of 16 bytes over TCP; the client is another process and pauses 1 ms before each",
         (0, 1, 2, 4, 8), 2.5, 0.3),
    Sleep("sleep", "how much longer than 1 ms a sleep of 1 ms takes", (0, 1, 2, 4, 8), 2.5, 0.3),
    Releaser("releaser", "share of the work done by a thread that releases the GIL every 300 us, beside two that never "
             "do; fair is 33 %", ("write", "sleep"), 3, 0.5),
    ReleaseCost("release-cost", "release and acquire that nobody contends for; the floor's figure is to be subtracted",
                (1,), 1, 0.2),
    Packets("packets", "packets of 1 KiB sent back over UDP without a pause, per second; the round trip; and in % of "
            "the best rate without hogs", (0, 1, 2, 4), 2, 0.3),
    PingPong("locks", "two threads hand the turn over by two locks: switches per second, and the round trip (2)",
             (0, 1, 2), 2, 0.3),
    PingPong("condition", "the same by one Condition", (0, 1, 2), 2, 0.3),
]
GIL_WAIT = GilWait("gil-wait", "GIL wait of the echo's thread, as gilscope measured it; samples are its contended "
                   "acquires", (0, 1, 2, 4, 8), 2.5, 0.5)
