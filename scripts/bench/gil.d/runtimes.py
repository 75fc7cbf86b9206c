"""Who is measured: gilpy with each policy, other interpreters, and the floor, the same programs in C without a GIL."""

import os
import shutil
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
POLICIES = ("fair", "interval", "ticks")


class Runtime:
    is_floor = False

    def __init__(self, name, start):
        self.name = name
        self.start = start

    def command(self, program, argument, seconds):
        return self.start + [os.path.join(HERE, "programs", f"{program}.py"), str(argument), str(seconds)]


class Floor(Runtime):
    is_floor = True

    def command(self, program, argument, seconds):
        return self.start + [program, str(argument), str(seconds)]


def refusal(command):
    """Why this interpreter, or what runs it, fails; or None."""
    try:
        done = subprocess.run(command + ["-c", "import threading, socket"], stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    if done.returncode == 0:
        return None
    lines = done.stderr.decode(errors="replace").strip().splitlines()
    return lines[0] if lines else f"exit status {done.returncode}"


def gilpy(path, policy):
    return Runtime(policy, [path, "-X", f"gil={policy}"])


def python(path, taken):
    """An interpreter by its base name, or by its path if another one has that name already."""
    found = shutil.which(path)
    name = os.path.basename(path)
    return Runtime(path if name in taken else name, [found]) if found else None


def compile_floor(folder):
    """Compiles the programs in C; raises OSError or subprocess.CalledProcessError."""
    source = os.path.join(HERE, "floor")
    program = os.path.join(folder, "floor")
    command = os.environ.get("CC", "cc").split() + ["-std=gnu11", "-O2", "-Wall", "-Wextra"]
    command += os.environ.get("CFLAGS", "").split() + ["-pthread", "-o", program]
    command += sorted(os.path.join(source, name) for name in os.listdir(source) if name.endswith(".c"))
    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=True)
    return Floor("floor", [program])
