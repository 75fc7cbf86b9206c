"""Threads and what they wait for: the threading module of Python 3.11, over _thread.

A Thread here is an OS thread.  Everything below waits in one place only: the acquire() of a _thread lock, which
releases the GIL, can be interrupted by Ctrl-C in the main thread, and is seen by the gil probes as a blocking call.
"""

import _thread
import os as _os
import sys as _sys
from time import monotonic as _now

__all__ = ['get_ident', 'active_count', 'Condition', 'current_thread', 'enumerate', 'main_thread', 'TIMEOUT_MAX',
           'Event', 'Lock', 'RLock', 'Semaphore', 'BoundedSemaphore', 'Thread', 'Barrier', 'BrokenBarrierError', 'Timer',
           'ThreadError', 'setprofile', 'settrace', 'local', 'stack_size', 'excepthook', 'ExceptHookArgs', 'getprofile',
           'gettrace', 'get_native_id']

Lock = _thread.allocate_lock
RLock = _thread.RLock
ThreadError = _thread.error
TIMEOUT_MAX = _thread.TIMEOUT_MAX
get_ident = _thread.get_ident
get_native_id = _thread.get_native_id
stack_size = _thread.stack_size
local = _thread._local


class Condition:
    """Lets threads wait until another one says that something has changed.

    Every waiter sleeps on a lock of its own, taken when it was made; to notify it is to release that lock.  So
    notify() wakes whom it means, oldest first, and a notify() without waiters is forgotten.
    """

    def __init__(self, lock=None):
        if lock is None:
            lock = RLock()
        self._lock = lock
        self._waiters = []
        self.acquire = lock.acquire
        self.release = lock.release
        # Our locks take themselves back whatever signals arrive; an RLock gives up all its levels, and knows its owner.
        for name in ('_release_save', '_acquire_restore', '_is_owned'):
            method = getattr(lock, name, None)
            if method is not None:
                setattr(self, name, method)

    def _release_save(self):
        self._lock.release()

    def _acquire_restore(self, saved):
        self._lock.acquire()

    def _is_owned(self):
        if self._lock.acquire(False):
            self._lock.release()
            return False
        return True

    def _at_fork_reinit(self):
        self._lock._at_fork_reinit()
        self._waiters.clear()

    def __enter__(self):
        return self._lock.__enter__()

    def __exit__(self, *exc_info):
        return self._lock.__exit__(*exc_info)

    def __repr__(self):
        return f"<Condition({self._lock}, {len(self._waiters)})>"

    def wait(self, timeout=None):
        """Release the lock, wait for a notify or the timeout (seconds), take the lock again; False: timed out."""
        if not self._is_owned():
            raise RuntimeError("cannot wait on un-acquired lock")
        mine = Lock()
        mine.acquire()
        self._waiters.append(mine)
        saved = self._release_save()
        notified = False
        try:
            if timeout is None:
                notified = mine.acquire()
            elif timeout > 0:
                notified = mine.acquire(True, timeout)
            else:
                notified = mine.acquire(False)
        finally:
            self._acquire_restore(saved)
            if not notified and mine in self._waiters:
                self._waiters.remove(mine)
        return notified

    def wait_for(self, predicate, timeout=None):
        """Wait until predicate() is true, or the timeout is over; returns its last value."""
        end = None if timeout is None else _now() + timeout
        value = predicate()
        while not value:
            left = None
            if end is not None:
                left = end - _now()
                if left <= 0:
                    break
            self.wait(left)
            value = predicate()
        return value

    def notify(self, n=1):
        """Wake n waiters, or all if there are fewer."""
        if not self._is_owned():
            raise RuntimeError("cannot notify on un-acquired lock")
        waiters = self._waiters
        while n > 0 and waiters:
            first = waiters.pop(0)
            try:
                first.release()
            except RuntimeError:
                # Woken before, but stopped by an exception on its way to take itself off the list.
                continue
            n -= 1

    def notify_all(self):
        """Wake all waiters."""
        self.notify(len(self._waiters))

    notifyAll = notify_all


