#!/usr/bin/python3.11
"""Compares the parser with CPython's own, file by file.

    ast_diff.py DRIVER PATH...          trees: every .py file below the paths; positions and structure must be equal
    ast_diff.py --scopes DRIVER PATH... symbol tables: the same for each scope's names
    ast_diff.py --errors DRIVER TABLE   errors: the snippets of a table (a Python file with SNIPPETS = [...]) must be
                                        accepted, or refused with the same message at the same place

DRIVER is the program built from ast_dump_main.c. Must be run by python3.11: its parser is the oracle. Files that hold
what gilpy does not support yet are counted apart. Exit status 1 if anything differs."""
import ast
import os
import subprocess
import symtable
import sys
import tempfile
import warnings

UNSUPPORTED = "is not supported by gilpy yet"


class Driver:
    def __init__(self, path, *options):
        self.process = subprocess.Popen([path, *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, path):
        self.process.stdin.write(os.fsencode(path) + b"\n")
        self.process.stdin.flush()
        head = self.process.stdout.readline().split()
        if len(head) != 2:
            sys.exit(f"the driver died at {path}")
        return head[0].decode(), self.process.stdout.read(int(head[1]))


def error_fields(body):
    kind, msg, lineno, col, end_lineno, end_col, text = body.decode("utf-8", "surrogatepass").split("\0", 6)
    return kind, msg, int(lineno), int(col), int(end_lineno), int(end_col), text


def oracle_error(exc):
    def number(n):
        return n if n is not None and n > 0 else 0

    if not isinstance(exc, SyntaxError):
        return type(exc).__name__, str(exc), 0, 0, 0, 0, ""
    end_offset = number(exc.end_offset)
    return (type(exc).__name__, exc.msg, number(exc.lineno), number(exc.offset),
            number(exc.end_lineno) if end_offset else 0, end_offset, (exc.text or "").removesuffix("\n"))


def first_difference(a, b):
    n = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
    return f"  cpython …{a[max(0, n - 200):n + 80]}\n  gilpy   …{b[max(0, n - 200):n + 80]}"


def dump_tree(source, path):
    return ast.dump(ast.parse(source), include_attributes=True)


def dump_scopes(source, path):
    """As ast_dump_main.c --scopes writes them, from the raw tables of CPython."""
    lines = []
    letters = {"p": 4, "a": 2, "i": 128, "u": 16, "g": 1, "n": 8, "t": 256, "c": 512, "f": 64}

    def visit(table):
        kind = {symtable._symtable.TYPE_MODULE: "module", symtable._symtable.TYPE_FUNCTION: "function",
                symtable._symtable.TYPE_CLASS: "class"}[table.type]
        name = table.name
        if kind == "module":
            name = "<module>"
        elif table.varnames[:1] == [".0"] or name == "lambda":
            name = f"<{name}>"
        line = f"{kind} {name} {table.lineno} nested={table.nested} ({', '.join(table.varnames)})"
        for symbol, flags in sorted(table.symbols.items(), key=lambda item: item[0].encode()):
            letter = "".join(c for c, bit in letters.items() if flags & bit)
            line += f" {symbol}:{flags >> symtable._symtable.SCOPE_OFF & symtable._symtable.SCOPE_MASK}{letter}"
        lines.append(line + "\n")
        for child in table.children:
            if child.name != "_annotation":
                visit(child)

    visit(symtable._symtable.symtable(source, path, "exec"))
    return "".join(lines)


def compare_files(driver_path, paths, dump, *options):
    driver = Driver(driver_path, *options)
    counts = {"equal": 0, "different": 0, "unsupported": 0, "refused by both": 0}
    reasons = {}
    files = []
    for path in paths:
        if os.path.isfile(path):
            files.append(path)
        for folder, _, names in os.walk(path):
            files += [os.path.join(folder, name) for name in names if name.endswith(".py")]
    for path in sorted(files):
        with open(path, "rb") as f:
            source = f.read()
        expected = failure = None
        try:
            expected = dump(source, path).encode("utf-8", "surrogatepass")
        except (SyntaxError, ValueError, RecursionError, MemoryError) as e:
            failure = e
        status, body = driver.ask(path)
        if status == "error" and UNSUPPORTED in error_fields(body)[1]:
            counts["unsupported"] += 1
            what = error_fields(body)[1].removesuffix(UNSUPPORTED).strip()
            reasons[what] = reasons.get(what, 0) + 1
        elif status == "ok" and body == expected:
            counts["equal"] += 1
        elif status == "error" and failure is not None:
            counts["refused by both"] += 1
        else:
            counts["different"] += 1
            if counts["different"] <= 10:
                print(path)
                if status == "error":
                    print("  gilpy", error_fields(body))
                elif expected is None:
                    print("  cpython", repr(failure))
                else:
                    print(first_difference(expected.decode("utf-8", "replace"), body.decode("utf-8", "replace")))
    print(", ".join(f"{n} {what}" for what, n in counts.items()), reasons or "")
    return counts["different"] == 0


def compare_errors(driver_path, table):
    namespace = {}
    with open(table) as f:
        exec(f.read(), namespace)
    driver = Driver(driver_path, "--check")
    same = different = 0
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "snippet.py")
        for snippet in namespace["SNIPPETS"]:
            with open(path, "wb") as f:
                f.write(snippet.encode("utf-8", "surrogatepass"))
            try:
                compile(snippet, path, "exec", dont_inherit=True)
                expected = None
            except (SyntaxError, ValueError) as e:
                expected = oracle_error(e)
            status, body = driver.ask(path)
            got = None if status == "ok" else error_fields(body)
            if got is not None and UNSUPPORTED in got[1]:
                continue
            if got == expected:
                same += 1
            else:
                different += 1
                print(f"{snippet!r}\n  cpython {expected}\n  gilpy   {got}")
    print(f"errors: {same} the same, {different} different")
    return different == 0


def main():
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(20000)
    if len(sys.argv) == 4 and sys.argv[1] == "--errors":
        return compare_errors(*sys.argv[2:])
    if len(sys.argv) >= 4 and sys.argv[1] == "--scopes":
        return compare_files(sys.argv[2], sys.argv[3:], dump_scopes, "--scopes")
    if len(sys.argv) < 3 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    return compare_files(sys.argv[1], sys.argv[2:], dump_tree)


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
