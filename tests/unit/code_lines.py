"""The lines that gilscope finds in code objects of this CPython against those that it says itself, for a quarter of what lies
in the first folder of its standard library. python3.X code_lines.py CODE_LINES_MAIN"""
import dis
import glob
import os
import subprocess
import sys

version = sys.version_info[:2]
FORMAT = 1 if version < (3, 10) else 2 if version == (3, 10) else 3


def codes(code):
    yield code
    for const in code.co_consts:
        if hasattr(const, "co_code"):
            yield from codes(const)


def lines(code):
    """Of each instruction; 0: none."""
    size = len(code.co_code)
    out = [0] * (size // 2)
    if version >= (3, 10):
        for start, end, line in code.co_lines():
            for i in range(start // 2, end // 2):
                out[i] = line or 0
        return out
    starts = dict(dis.findlinestarts(code))
    line = code.co_firstlineno
    for i in range(size // 2):
        line = starts.get(2 * i, line)
        out[i] = line
    return out


def main():
    asked, wanted, names = [], [], []
    for path in sorted(glob.glob(os.path.join(os.path.dirname(os.__file__), "*.py")))[::4]:
        with open(path, "rb") as file:
            source = file.read()
        for code in codes(compile(source, path, "exec")):
            table = code.co_linetable if version >= (3, 10) else code.co_lnotab
            asked.append("%d %d %d %s\n" % (FORMAT, code.co_firstlineno, len(code.co_code), table.hex()))
            wanted.append(lines(code))
            names.append("%s:%d %s" % (path, code.co_firstlineno, code.co_name))
    answer = subprocess.run([sys.argv[1]], input="".join(asked).encode(), stdout=subprocess.PIPE, check=True).stdout.decode()
    answers = answer.splitlines()
    if len(answers) != len(wanted) or len(wanted) < 300:
        sys.exit("asked for %d code objects, got %d" % (len(wanted), len(answers)))
    for name, want, got in zip(names, wanted, answers):
        got = [int(number) for number in got.split()]
        if got != want:
            sys.exit("%s: lines %s, not %s" % (name, got[:50], want[:50]))
    print("%s: %d code objects, %d instructions" % (sys.version.split()[0], len(wanted), sum(map(len, wanted))))


main()