class Event:
    """A flag that threads can wait for."""

    def __init__(self):
        self._cond = Condition(Lock())
        self._flag = False

    def __repr__(self):
        cls = self.__class__
        return f"<{cls.__module__}.{cls.__qualname__} at {id(self):#x}: {'set' if self._flag else 'unset'}>"

    def _at_fork_reinit(self):
        self._cond._at_fork_reinit()

    def is_set(self):
        return self._flag

    isSet = is_set

    def set(self):
        """Raise the flag and wake all who wait for it."""
        with self._cond:
            self._flag = True
            self._cond.notify_all()

    def clear(self):
        with self._cond:
            self._flag = False

    def wait(self, timeout=None):
        """Wait for the flag; returns it: False only if the timeout ended first."""
        with self._cond:
            if self._flag:
                return True
            return self._cond.wait(timeout) or self._flag


class Semaphore:
    """A count of permits: acquire() takes one, or waits until release() brings one."""

    def __init__(self, value=1):
        if value < 0:
            raise ValueError("semaphore initial value must be >= 0")
        self._cond = Condition(Lock())
        self._value = value

    def __repr__(self):
        cls = self.__class__
        return f"<{cls.__module__}.{cls.__qualname__} at {id(self):#x}: value={self._value}>"

    def acquire(self, blocking=True, timeout=None):
        """Take a permit; False: there was none, in time."""
        if not blocking and timeout is not None:
            raise ValueError("can't specify timeout for non-blocking acquire")
        with self._cond:
            if not self._value:
                if not blocking:
                    return False
                if not self._cond.wait_for(lambda: self._value, timeout):
                    return False
            self._value -= 1
            return True

    def release(self, n=1):
        """Give n permits back and wake as many waiters."""
        if n < 1:
            raise ValueError('n must be one or more')
        with self._cond:
            self._add(n)
            self._cond.notify(n)

    def _add(self, n):
        self._value += n

    def __enter__(self):
        return self.acquire()

    def __exit__(self, *exc_info):
        self.release()


class BoundedSemaphore(Semaphore):
    """A semaphore that must not be released more often than it was acquired."""

    def __init__(self, value=1):
        super().__init__(value)
        self._initial_value = value

    def __repr__(self):
        cls = self.__class__
        return (f"<{cls.__module__}.{cls.__qualname__} at {id(self):#x}:"
                f" value={self._value}/{self._initial_value}>")

    def _add(self, n):
        if self._value + n > self._initial_value:
            raise ValueError("Semaphore released too many times")
        self._value += n


class BrokenBarrierError(RuntimeError):
    """A barrier was reset or aborted, or somebody's wait timed out."""


