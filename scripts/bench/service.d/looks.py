"""A look at a running process: gilscope attaches to it, measures for some seconds, and detaches. Or nobody does."""

import json
import os
import subprocess
import time

from children import Failed
from sound import unsound

VIEWS = ["stat", "blame", "timeline"]


class Look:
    """From `begin` to `end` gilscope ran, from `start` to `until` it measured (CLOCK_MONOTONIC, ns)."""

    def __init__(self, view, begin, start, until, end, report=None):
        self.view, self.begin, self.start, self.until, self.end = view, begin, start, until, end
        self.report = report
        self.wrong = unsound(report) if report else []


def nobody(seconds):
    start = time.monotonic_ns()
    time.sleep(seconds)
    until = time.monotonic_ns()
    return Look(None, start, start, until, until)


def read(paths):
    """The report: the last line that is one, in the file of the view or in what it said."""
    found = None
    for path in paths:
        with open(path, errors="replace") as file:
            for line in file:
                if line.startswith('{"version"'):
                    found = json.loads(line)
    return found


def look(view, gilscope, pid, seconds, folder):
    """One attachment. Raises Failed if gilscope does not end, or with an error."""
    written, printed, errors = (os.path.join(folder, name) for name in ("written", "printed", "errors"))
    begin = time.monotonic_ns()
    with open(printed, "w") as out, open(errors, "w+") as err:
        try:
            status = subprocess.run([gilscope, view, "--json", "-d", f"{int(seconds * 1000)}ms", "-o", written, "-p", str(pid)],
                                    stdin=subprocess.DEVNULL, stdout=out, stderr=err, timeout=seconds + 60, check=False).returncode
        except subprocess.TimeoutExpired:
            raise Failed(f"gilscope {view} does not end") from None
        end = time.monotonic_ns()
        err.seek(0)
        said = err.read().strip()
    # 3 is not an error, but that something was lost: the report says what
    report = read([written, printed, errors]) if status in (0, 3) else None
    if report is None:
        raise Failed(f"gilscope {view}: exit status {status}: {said[-300:]}")
    process = report["processes"][0]
    return Look(view, begin, process["start_ns"], process["end_ns"], end, report)
