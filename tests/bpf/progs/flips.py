# Its two children become another program, and then this one again, as often as they can: what each of them runs has changed before
# one can look twice. They end when it does.
#
#   PYTHON flips.py COPY     COPY: another file with the same interpreter, for the children
import os
import sys
import time

copy = sys.argv[1]
if len(sys.argv) == 3:
    if os.getppid() == int(sys.argv[2]):
        os.execv("/bin/sh", ["sh", "-c", 'exec "$0" "$@"', copy] + sys.argv)
    sys.exit()
parent = str(os.getpid())
for _ in range(2):
    if os.fork() == 0:
        os.execv(copy, [copy, sys.argv[0], copy, parent])
time.sleep(1000)