class Barrier:
    """A point where a fixed number of threads wait for each other."""

    # filling: threads arrive; draining: all have arrived and leave, newcomers wait; resetting: those inside leave with
    # BrokenBarrierError, newcomers wait; broken: nobody gets through.
    def __init__(self, parties, action=None, timeout=None):
        self._cond = Condition(Lock())
        self._parties = parties
        self._action = action
        self._timeout = timeout
        self._state = 'filling'
        self._inside = 0

    def __repr__(self):
        cls = self.__class__
        if self.broken:
            return f"<{cls.__module__}.{cls.__qualname__} at {id(self):#x}: broken>"
        return (f"<{cls.__module__}.{cls.__qualname__} at {id(self):#x}:"
                f" waiters={self.n_waiting}/{self.parties}>")

    def wait(self, timeout=None):
        """Wait for the others.  Returns how many had come before: 0 to parties-1, another for each thread."""
        if timeout is None:
            timeout = self._timeout
        with self._cond:
            while self._state in ('draining', 'resetting'):
                self._cond.wait()
            if self._state == 'broken':
                raise BrokenBarrierError
            index = self._inside
            self._inside += 1
            try:
                if index + 1 == self._parties:
                    self._open()
                else:
                    self._pass(timeout)
                return index
            finally:
                self._inside -= 1
                if not self._inside and self._state in ('draining', 'resetting'):
                    self._state = 'filling'
                    self._cond.notify_all()

    def _open(self):
        # The last to come runs the action while the others still wait.
        try:
            if self._action:
                self._action()
        except:
            self._break()
            raise
        self._state = 'draining'
        self._cond.notify_all()

    def _pass(self, timeout):
        if not self._cond.wait_for(lambda: self._state != 'filling', timeout):
            self._break()
            raise BrokenBarrierError
        if self._state in ('broken', 'resetting'):
            raise BrokenBarrierError

    def _break(self):
        self._state = 'broken'
        self._cond.notify_all()

    def reset(self):
        """Back to the start; threads that wait get BrokenBarrierError."""
        with self._cond:
            if not self._inside:
                self._state = 'filling'
            elif self._state != 'draining':
                self._state = 'resetting'
            self._cond.notify_all()

    def abort(self):
        """Nobody gets through from here on."""
        with self._cond:
            self._break()

    @property
    def parties(self):
        return self._parties

    @property
    def n_waiting(self):
        return self._inside if self._state == 'filling' else 0

    @property
    def broken(self):
        return self._state == 'broken'


# ---- threads ----

_registry_lock = RLock()  # guards the next four; a signal handler may ask while its thread holds it
_active = {}             # ident -> Thread, of threads that run
_starting = {}           # id(thread) -> Thread, between start() and its first step
_thread_number = 0
_dummy_number = 0


def _number_thread():
    global _thread_number
    with _registry_lock:
        _thread_number += 1
        return _thread_number


