# faulthandler: the Python stacks on a fatal signal, or when asked; the signal then ends the process.
import faulthandler
import os
import sys

from support.timing import attempt

PROGRAM = '''
import faulthandler, os, sys, threading
def waits():
    started.set()
    threading.Event().wait()
started = threading.Event()
threading.Thread(target=waits, daemon=True).start()
started.wait()
def inner(do):
    do()
def outer(do):
    inner(do)
def recurse(n):
    recurse(n - 1) if n else outer(faulthandler.dump_traceback)
outer(%s)
print("goes on")
'''


def report(do, *options, env=None):
    """What a program writes to standard error, without what only one implementation says, and how it ends."""
    r, w = os.pipe()
    actions = [(os.POSIX_SPAWN_DUP2, w, 2), (os.POSIX_SPAWN_CLOSE, r), (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    variables = dict(os.environ)
    variables.update(env or {})
    pid = os.posix_spawn(sys.executable, [sys.executable, *options, '-c', PROGRAM % do], variables, file_actions=actions)
    os.close(w)
    text = b''
    while part := os.read(r, 10000):
        text += part
    os.close(r)
    lines = text.decode().splitlines()
    own = [line for line in lines if '"<string>"' in line]
    heads = [line.split(' 0x')[0] for line in lines if line.endswith('(most recent call first):')]
    print(do, lines[:1] if lines and lines[0].startswith('Fatal') else '', heads, '  ...' in lines)
    for line in own[:8]:
        print(line)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


report('faulthandler._sigsegv', '-X', 'faulthandler')
report('faulthandler._sigabrt', '-X', 'faulthandler')
report('faulthandler._sigfpe', '-X', 'faulthandler')
report('faulthandler._read_null', '-Xfaulthandler')
report('lambda: os.kill(os.getpid(), 7)', env={'PYTHONFAULTHANDLER': '1'})
report('lambda: (faulthandler.enable(), faulthandler._sigsegv())')
report('lambda: (faulthandler.enable(all_threads=False), faulthandler._sigsegv())')
report('lambda: (faulthandler.enable(), faulthandler.disable(), faulthandler._sigsegv())')
report('faulthandler._sigsegv')
report('faulthandler.dump_traceback')
report('lambda: faulthandler.dump_traceback(2, False)')
report('lambda: recurse(150)')
print(faulthandler.is_enabled(), faulthandler.enable(), faulthandler.is_enabled(), faulthandler.disable(), faulthandler.disable())
r, w = os.pipe()


class File:
    def fileno(self):
        return w

    def flush(self):
        print('flushed')


faulthandler.dump_traceback(File(), all_threads=False)
print(os.read(r, 10000).decode().splitlines()[0])
attempt('descriptor', faulthandler.dump_traceback, -1)
attempt('type', faulthandler.dump_traceback, 'x')
