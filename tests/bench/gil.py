"""The GIL laboratory: its JSON is complete and sane, wrong usage is refused, an interrupted run leaves nothing behind.

Environment: LAB (scripts/bench/gil), GILPY.
"""

import json
import math
import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest

LAB = os.environ["LAB"]
ENV = dict(os.environ, CFLAGS="-Werror")
KEYS = ("p50", "mean", "p99", "worst")


def lab(*arguments, env=None):
    return subprocess.run([sys.executable, "-B", LAB, *arguments], env=dict(ENV, **(env or {})), capture_output=True,
                          text=True, timeout=100, check=False)


class Figures(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        done = lab("--quick", "--policy", "interval", "--no-python", "--cpus", "1", "--rounds", "2", "--only", "sleep",
                   "--only", "packets", "--case", "0", "--case", "1", "--json")
        if done.returncode != 0:
            raise AssertionError(f"exit status {done.returncode}: {done.stderr}")
        cls.said = done.stderr
        cls.result = json.loads(done.stdout)

    def line(self, name, runtime, hogs):
        found = [line for line in self.result["lines"]
                 if (line["name"], line["runtime"], line["hogs"]) == (name, runtime, hogs)]
        self.assertEqual(len(found), 1, (name, runtime, hogs))
        return found[0]

    def test_head(self):
        self.assertIn("16 measurements, about ", self.said)
        self.assertEqual(self.result["rounds"], 2)
        self.assertTrue(self.result["quick"] and self.result["complete"])
        self.assertEqual([runtime["name"] for runtime in self.result["runtimes"]], ["interval", "floor"])
        self.assertEqual(self.result["skipped"], [])
        self.assertGreater(self.result["estimated_s"], 0)
        self.assertGreater(self.result["elapsed_s"], 0)

    def test_every_line(self):
        expected = {(name, runtime, hogs) for name in ("sleep", "packets", "packets-trip")
                    for runtime in ("interval", "floor") for hogs in (0, 1)}
        expected |= {("packets-idle", runtime, 1) for runtime in ("interval", "floor")}
        got = [(line["name"], line["runtime"], line["hogs"]) for line in self.result["lines"]]
        self.assertEqual(sorted(got), sorted(expected))
        for line in self.result["lines"]:
            self.assertEqual(line["cpus"], 1)
            self.assertEqual(len(line["rounds"]), 2)
            self.assertEqual(line["samples"], sum(figures["samples"] for figures in line["rounds"]))
            self.assertGreater(line["samples"], 1, line)
            for key in KEYS:
                low, high = line[f"{key}_range"]
                self.assertTrue(math.isfinite(line[key]) and low <= line[key] <= high, line)
                self.assertEqual(sorted(figures[key] for figures in line["rounds"]), [low, high])

    def test_times(self):
        for runtime in "interval", "floor":
            for name in "sleep", "packets-trip":
                for hogs in 0, 1:
                    for figures in self.line(name, runtime, hogs)["rounds"]:
                        self.assertLessEqual(figures["p50"], figures["p99"])
                        self.assertLessEqual(figures["p99"], figures["worst"])
                        self.assertTrue(0 < figures["mean"] <= figures["worst"] < 60e6, figures)

    def test_rates(self):
        for runtime in "interval", "floor":
            for hogs in 0, 1:
                for figures in self.line("packets", runtime, hogs)["rounds"]:
                    self.assertTrue(figures["worst"] <= figures["p99"] <= figures["p50"], figures)
                    self.assertTrue(0 < figures["mean"] < 1e8, figures)
            self.assertGreater(self.line("packets-idle", runtime, 1)["mean"], 0)

    def test_a_hog_makes_a_sleeper_wait_for_the_interval(self):
        """What the policy is defined by, far from any noise: five milliseconds."""
        self.assertGreater(self.line("sleep", "interval", 1)["p50"], 2000)


class Output(unittest.TestCase):
    def test_table_and_file(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "result.json")
            done = lab("--quick", "--only", "release-cost", "--policy", "interval", "--no-python", "--cpus", "1",
                       "--json", path)
            self.assertEqual(done.returncode, 0, done.stderr)
            with open(path, encoding="utf-8") as file:
                self.assertEqual(len(json.load(file)["lines"]), 2)
        for word in "p50", "mean", "p99", "samples", "interval", "floor", "1 CPU":
            self.assertIn(word, done.stdout)

    def test_failing_program(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "broken")
            with open(path, "w", encoding="utf-8") as file:
                file.write('#!/bin/sh\n[ "$1" != -c ] || exit 0\necho "it broke" >&2\nexit 3\n')
            os.chmod(path, 0o755)
            done = lab("--quick", "--only", "sleep", "--case", "0", "--policy", "interval", "--no-python", "--no-floor",
                       "--cpus", "1", "--with", path, "--json")
        self.assertEqual(done.returncode, 1)
        self.assertIn("exit status 3", done.stderr)
        self.assertIn("it broke", done.stderr)
        result = json.loads(done.stdout)
        self.assertFalse(result["complete"])
        self.assertEqual([line["runtime"] for line in result["lines"]], ["interval"])


class Usage(unittest.TestCase):
    def test_help(self):
        done = lab("--help")
        self.assertEqual(done.returncode, 0)
        for word in "method:", "exit status:", "gil-wait", "GILPY":
            self.assertIn(word, done.stdout)

    def test_wrong(self):
        for arguments in (["--nonsense"], ["more"], ["--only", "nonsense"], ["--case", "77"], ["--rounds", "0"],
                          ["--rounds", "x"], ["--cpus", "0"], ["--policy", "nonsense"], ["--with", "/nonexistent"],
                          ["--with", "/bin/false"], ["--json", "/nonexistent/file"], ["--quic"]):
            done = lab(*arguments)
            self.assertEqual(done.returncode, 2, (arguments, done.stderr))
            self.assertIn("gil: error: ", done.stderr)
            self.assertEqual(done.stdout, "")

    def test_no_gilpy(self):
        done = lab(env={"GILPY": "/nonexistent/gilpy"})
        self.assertEqual(done.returncode, 2)
        self.assertIn("/nonexistent/gilpy", done.stderr)

    def test_no_compiler(self):
        done = lab("--no-python", env={"CC": "/nonexistent/cc"})
        self.assertEqual(done.returncode, 1)
        self.assertIn("C compiler", done.stderr)


class Interrupted(unittest.TestCase):
    def family(self, mark):
        """Processes that were started with this in their environment."""
        found = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{pid}/environ", "rb") as file:
                    if mark.encode() in file.read().split(b"\0"):
                        found.append(int(pid))
            except OSError:  # it has gone, or belongs to somebody else
                pass
        return found

    def interrupt(self, number):
        with tempfile.TemporaryDirectory() as folder:
            process = subprocess.Popen(
                [sys.executable, "-B", LAB, "--only", "echo", "--case", "1", "--policy", "interval", "--no-python"],
                env=dict(ENV, GIL_LAB_TEST=folder, TMPDIR=folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            mark = f"GIL_LAB_TEST={folder}"
            try:
                deadline = time.monotonic() + 30
                while not any(self.has_client(pid) for pid in self.family(mark)):
                    self.assertIsNone(process.poll())
                    self.assertLess(time.monotonic(), deadline)
                    time.sleep(0.01)
                process.send_signal(number)
                self.assertEqual(process.wait(15), 128 + number)
            finally:
                process.kill()
                process.wait()
            self.assertEqual(self.family(mark), [])
            self.assertEqual(os.listdir(folder), [])

    def has_client(self, pid):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                return b"echo-client" in file.read().split(b"\0")
        except OSError:
            return False

    def test_ctrl_c(self):
        self.interrupt(signal.SIGINT)

    def test_terminated(self):
        self.interrupt(signal.SIGTERM)


unittest.main()