class Thread:
    """A function, or the run() of a subclass, that runs in an OS thread of its own."""

    _initialized = False

    def __init__(self, group=None, target=None, name=None, args=(), kwargs=None, *, daemon=None):
        assert group is None, "group argument must be None for now"
        if name:
            name = str(name)
        else:
            name = f"Thread-{_number_thread()}"
            if hasattr(target, '__name__'):
                name += f" ({target.__name__})"
        self._target = target
        self._name = name
        self._args = args
        self._kwargs = {} if kwargs is None else kwargs
        self._daemonic = current_thread().daemon if daemon is None else daemon
        self._ident = None
        self._native_id = None
        self._started = Event()
        self._stopped = False
        self._running = None  # a lock that the runtime releases when the thread has ended
        self._initialized = True

    def __repr__(self):
        assert self._initialized, "Thread.__init__() was not called"
        status = "initial"
        if self._started.is_set():
            status = "started" if self.is_alive() else "stopped"
        if self._daemonic:
            status += " daemon"
        if self._ident is not None:
            status += f" {self._ident}"
        return f"<{self.__class__.__name__}({self._name}, {status})>"

    def start(self):
        """Start the OS thread, which calls run().  Returns when it has begun."""
        if not self._initialized:
            raise RuntimeError("thread.__init__() not called")
        if self._started.is_set():
            raise RuntimeError("threads can only be started once")
        with _registry_lock:
            _starting[id(self)] = self
        try:
            self._kernel_name = self._name
            _thread._start_named(self._bootstrap, (), None, self._name, bool(self._daemonic))
        except:
            with _registry_lock:
                del _starting[id(self)]
            raise
        self._started.wait()

    def run(self):
        """What the thread does: calls the target, unless a subclass says otherwise."""
        try:
            if self._target is not None:
                self._target(*self._args, **self._kwargs)
        finally:
            # The function may hold the thread: no cycle must stay.
            del self._target, self._args, self._kwargs

    def _bootstrap(self):
        self._ident = get_ident()
        self._native_id = get_native_id()
        self._running = _thread._set_sentinel()
        self._running.acquire()
        with _registry_lock:
            _active[self._ident] = self
            _starting.pop(id(self), None)
        if self._name != self._kernel_name:
            _thread._set_name(self._ident, self._name)  # renamed after start() had begun
        self._started.set()
        try:
            self.run()
        except:
            self._report()
        finally:
            with _registry_lock:
                _active.pop(self._ident, None)

    def _report(self):
        """Show the exception that ended run(), through excepthook."""
        try:
            args = ExceptHookArgs([*_sys.exc_info(), self])
            hook = excepthook
            if hook is None:
                hook = __excepthook__
            hook(args)
        except Exception:
            if _sys.stderr is not None:
                print("Exception in threading.excepthook:", file=_sys.stderr, flush=True)
                _sys.excepthook(*_sys.exc_info())
        finally:
            args = None

    def join(self, timeout=None):
        """Wait for the end of the thread, at most timeout seconds; is_alive() tells which it was."""
        if not self._initialized:
            raise RuntimeError("Thread.__init__() not called")
        if not self._started.is_set():
            raise RuntimeError("cannot join thread before it is started")
        if self is current_thread():
            raise RuntimeError("cannot join current thread")
        if timeout is None:
            self._wait_for_end(True, -1)
        else:
            self._wait_for_end(True, max(timeout, 0))

    def _wait_for_end(self, block, timeout=-1):
        # Many may wait: each passes the lock on.
        running = self._running
        if running is not None and not self._stopped and running.acquire(block, timeout):
            self._stopped = True
            running.release()

    def is_alive(self):
        """Whether it has begun and not yet ended."""
        assert self._initialized, "Thread.__init__() not called"
        if self._stopped or not self._started.is_set():
            return False
        self._wait_for_end(False)
        return not self._stopped

    @property
    def name(self):
        assert self._initialized, "Thread.__init__() not called"
        return self._name

    @name.setter
    def name(self, name):
        assert self._initialized, "Thread.__init__() not called"
        self._name = str(name)
        # The ident of a thread that has ended may be another's now; nobody knows when a dummy's ends.
        if self._ident == get_ident() or self.is_alive() and not isinstance(self, _DummyThread):
            _thread._set_name(self._ident, self._name)

    @property
    def ident(self):
        """get_ident() of the thread; None before it is started."""
        assert self._initialized, "Thread.__init__() not called"
        return self._ident

    @property
    def native_id(self):
        """The kernel's thread id, which gilscope and ps show; None before the thread is started."""
        assert self._initialized, "Thread.__init__() not called"
        return self._native_id

    @property
    def daemon(self):
        """Whether the process may end while this thread runs."""
        assert self._initialized, "Thread.__init__() not called"
        return self._daemonic

    @daemon.setter
    def daemon(self, daemonic):
        if not self._initialized:
            raise RuntimeError("Thread.__init__() not called")
        if self._started.is_set():
            raise RuntimeError("cannot set daemon status of active thread")
        self._daemonic = daemonic

    def getName(self):
        return self.name

    def setName(self, name):
        self.name = name

    def isDaemon(self):
        return self.daemon

    def setDaemon(self, daemonic):
        self.daemon = daemonic


class Timer(Thread):
    """Calls a function after so many seconds, unless cancel() comes first."""

    def __init__(self, interval, function, args=None, kwargs=None):
        super().__init__()
        self.interval = interval
        self.function = function
        self.args = [] if args is None else args
        self.kwargs = {} if kwargs is None else kwargs
        self.finished = Event()

    def cancel(self):
        self.finished.set()

    def run(self):
        self.finished.wait(self.interval)
        if not self.finished.is_set():
            self.function(*self.args, **self.kwargs)
        self.finished.set()


class _MainThread(Thread):
    def __init__(self):
        super().__init__(name="MainThread", daemon=False)
        _adopt(self)
        self._running = Lock()
        self._running.acquire()


