"""The bpftrace script for a CPython: what gilscope doctor makes, and one that adds up what gilscope stat shows."""

import re
import subprocess

from programs import GILSCOPE, Failed


def ask_doctor(*arguments):
    done = subprocess.run([GILSCOPE, "doctor"] + list(arguments), capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failed(f"gilscope doctor {' '.join(arguments)}: {done.stderr.strip()[-300:]}")
    return done.stdout


def substitute(pattern, by, script):
    script, count = re.subn(pattern, by, script)
    if not count:
        raise Failed(f"the script that gilscope doctor makes has no {pattern}")
    return script


def contended_hooks(pid, script):
    """
    In a file without symbols: where the eval loop answers a waiter, and the waits that time out, each of which is taken for
    a drop request. bpftrace does not hook in at these places where there are symbols.
    """
    wait = re.search(r'^uprobe:("[^"]*"):0x([0-9a-f]+)\n/pid', script, re.M)
    places = ask_doctor("-p", str(pid))
    waits = re.search(r"0x([0-9a-f]+) waits for it", places)
    bias = int(waits[1], 16) - int(wait[2], 16)  # doctor prints addresses, the script has offsets in the file
    answers = ",\n".join(f"uprobe:{wait[1]}:{int(address, 16) - bias:#x}"
                         for address in re.findall(r"0x([0-9a-f]+) answers a waiter", places))
    hooks = (f"uprobe:{wait[1]}:0x{wait[2]}\n/pid == {pid} && @asked[tid] && nsecs - @asked[tid] >= 5000000/\n"
             "{\n\t@drop_requests[tid] = count();\n}\n\n")
    if answers:
        hooks += f"{answers}\n/pid == {pid}/\n{{\n\t@yields[tid] = 1;\n}}\n\n"
    return hooks


def make_script(pid, sums):
    """
    With `sums` also, per thread: totals of waits and holds, acquires, releases, and in a file without symbols releases by reason
    and drop requests.
    """
    script = ask_doctor("-p", str(pid), "--bpftrace")
    if not sums:
        return script
    hooks = "--unsafe" in script
    releases = """@releases[tid, @yields[tid]] = count();
	if (@yields[tid]) {
		delete(@yields[tid]);
	}""" if hooks else "@releases[tid] = count();"
    script = substitute(r"(@wait_ns\[.*?\]) = hist\((.*?)\);", r"\g<0>\n\t\t@wait_total[tid] = stats(\2);", script)
    script = substitute(r"(@hold_ns\[.*?\]) = hist\((.*?)\);",
                        rf"\g<0>\n\t@hold_total[tid] = stats(\2);\n\t{releases}", script)
    script = substitute(r"\t@got\[tid\] = nsecs;", r"\g<0>\n\t@acquires[tid] = count();", script)
    return script + "\n" + contended_hooks(pid, script) if hooks else script
