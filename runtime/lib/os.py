"""The operating system: what programs use of the os module of Python 3.11.

posix makes the system calls; here are the names that programs know and what is more easily said in Python.
"""

import posix
import sys
import posixpath as path
from posix import *
from posix import _execve, _exit, _posix_spawn

sys.modules['os.path'] = path

name = 'posix'
linesep = '\n'
curdir, pardir, sep, altsep, extsep, pathsep, defpath, devnull = (
    path.curdir, path.pardir, path.sep, path.altsep, path.extsep, path.pathsep, path.defpath, path.devnull)
SEEK_SET, SEEK_CUR, SEEK_END = 0, 1, 2


def fsencode(filename):
    """A path as bytes."""
    filename = fspath(filename)
    return filename.encode('utf-8', 'surrogateescape') if isinstance(filename, str) else filename


def fsdecode(filename):
    """A path as str."""
    filename = fspath(filename)
    return filename.decode('utf-8', 'surrogateescape') if isinstance(filename, bytes) else filename


# ---- the environment ----

class _Environ:
    """A mapping of the environment's variables; a change is seen by processes started later."""

    # _data is shared between environ (text) and environb (bytes); it holds bytes.
    def __init__(self, data, encode, decode):
        self._data = data
        self._encode = encode
        self._decode = decode

    def __getitem__(self, key):
        try:
            return self._decode(self._data[self._encode(key)])
        except KeyError:
            raise KeyError(key) from None

    def __setitem__(self, key, value):
        key, value = self._encode(key), self._encode(value)
        putenv(key, value)
        self._data[key] = value

    def __delitem__(self, key):
        encoded = self._encode(key)
        if encoded not in self._data:
            raise KeyError(key)
        unsetenv(encoded)
        del self._data[encoded]

    def __contains__(self, key):
        return self._encode(key) in self._data

    def __iter__(self):
        for key in list(self._data):
            yield self._decode(key)

    def __len__(self):
        return len(self._data)

    def __eq__(self, other):
        return dict(self.items()) == dict(other.items()) if hasattr(other, 'items') else NotImplemented

    def __or__(self, other):
        new = self.copy()
        new.update(other)
        return new

    def __ior__(self, other):
        self.update(other)
        return self

    def __repr__(self):
        return f"environ({{{', '.join(f'{key!r}: {value!r}' for key, value in self.items())}}})"

    def get(self, key, default=None):
        return self[key] if key in self else default

    def setdefault(self, key, value):
        if key not in self:
            self[key] = value
        return self[key]

    def pop(self, key, *default):
        if key not in self and default:
            return default[0]
        value = self[key]
        del self[key]
        return value

    def update(self, other=(), /, **more):
        pairs = other.items() if hasattr(other, 'items') else other
        for key, value in pairs:
            self[key] = value
        for key, value in more.items():
            self[key] = value

    def clear(self):
        for key in self:
            del self[key]

    def copy(self):
        return dict(self.items())

    def keys(self):
        return self.copy().keys()

    def values(self):
        return self.copy().values()

    def items(self):
        return [(key, self[key]) for key in self]


def _encode_variable(value):
    if not isinstance(value, str):
        raise TypeError(f"str expected, not {type(value).__name__}")
    return value.encode('utf-8', 'surrogateescape')


def _check_bytes(value):
    if not isinstance(value, bytes):
        raise TypeError(f"bytes expected, not {type(value).__name__}")
    return value


environ = _Environ(posix.environ, _encode_variable, fsdecode)
environb = _Environ(posix.environ, _check_bytes, bytes)
supports_bytes_environ = True


def getenv(key, default=None):
    """The value of an environment variable, or default."""
    return environ.get(key, default)


def getenvb(key, default=None):
    return environb.get(key, default)


# ---- results with names ----

def _named_tuple(name, fields, visible):
    """A tuple of the first `visible` values with all of them as attributes."""

    class Result(tuple):
        def __new__(cls, values):
            values = tuple(values)
            self = super().__new__(cls, values[:visible])
            self._all = values
            return self

        def __repr__(self):
            shown = zip(fields, self)
            return f"{name}({', '.join(f'{field}={value!r}' for field, value in shown)})"

    def attribute(index):
        return property(lambda self: self._all[index])

    Result.__name__ = Result.__qualname__ = name.split('.')[-1]
    Result.__module__ = name.split('.')[0]
    for index, field in enumerate(fields):
        setattr(Result, field, attribute(index))
    return Result


stat_result = _named_tuple('os.stat_result', [
    'st_mode', 'st_ino', 'st_dev', 'st_nlink', 'st_uid', 'st_gid', 'st_size', '_atime', '_mtime', '_ctime', 'st_atime',
    'st_mtime', 'st_ctime', 'st_atime_ns', 'st_mtime_ns', 'st_ctime_ns', 'st_blksize', 'st_blocks', 'st_rdev'], 10)
times_result = _named_tuple('posix.times_result', ['user', 'system', 'children_user', 'children_system', 'elapsed'], 5)
uname_result = _named_tuple('posix.uname_result', ['sysname', 'nodename', 'release', 'version', 'machine'], 5)


