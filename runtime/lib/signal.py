"""Signals: the signal module of Python 3.11, over _signal, with names for the numbers."""

import _signal
from _signal import (ITIMER_PROF, ITIMER_REAL, ITIMER_VIRTUAL, NSIG, alarm, default_int_handler, pause, pthread_kill,
                     raise_signal, set_wakeup_fd, siginterrupt, strsignal)


class _NamesType(type):
    """The type of the enumerations below: an iterable of members, also found by value and by name."""

    def __iter__(cls):
        return iter([m for name, m in cls.__members__.items() if name == m.name])

    def __len__(cls):
        return len(list(iter(cls)))

    def __contains__(cls, value):
        return value in cls._by_value

    def __getitem__(cls, name):
        return cls.__members__[name]

    def __call__(cls, value):
        if value in cls._by_value:
            return cls._by_value[value]
        raise ValueError(f"{value!r} is not a valid {cls.__qualname__}")

    def __repr__(cls):
        return f"<enum {cls.__name__!r}>"


class _Named(int, metaclass=_NamesType):
    """An int with a name."""

    def __repr__(self):
        return f"<{self.__class__.__name__}.{self.name}: {self.value}>"

    __str__ = int.__repr__

    def __hash__(self):
        return int.__hash__(self)


def _enumeration(cls, names):
    cls.__members__ = {}
    cls._by_value = {}
    for name in names:
        value = getattr(_signal, name)
        member = cls._by_value.get(value)
        if member is None:
            member = int.__new__(cls, value)
            member.name = member._name_ = name
            member.value = member._value_ = value
            cls._by_value[value] = member
        cls.__members__[name] = member
        setattr(cls, name, member)
        globals()[name] = member


class Signals(_Named):
    """The signals of this system."""


class Handlers(_Named):
    """What a signal does that no Python function handles."""


class Sigmasks(_Named):
    """What pthread_sigmask() does with the set it gets."""


_names = [name for name in _signal.__dict__ if name.startswith('SIG')]  # in the order of their numbers
_enumeration(Signals, [name for name in _names if not name.startswith('SIG_')])
_enumeration(Handlers, ['SIG_DFL', 'SIG_IGN'])
_enumeration(Sigmasks, ['SIG_BLOCK', 'SIG_UNBLOCK', 'SIG_SETMASK'])
del _names


class itimer_error(OSError):
    """A wrong timer or time."""


itimer_error.__module__ = 'signal'
ItimerError = itimer_error


def _known(value, names):
    """The member with that value, if there is one; else the value."""
    if isinstance(value, int) and value in names:
        return names(value)
    return value


def _number(value):
    return int(value) if isinstance(value, _Named) else value


def signal(signalnum, handler):
    """Set the action for a signal: a function of (signalnum, frame), SIG_DFL or SIG_IGN.  Returns the old one."""
    return _known(_signal.signal(_number(signalnum), _number(handler)), Handlers)


def getsignal(signalnum):
    """The action for a signal; None: something other than Python has set it."""
    return _known(_signal.getsignal(_number(signalnum)), Handlers)


def _names_of(numbers):
    return {_known(number, Signals) for number in numbers}


def pthread_sigmask(how, mask):
    """Change the set of signals that the calling thread blocks; returns the set before."""
    return _names_of(_signal.pthread_sigmask(_number(how), mask))


def sigpending():
    """The blocked signals that have arrived."""
    return _names_of(_signal.sigpending())


def sigwait(sigset):
    """Wait for a signal of the set, and take it away; returns its number."""
    return _known(_signal.sigwait(sigset), Signals)


class struct_siginfo(tuple):
    """What the kernel tells about a signal: si_signo, si_code, si_errno, si_pid, si_uid, si_status, si_band."""

    def __repr__(self):
        names = ('si_signo', 'si_code', 'si_errno', 'si_pid', 'si_uid', 'si_status', 'si_band')
        return f"signal.struct_siginfo({', '.join([f'{name}={value!r}' for name, value in zip(names, self)])})"

    si_signo = property(lambda self: self[0])
    si_code = property(lambda self: self[1])
    si_errno = property(lambda self: self[2])
    si_pid = property(lambda self: self[3])
    si_uid = property(lambda self: self[4])
    si_status = property(lambda self: self[5])
    si_band = property(lambda self: self[6])


def sigwaitinfo(sigset):
    """As sigwait(), with all that the kernel tells about the signal."""
    return struct_siginfo(_signal.sigwaitinfo(sigset))


def sigtimedwait(sigset, timeout):
    """As sigwaitinfo(), for at most timeout seconds; None: none came."""
    info = _signal.sigtimedwait(sigset, timeout)
    return None if info is None else struct_siginfo(info)


def valid_signals():
    """The signals that there are."""
    return _names_of(_signal.valid_signals())


def setitimer(which, seconds, interval=0.0):
    """Set a timer; returns the state it had, as (delay, interval)."""
    try:
        return _signal.setitimer(which, seconds, interval)
    except OSError as e:
        raise ItimerError(*e.args) from None


def getitimer(which):
    """The state of a timer: (delay, interval) in seconds."""
    try:
        return _signal.getitimer(which)
    except OSError as e:
        raise ItimerError(*e.args) from None
