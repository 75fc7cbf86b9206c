# The names of signals, handlers and mask operations, their values and texts.
import signal

from support.timing import attempt

print(list(signal.Signals))
print(list(signal.Handlers), list(signal.Sigmasks), len(signal.Signals))
print(repr(signal.SIGINT), signal.SIGINT, f'{signal.SIGINT}', '%s %r %d' % ((signal.SIGINT,) * 3), signal.SIGINT.name, signal.SIGINT.value)
print(signal.SIGINT == 2, signal.SIGINT + 1, signal.SIGTERM > signal.SIGINT, {signal.SIGINT: 1}[2], 2 in {signal.SIGINT})
print(signal.Signals(15), repr(signal.Signals(15)), signal.Signals['SIGHUP'] is signal.SIGHUP is signal.Signals.SIGHUP)
print(signal.SIGCLD is signal.SIGCHLD, signal.SIGPOLL is signal.SIGIO, isinstance(signal.SIGINT, int), isinstance(signal.SIGINT, signal.Signals))
attempt('value', signal.Signals, 1000)
attempt('name', lambda: signal.Signals['SIGNONE'])
for n in (1, 2, 9, 11, 15, 17, 28, 33, 64):
    attempt(n, signal.strsignal, n)
attempt('range', signal.strsignal, 0)
attempt('range', signal.strsignal, 65)
valid = signal.valid_signals()
print(len(valid), valid >= set(signal.Signals), 0 in valid, 65 in valid, 64 in valid)
print(repr(signal.SIG_DFL), repr(signal.SIG_IGN), signal.SIG_IGN == 1, int(signal.NSIG), signal.SIG_BLOCK, repr(signal.SIG_SETMASK))
