"""The ways to look."""

import json
import os
import re
import shutil
import subprocess

from bpftrace_script import make_script
from programs import GILPY, GILSCOPE

HERE = os.path.dirname(os.path.abspath(__file__))
EVENTS = ["gil__request", "gil__acquire", "gil__release", "gil__drop__request"] # what gilscope stat listens to, too


class Tracer:
    """A way to look. `read` takes counts and losses from what it has written."""

    interrupted = False  # it ends when it is told to; else with its target

    def __init__(self, name, command, read, output=None):
        self.name, self.command, self.reader, self.output = name, command, read, output

    def start(self, pid, folder):
        words = [word.replace("PID", str(pid)).replace("FOLDER", folder) for word in self.command]
        with open(os.path.join(folder, "tracer"), "w") as log:
            return subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def read(self, run, folder):
        path = os.path.join(folder, self.output or "tracer")
        run.bytes = os.path.getsize(path)
        self.reader(run, folder)


class Script(Tracer):
    """bpftrace with the script that gilscope doctor makes for the process at hand, a CPython."""

    interrupted = True

    def __init__(self, name, sums):
        super().__init__(name, ["bpftrace", "--unsafe", "FOLDER/script.bt"], read_script)
        self.sums = sums

    def start(self, pid, folder):
        with open(os.path.join(folder, "script.bt"), "w") as script:
            script.write(make_script(pid, self.sums))
        return super().start(pid, folder)


def read_gilscope(run, folder):
    """Of any view: the last line of JSON in what it printed or wrote."""
    lines = []
    for name in ("report.json", "tracer"):
        path = os.path.join(folder, name)
        if os.path.exists(path):
            lines += [line for line in open(path, errors="replace") if line.startswith('{"version"')]
    report = json.loads(lines[-1])
    process = report["processes"][0]
    run.acquires = process["acquires"]
    run.hits = process["acquires"] + process["releases"] + process["requests"] + process["drop_requests"]
    run.lost = report["lost"]


def read_bpftrace(run, folder):
    text = open(os.path.join(folder, "tracer"), errors="replace").read()
    run.acquires = sum(int(n) for n in re.findall(r"^@releases\[.*\]: (\d+)", text, re.M))
    waits = sum(int(n) for n in re.findall(r"^@wait_total\[.*\]: count (\d+)", text, re.M))
    drops = sum(int(n) for n in re.findall(r"^@drop_requests: (\d+)", text, re.M))
    run.hits = 2 * run.acquires + waits + drops
    run.lost = sum(int(n) for n in re.findall(r"Lost (\d+) events", text))


def read_script(run, folder):
    """Its holds are in histograms, which have a line for each slot."""
    text = open(os.path.join(folder, "tracer"), errors="replace").read()
    run.acquires = run.hits = 0
    for name, slots in re.findall(r"^@(wait|hold)_ns\[.*\]: *\n((?:[\[(].*\n)+)", text, re.M):
        count = sum(int(n) for n in re.findall(r"^[\[(].*?[\])] +(\d+) \|", slots, re.M))
        run.acquires += count if name == "hold" else 0
        run.hits += 2 * count if name == "hold" else count
    run.lost = sum(int(n) for n in re.findall(r"Lost (\d+) events", text))


def read_perf(run, folder):
    stats = subprocess.run(["perf", "report", "--stats", "-i", os.path.join(folder, "perf.data")],
                           capture_output=True, text=True, check=False).stdout
    run.hits = sum(int(n) for n in re.findall(r"SAMPLE events:\s+(\d+)", stats)[:1])
    per_event = re.findall(r"sdt_gilpy:gil__acquire stats:\s+SAMPLE events:\s+(\d+)", stats)
    run.acquires = int(per_event[0]) if per_event else 0
    run.lost = sum(int(n) for n in re.findall(r"LOST(?:_SAMPLES)? events:\s+(\d+)", stats)[:1])


def perf_probes(add):
    """Tells perf of the probes, or makes it forget them. Whether that worked."""
    subprocess.run(["perf", "probe", "-q", "--del", "sdt_gilpy:*"], capture_output=True, check=False)
    if not add:
        return True
    if subprocess.run(["perf", "buildid-cache", "--add", GILPY], capture_output=True, check=False).returncode:
        return False
    return all(subprocess.run(["perf", "probe", "-q", "--add", f"sdt_gilpy:{event}"], capture_output=True,
                              check=False).returncode == 0 for event in EVENTS)


def gilscope(view, output, *arguments):
    name = " ".join(("gilscope", view) + arguments)
    return Tracer(name, [GILSCOPE, view, "--json", *arguments, "-o", f"FOLDER/{output}", "-p", "PID"], read_gilscope, output)


def perf_tracers(notes):
    if not shutil.which("perf"):
        notes.append("perf is not installed: left out")
        return []
    if not perf_probes(True):
        notes.append("perf does not take the probes: left out")
        return []
    events = ",".join(f"sdt_gilpy:{event}" for event in EVENTS)
    return [Tracer("perf record", ["perf", "record", "-q", "-e", events, "-p", "PID", "-o", "FOLDER/perf.data"],
                   read_perf, "perf.data")]


def tracers(notes, is_cpython):
    """All there are for this kind of runtime; `notes` gets those that are not."""
    found = [gilscope("stat", "report.json"), gilscope("stat", "report.json", "-s"), gilscope("blame", "report.json"),
             gilscope("timeline", "trace"), gilscope("record", "recording")]
    if not shutil.which("bpftrace"):
        notes.append("bpftrace is not installed: left out")
    elif is_cpython:
        found += [Script("bpftrace histograms", False), Script("bpftrace sums", True)]
    else:
        found.append(Tracer("bpftrace", ["bpftrace", "-p", "PID", os.path.join(HERE, "waithold.bt")], read_bpftrace))
    return found if is_cpython else found + perf_tracers(notes)
