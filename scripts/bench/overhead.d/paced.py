"""Runs a program when told to: the tracer is attached first.

    paced.py PROGRAM.py [ARGUMENT...]

Prints "ready", and begins when a byte comes on the standard input.
"""

import os
import sys

print("ready", flush=True)
os.read(0, 1)
program = sys.argv[1]
sys.argv = sys.argv[1:]
folder, _, name = program.rpartition("/")
sys.path.insert(0, folder)
__import__(name[:-3])
