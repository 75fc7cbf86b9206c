"""The processes that the laboratory starts: their output, their time limit, and their end."""

import os
import select
import signal
import subprocess
import tempfile
import time


class Failed(Exception):
    """A program ended with an error, printed nonsense, or did not end; the text says which."""


class Child:
    """A process in a process group of its own, so that Ctrl-C reaches the laboratory alone."""

    def __init__(self, command, env):
        self.command = command
        self.output = b""
        self.errors = tempfile.TemporaryFile()
        try:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                            stderr=self.errors, env=env, bufsize=0, start_new_session=True)
        except OSError as error:
            self.errors.close()
            raise Failed(f"{command[0]}: {error.strerror}") from None

    def fail(self, what):
        self.errors.seek(0)
        text = self.errors.read().decode(errors="replace").strip().splitlines()[-5:]
        raise Failed("\n    ".join([f"{' '.join(self.command)}: {what}"] + text))

    def read(self, deadline):
        """Adds to the output what there is; false at its end."""
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([self.process.stdout], [], [], left)[0]:
            self.fail("took too long")
        data = os.read(self.process.stdout.fileno(), 65536)
        self.output += data
        return bool(data)

    def value(self, name, limit):
        """The first value of a line of the output, as soon as that is there."""
        deadline = time.monotonic() + limit
        while True:
            lines = self.output.split(b"\n")[:-1]
            for line in lines:
                words = line.split()
                if len(words) == 2 and words[0] == name.encode():
                    return words[1].decode()
            if not self.read(deadline):
                self.process.wait()
                self.fail(f"ended (status {self.process.returncode}) without a line '{name}'")

    def lines(self, limit):
        """Waits for the end.  The output: for each name, the lists of numbers of its lines."""
        deadline = time.monotonic() + limit
        while self.read(deadline):
            pass
        try:
            status = self.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.fail("took too long")
        if status != 0:
            self.fail(f"exit status {status}" if status > 0 else f"killed by signal {-status}")
        found = {}
        try:
            for line in self.output.decode().splitlines():
                name, *words = line.split()
                found.setdefault(name, []).append([float(word) for word in words])
        except ValueError:
            self.fail(f"printed something else than figures: {line[:80]!r}")
        return found

    def end(self):
        """Ends it, if it runs, and what it started: gilscope passes SIGTERM on to its command."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(1)
            except subprocess.TimeoutExpired:
                pass
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            self.process.wait()
        self.process.stdout.close()
        self.errors.close()


class Children:
    """Those that run.  A signal that ends the laboratory waits while their list and the truth may differ."""

    def __init__(self):
        self.running = []
        self.env = dict(os.environ, LC_ALL="C", PYTHONDONTWRITEBYTECODE="1")
        self.unsettled = False
        self.signal = 0

    def interrupt(self, number):
        self.signal = number
        if not self.unsettled:
            raise SystemExit(128 + number)

    def settle(self):
        self.unsettled = False
        if self.signal:
            raise SystemExit(128 + self.signal)

    def start(self, command):
        self.unsettled = True
        try:
            self.running.append(Child(command, self.env))
            return self.running[-1]
        finally:
            self.settle()

    def end(self):
        """Ends all there are: after each measurement, and when the laboratory is interrupted."""
        self.unsettled = True
        while self.running:
            self.running.pop().end()
        self.settle()