class _DummyThread(Thread):
    """Stands for a thread that something other than Thread.start() began; nobody can know when it ends."""

    def __init__(self):
        global _dummy_number
        with _registry_lock:
            _dummy_number += 1
            number = _dummy_number
        super().__init__(name=f"Dummy-{number}", daemon=True)
        _adopt(self)

    def is_alive(self):
        assert not self._stopped and self._started.is_set()
        return True

    def join(self, timeout=None):
        assert False, "cannot join a dummy thread"


def _adopt(thread):
    """Make `thread` stand for the calling OS thread, which runs already."""
    thread._ident = get_ident()
    thread._native_id = get_native_id()
    thread._started.set()
    with _registry_lock:
        _active[thread._ident] = thread


def current_thread():
    """The Thread that runs this."""
    thread = _active.get(get_ident())
    return thread if thread is not None else _DummyThread()


def main_thread():
    """The Thread the program began in."""
    return _main_thread


def enumerate():
    """All Threads that have begun and not ended."""
    with _registry_lock:
        return list(_active.values()) + list(_starting.values())


def active_count():
    with _registry_lock:
        return len(_active) + len(_starting)


currentThread = current_thread
activeCount = active_count


# ---- exceptions nobody caught ----

class ExceptHookArgs(tuple):
    """What excepthook gets: exc_type, exc_value, exc_traceback, thread."""

    def __new__(cls, values):
        values = tuple(values)
        if len(values) != 4:
            raise TypeError(f"_thread._ExceptHookArgs() takes a 4-sequence ({len(values)}-sequence given)")
        return super().__new__(cls, values)

    exc_type = property(lambda self: self[0])
    exc_value = property(lambda self: self[1])
    exc_traceback = property(lambda self: self[2])
    thread = property(lambda self: self[3])

    def __repr__(self):
        return (f"_thread._ExceptHookArgs(exc_type={self[0]!r}, exc_value={self[1]!r}, exc_traceback={self[2]!r},"
                f" thread={self[3]!r})")


def excepthook(args, /):
    """Print the exception that ended a thread; SystemExit ends one silently.  May be replaced."""
    if args.exc_type is SystemExit:
        return
    if _sys.stderr is None:
        return
    name = args.thread.name if args.thread is not None else get_ident()
    print(f"Exception in thread {name}:", file=_sys.stderr, flush=True)
    _sys.__excepthook__(args.exc_type, args.exc_value, args.exc_traceback)
    _sys.stderr.flush()


__excepthook__ = excepthook


# ---- tracing: not there ----

def settrace(func):
    if func is not None:
        raise NotImplementedError("gilpy does not support threading.settrace() yet")


def setprofile(func):
    if func is not None:
        raise NotImplementedError("gilpy does not support threading.setprofile() yet")


def gettrace():
    return None


def getprofile():
    return None


# ---- the end of the process, and fork ----

_exit_calls = []


def _register_atexit(func, *args, **kwargs):
    """Call func when the main thread has come to its end; the last registered is called first."""
    _exit_calls.append((func, args, kwargs))


def _at_exit():
    """Called by the runtime when the main thread has ended."""
    if not _main_thread._stopped:
        _main_thread._stopped = True
        _main_thread._running.release()
    while _exit_calls:
        func, args, kwargs = _exit_calls.pop()
        func(*args, **kwargs)


def _after_fork():
    """In the child: the calling thread is the only one, and the main one."""
    global _registry_lock, _main_thread
    _registry_lock = RLock()
    me = _active.get(get_ident())
    others = [t for t in list(_active.values()) + list(_starting.values()) if t is not me]
    _active.clear()
    _starting.clear()
    if me is None:
        me = _MainThread()
    _main_thread = me
    me._native_id = get_native_id()
    me._started._at_fork_reinit()
    if me._running is not None:
        me._running._at_fork_reinit()
        me._running.acquire()
    _active[get_ident()] = me
    for thread in others:
        thread._started._at_fork_reinit()
        if not isinstance(thread, _DummyThread):
            thread._stopped = True
            thread._running = Lock()


_main_thread = _MainThread()
_os.register_at_fork(after_in_child=_after_fork)
