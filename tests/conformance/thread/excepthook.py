# threading.excepthook: called with what ended a thread; may be replaced; SystemExit is silent.
import sys
import threading

log = []


def hook(args):
    log.append((args.exc_type.__name__, str(args.exc_value), args.exc_traceback is not None, args.thread is t,
                isinstance(args, threading.ExceptHookArgs), len(args), args[0] is args.exc_type))


def run(f):
    global t
    t = threading.Thread(target=f)
    t.start()
    t.join()
    return t.is_alive()


def fail():
    raise ValueError('the text')


def leave():
    sys.exit(3)


threading.excepthook = hook
print(run(fail), log)
log.clear()
run(lambda: 1 / 0)
print(log)
log.clear()
run(leave)
print(log)
print(threading.__excepthook__ is not hook, callable(threading.__excepthook__))
args = threading.ExceptHookArgs([ValueError, ValueError('x'), None, None])
print(args.exc_type, repr(args.exc_value), args.exc_traceback, args.thread)
for values in ([], [1, 2, 3]):
    try:
        threading.ExceptHookArgs(values)
    except TypeError as e:
        print(e)
