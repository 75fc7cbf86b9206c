# _thread.start_new_thread: arguments, the ident, exceptions, what threading knows of such a thread.
import _thread
import os
import threading

from support.timing import attempt, until

log = []


def note(*args, **kwargs):
    log.append((args, kwargs, _thread.get_ident()))


ident = _thread.start_new_thread(note, (1, 2), {'a': 3})
until(lambda: log)
print(log[0][:2], log[0][2] == ident)
log.clear()
_thread.start_new(note, ())
print(until(lambda: log), log[0][:2])
attempt('function', _thread.start_new_thread, 5, ())
attempt('tuple', _thread.start_new_thread, note, [])
attempt('dict', _thread.start_new_thread, note, (), [])
attempt('count', _thread.start_new_thread, note)


def dummy():
    t = threading.current_thread()
    log.append((type(t).__name__, t.name, t.daemon, t.is_alive(), t.ident == ident_of(), t is threading.current_thread()))
    done.release()


def ident_of():
    return _thread.get_ident()


log.clear()
done = _thread.allocate_lock()
done.acquire()
_thread.start_new_thread(dummy, ())
done.acquire()
print(log)


def leave():
    try:
        _thread.exit()
    finally:
        done.release()


def leave_early():
    try:
        raise SystemExit
    finally:
        done.release()


for f in (leave, leave_early):
    _thread.start_new_thread(f, ())
    done.acquire()
attempt('exit', _thread.exit)
attempt('exit_thread', _thread.exit_thread)
print(until(lambda: _thread._count() == 0), _thread._count())
hold = _thread.allocate_lock()
hold.acquire()
for _ in range(3):
    _thread.start_new_thread(hold.acquire, (True, 20))
print(until(lambda: _thread._count() == 3))
hold.release()
for _ in range(2):
    until(hold.locked)
    hold.release()
print(until(lambda: _thread._count() == 0))