def stat(path, *, dir_fd=None, follow_symlinks=True):
    """The status of a file, by its name or descriptor."""
    return stat_result(posix.stat(path, dir_fd=dir_fd, follow_symlinks=follow_symlinks))


def lstat(path):
    """As stat(), of a symbolic link itself."""
    return stat_result(posix.lstat(path))


def fstat(fd):
    return stat_result(posix.fstat(fd))


def times():
    """Processor times of this process and its children, and the time since some moment, in seconds."""
    return times_result(posix.times())


def uname():
    return uname_result(posix.uname())


# ---- directories ----

def makedirs(name, mode=0o777, exist_ok=False):
    """Make a directory with all that lead to it."""
    head, tail = path.split(name)
    if not tail:
        head, tail = path.split(head)
    if head and tail and not path.exists(head):
        try:
            makedirs(head, exist_ok=exist_ok)
        except FileExistsError:
            pass  # somebody else was faster
        if fsdecode(tail) == curdir:
            return
    try:
        mkdir(name, mode)
    except OSError:
        if not exist_ok or not path.isdir(name):
            raise


def removedirs(name):
    """Remove a directory, then those that led to it as long as they are empty."""
    rmdir(name)
    head, tail = path.split(name)
    if not tail:
        head, tail = path.split(head)
    while head and tail:
        try:
            rmdir(head)
        except OSError:
            break
        head, tail = path.split(head)


def walk(top, topdown=True, onerror=None, followlinks=False):
    """For each directory in a tree: (its path, names of directories in it, names of other things in it)."""
    try:
        names = listdir(top)
    except OSError as error:
        if onerror is not None:
            onerror(error)
        return
    dirs = [name for name in names if path.isdir(path.join(top, name))]
    others = [name for name in names if name not in set(dirs)]
    if topdown:
        yield top, dirs, others
    for name in dirs:
        below = path.join(top, name)
        if followlinks or not path.islink(below):
            yield from walk(below, topdown, onerror, followlinks)
    if not topdown:
        yield top, dirs, others


# ---- processes ----

def execve(path, argv, env):
    """Replace this process by another program, with an environment of its own."""
    _execve(path, argv, [fsencode(key) + b'=' + fsencode(value) for key, value in env.items()])


POSIX_SPAWN_OPEN, POSIX_SPAWN_CLOSE, POSIX_SPAWN_DUP2 = 0, 1, 2


def _spawn(search, path, argv, env, file_actions, setpgroup, resetids, setsid, setsigmask, setsigdef, scheduler):
    if scheduler is not None:
        raise NotImplementedError("gilpy does not support the argument scheduler of os.posix_spawn() yet")
    if not hasattr(env, 'keys') or not hasattr(env, 'items'):
        raise TypeError(f"posix_spawn{'p' if search else ''}: environment must be a mapping object")
    variables = []
    for key, value in env.items():
        key = fsencode(key)
        if b'=' in key[1:] or not key:
            raise ValueError("illegal environment variable name")
        variables.append(key + b'=' + fsencode(value))
    if isinstance(argv, (list, tuple)):
        argv = [fsencode(arg) for arg in argv]
    return _posix_spawn(search, path, argv, variables, file_actions, setpgroup, resetids, setsid, setsigmask, setsigdef)


def posix_spawn(path, argv, env, /, *, file_actions=(), setpgroup=None, resetids=False, setsid=False, setsigmask=None,
                setsigdef=None, scheduler=None):
    """Start another program in a new process; returns its pid."""
    return _spawn(False, path, argv, env, file_actions, setpgroup, resetids, setsid, setsigmask, setsigdef, scheduler)


def posix_spawnp(path, argv, env, /, *, file_actions=(), setpgroup=None, resetids=False, setsid=False, setsigmask=None,
                 setsigdef=None, scheduler=None):
    """As posix_spawn(), for a program found on PATH."""
    return _spawn(True, path, argv, env, file_actions, setpgroup, resetids, setsid, setsigmask, setsigdef, scheduler)


def execvp(file, argv):
    """As execv(), for a program found on PATH."""
    execvpe(file, argv, environ)


def execvpe(file, argv, env):
    """As execve(), for a program found on PATH."""
    if '/' in fsdecode(file):
        execve(file, argv, env)
    error = None
    for directory in get_exec_path(env):
        try:
            execve(path.join(directory, fsdecode(file)), argv, env)
        except (FileNotFoundError, NotADirectoryError) as e:
            error = error or e
        except OSError as e:
            error = e  # it is there: this one says why it could not be run
    raise error


def execl(file, *args):
    execv(file, args)


def execlp(file, *args):
    execvp(file, args)


def get_exec_path(env=None):
    """The directories that programs are looked for in."""
    return (environ if env is None else env).get('PATH', defpath).split(pathsep)


def __getattr__(name):
    # Names that Python's os has and this one has not yet are told apart from misspelt ones.
    if name in ('system', 'popen', 'spawnv', 'spawnl', 'scandir', 'DirEntry', 'fwalk', 'sendfile', 'fdopen', 'forkpty',
                'openpty', 'get_terminal_size', 'statvfs', 'utime', 'chown', 'ctermid', 'pidfd_open'):
        raise AttributeError(f"gilpy does not support os.{name} yet")
    raise AttributeError(f"module 'os' has no attribute '{name}'")
