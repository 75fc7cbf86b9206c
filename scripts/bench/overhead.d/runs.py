"""One run of a program, with a tracer or without."""

import os
import signal
import subprocess
import time

from programs import Failed

SETTLE = 0.7  # seconds between attached and begin; without a tracer the program waits as long
STILL = 0.2   # for so many seconds no further probe has come: all are there
LIMIT = 60    # seconds that one run may take


def fail_text(path):
    with open(path, errors="replace") as file:
        return "\n    ".join(file.read().strip().splitlines()[-4:])


def cpu_of(pid):
    """CPU seconds that a process has used so far."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def probes_in(pid):
    """In how many bytes the code of a process is not what its files have: in so many places are probes."""
    count = 0
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb") as memory:
        for line in maps:
            words = line.split(maxsplit=5)
            if len(words) < 6 or "x" not in words[1] or not words[5].startswith("/"):
                continue
            start, end = (int(word, 16) for word in words[0].split("-"))
            with open(f"/proc/{pid}/map_files/{start:x}-{end:x}", "rb") as file:
                file.seek(int(words[2], 16))
                wanted = file.read(end - start)
            memory.seek(start)
            found = memory.read(len(wanted))
            if found != wanted:
                count += sum(a != b for a, b in zip(found, wanted))
    return count


class Run:
    """One run of a program; `speed` is work a second."""

    def __init__(self, program, tracer, folder):
        self.hits = self.acquires = self.lost = self.bytes = 0
        self.tracer_cpu = 0.0
        with open(os.path.join(folder, "out"), "w+") as out, open(os.path.join(folder, "err"), "w+") as err:
            child = subprocess.Popen(program.command, stdin=subprocess.PIPE, stdout=out, stderr=err)
            try:
                self.wait_ready(child, out, err)
                watcher = tracer.start(child.pid, folder) if tracer else None
                if watcher:
                    self.wait_attached(child, watcher)
                time.sleep(SETTLE) # also without: a program that has idled finds other caches, and another clock
                if watcher and watcher.poll() is not None:
                    raise Failed(f"{tracer.name} ended at once: {fail_text(os.path.join(folder, 'tracer'))}")
                attached = cpu_of(watcher.pid) if watcher else 0.0
                begin = time.monotonic()
                child.stdin.write(b"x")
                child.stdin.flush()
                usage = self.end(child)
                self.elapsed = time.monotonic() - begin
                if tracer:
                    self.tracer_cpu = self.finish(tracer, watcher) - attached
                    tracer.read(self, folder)
            finally:
                if child.poll() is None:
                    child.kill()
                    child.wait()
            out.seek(0)
            err.seek(0)
            text = out.read() + err.read()
        if child.returncode:
            raise Failed(f"{program.name} failed: {text.strip()[-300:]}")
        self.work, seconds = program.work(text, self.elapsed)
        self.parts = program.parts(text) # of the work, by name
        self.speed = self.work / seconds
        self.cpu = (usage.ru_utime + usage.ru_stime) / self.work

    @staticmethod
    def wait_ready(child, out, err):
        deadline = time.monotonic() + LIMIT
        while "ready" not in open(out.name).read():
            if child.poll() is not None or time.monotonic() > deadline:
                raise Failed(f"the program does not start: {fail_text(err.name)}")
            time.sleep(0.01)

    @staticmethod
    def wait_attached(child, watcher):
        deadline = time.monotonic() + LIMIT
        count, since = 0, 0.0
        while watcher.poll() is None and not (count and time.monotonic() - since > STILL):
            if time.monotonic() > deadline:
                raise Failed("the tracer does not attach")
            before, count = count, probes_in(child.pid)
            if count != before:
                since = time.monotonic()
            time.sleep(0.05)

    @staticmethod
    def end(child):
        deadline = time.monotonic() + LIMIT
        while True:
            pid, status, usage = os.wait4(child.pid, os.WNOHANG)
            if pid:
                child.returncode = os.waitstatus_to_exitcode(status)
                return usage
            if time.monotonic() > deadline:
                raise Failed("the program does not end")
            time.sleep(0.005)

    @staticmethod
    def finish(tracer, watcher):
        """The tracer ends when its target has, or is told to. Its CPU time in seconds."""
        deadline = time.monotonic() + LIMIT
        if tracer.interrupted:
            watcher.send_signal(signal.SIGINT)
        while True:
            pid, status, usage = os.wait4(watcher.pid, os.WNOHANG)
            if pid:
                watcher.returncode = os.waitstatus_to_exitcode(status)
                if watcher.returncode not in (0, 3):
                    raise Failed(f"{tracer.name}: exit status {watcher.returncode}")
                return usage.ru_utime + usage.ru_stime
            if time.monotonic() > deadline:
                watcher.kill()
                raise Failed(f"{tracer.name} does not end")
            time.sleep(0.02)
