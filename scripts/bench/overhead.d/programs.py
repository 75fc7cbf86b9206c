"""What is measured: the programs of the table, and the runtime that runs them."""

import os
import re
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.normpath(os.path.join(HERE, "..", "..", ".."))
GILPY = os.environ.get("GILPY", os.path.join(ROOT, "build", "bin", "gilpy"))
GILSCOPE = os.environ.get("GILSCOPE", os.path.join(ROOT, "build", "bin", "gilscope"))
WORKLOADS = os.path.join(ROOT, "scripts", "workloads")


class Failed(Exception):
    pass


class Program:
    """A program of the table: its command; and how much work a run was and in how many seconds, from its output."""

    def __init__(self, name, runtime, path, arguments, work, counts_cycles=False):
        self.name = name
        self.command = [runtime, os.path.join(HERE, "paced.py"), path] + arguments
        self.work = work
        self.counts_cycles = counts_cycles  # its work is a number of GIL cycles

    def parts(self, text):
        """How much of what was done, if a program does several things."""
        numbers = re.search(r"(\d+) requests answered, (\d+) sums", text)
        return {"requests": int(numbers[1]), "sums": int(numbers[2])} if self.name == "mixed" else {}


def mixed_weights():
    """Seconds of the GIL that a request and a sum need, by the account that the runtime keeps itself."""
    done = subprocess.run([GILPY, "-X", "gilstats", os.path.join(WORKLOADS, "mixed.py")],
                          capture_output=True, text=True, check=False)
    numbers = re.search(r"(\d+) requests answered, (\d+) sums", done.stderr)
    threads = re.findall(r'"name":"([\w-]+)".*?"hold_ns":(\d+)', done.stdout + done.stderr)
    if done.returncode or not numbers or not threads:
        raise Failed(f"gilpy -X gilstats mixed.py failed: {done.stderr.strip()[-300:]}")
    computing = sum(int(ns) for name, ns in threads if name.startswith("computer"))
    service = sum(int(ns) for name, ns in threads if not name.startswith("computer"))
    return service / 1e9 / int(numbers[1]), computing / 1e9 / int(numbers[2])


def programs(wanted, runtime, quick):
    """Those of the names in `wanted`, for an interpreter."""
    found = []

    def add_cycles(name, cycles, arguments):
        def work(text, _):
            return cycles, float(re.search(r"elapsed ([\d.]+)", text)[1])

        found.append(Program(name, runtime, os.path.join(HERE, f"{name}.py"), [str(cycles)] + arguments, work, True))

    if "write" in wanted:
        add_cycles("write", 50000 if quick else 500000, [])
    if "cycles" in wanted:
        add_cycles("cycles", 20000 if quick else 100000, ["10500"])
    if "cpu" in wanted:
        found.append(Program("cpu", runtime, os.path.join(WORKLOADS, "cpu.py"), [], lambda _, elapsed: (1, elapsed)))
    if "mixed" in wanted:
        request, one_sum = mixed_weights()

        def mixed_work(text, elapsed):
            numbers = re.search(r"(\d+) requests answered, (\d+) sums", text)
            return int(numbers[1]) * request + int(numbers[2]) * one_sum, elapsed

        found.append(Program("mixed", runtime, os.path.join(WORKLOADS, "mixed.py"), ["1" if quick else "1.5"], mixed_work))
    return found
