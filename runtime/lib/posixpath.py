"""Paths of POSIX systems: what programs use of the os.path module of Python 3.11."""

import posix

curdir = '.'
pardir = '..'
sep = '/'
pathsep = ':'
extsep = '.'
altsep = None
devnull = '/dev/null'
defpath = '/bin:/usr/bin'

__all__ = ['abspath', 'altsep', 'basename', 'commonpath', 'commonprefix', 'curdir', 'defpath', 'devnull', 'dirname',
           'exists', 'expanduser', 'extsep', 'getatime', 'getctime', 'getmtime', 'getsize', 'isabs', 'isdir', 'isfile',
           'islink', 'join', 'lexists', 'normcase', 'normpath', 'pardir', 'pathsep', 'realpath', 'relpath', 'samefile',
           'sep', 'split', 'splitext']

# Kinds of files in st_mode; the numbers are Linux's.
_KIND, _DIRECTORY, _REGULAR, _LINK = 0o170000, 0o040000, 0o100000, 0o120000
# The places of a status that are wanted here, in what posix.stat() returns.
_MODE, _INO, _DEV, _SIZE, _ATIME, _MTIME, _CTIME = 0, 1, 2, 6, 10, 11, 12


def _marks(path):
    """'/', '.' and '' in the type of path."""
    return (b'/', b'.', b'') if isinstance(path, bytes) else ('/', '.', '')


def normcase(s):
    return posix.fspath(s)


def isabs(s):
    s = posix.fspath(s)
    return s.startswith(_marks(s)[0])


def join(a, *p):
    """Join parts by single slashes; an absolute part throws away what came before it."""
    path = posix.fspath(a)
    slash = _marks(path)[0]
    try:
        for part in map(posix.fspath, p):
            if part.startswith(slash):
                path = part
            elif not path or path.endswith(slash):
                path += part
            else:
                path += slash + part
    except (TypeError, AttributeError):
        for part in (a,) + p:
            if not isinstance(posix.fspath(part), (str, bytes)):
                raise
        raise TypeError("Can't mix strings and bytes in path components") from None
    return path


def split(p):
    """(directory, name): the name is what follows the last slash."""
    p = posix.fspath(p)
    slash = _marks(p)[0]
    cut = p.rfind(slash) + 1
    head, tail = p[:cut], p[cut:]
    return head.rstrip(slash) or head, tail


def dirname(p):
    return split(p)[0]


def basename(p):
    return split(p)[1]


def splitext(p):
    """(root, extension): the extension begins with the last dot of the name, unless only dots come before it."""
    p = posix.fspath(p)
    slash, dot, empty = _marks(p)
    start = p.rfind(slash) + 1
    cut = p.rfind(dot)
    if cut > start and p[start:cut].strip(dot):
        return p[:cut], p[cut:]
    return p, empty


def normpath(path):
    """Without empty, `.` and `..` parts, as far as the text alone tells."""
    path = posix.fspath(path)
    slash, dot, empty = _marks(path)
    if not path:
        return dot
    # Two slashes at the start, and only two, mean something else in POSIX.
    root = empty
    if path.startswith(slash):
        root = slash * 2 if path.startswith(slash * 2) and not path.startswith(slash * 3) else slash
    parts = []
    for part in path.split(slash):
        if not part or part == dot:
            continue
        if part == dot * 2 and parts and parts[-1] != dot * 2:
            parts.pop()
        elif part != dot * 2 or not root:
            parts.append(part)
    return root + slash.join(parts) or dot


def abspath(path):
    path = posix.fspath(path)
    if not isabs(path):
        path = join(posix.getcwdb() if isinstance(path, bytes) else posix.getcwd(), path)
    return normpath(path)


def relpath(path, start=None):
    """path as seen from the directory start (default: the current one)."""
    if not path:
        raise ValueError("no path specified")
    path = posix.fspath(path)
    slash, dot, empty = _marks(path)
    start = dot if start is None else posix.fspath(start)
    here = [part for part in abspath(start).split(slash) if part]
    there = [part for part in abspath(path).split(slash) if part]
    common = 0
    while common < len(here) and common < len(there) and here[common] == there[common]:
        common += 1
    return slash.join([dot * 2] * (len(here) - common) + there[common:]) or dot


def commonprefix(m):
    """The longest text that all paths begin with."""
    if not m:
        return ''
    low, high = min(m), max(m)
    for i, c in enumerate(low):
        if c != high[i]:
            return low[:i]
    return low


def commonpath(paths):
    """The longest directory that all paths are in."""
    if not paths:
        raise ValueError('commonpath() arg is an empty sequence')
    paths = [posix.fspath(path) for path in paths]
    slash, dot, empty = _marks(paths[0])
    absolute = {isabs(path) for path in paths}
    if len(absolute) > 1:
        raise ValueError("Can't mix absolute and relative paths")
    split_paths = [[part for part in path.split(slash) if part and part != dot] for path in paths]
    low, high = min(split_paths), max(split_paths)
    common = low
    for i, part in enumerate(low):
        if part != high[i]:
            common = low[:i]
            break
    return (slash if absolute.pop() else empty) + slash.join(common)


def _status(path):
    try:
        return posix.stat(path)
    except (OSError, ValueError):
        return None


def exists(path):
    return _status(path) is not None


def lexists(path):
    try:
        posix.lstat(path)
    except (OSError, ValueError):
        return False
    return True


def _is(path, kind):
    status = _status(path)
    return status is not None and status[_MODE] & _KIND == kind


def isfile(path):
    return _is(path, _REGULAR)


def isdir(s):
    return _is(s, _DIRECTORY)


def islink(path):
    try:
        return posix.lstat(path)[_MODE] & _KIND == _LINK
    except (OSError, ValueError, AttributeError):
        return False


def getsize(filename):
    return posix.stat(filename)[_SIZE]


def getatime(filename):
    return posix.stat(filename)[_ATIME]


def getmtime(filename):
    return posix.stat(filename)[_MTIME]


def getctime(filename):
    return posix.stat(filename)[_CTIME]


def samefile(f1, f2):
    a, b = posix.stat(f1), posix.stat(f2)
    return a[_INO] == b[_INO] and a[_DEV] == b[_DEV]


def expanduser(path):
    """`~` and `~/...` by the variable HOME; other users' directories are left as they are."""
    import os
    path = posix.fspath(path)
    slash = _marks(path)[0]
    tilde, home = (b'~', os.environb.get(b'HOME')) if isinstance(path, bytes) else ('~', os.environ.get('HOME'))
    if home is None or path[:1] != tilde or path[1:2] not in (path[:0], slash):
        return path
    return (home.rstrip(slash) + path[1:]) or slash


def realpath(filename, *, strict=False):
    """The absolute path without symbolic links; with strict, OSError where one is missing or runs in a circle."""
    path = posix.fspath(filename)
    slash, dot, empty = _marks(path)
    if not isabs(path):
        path = join(posix.getcwdb() if isinstance(path, bytes) else posix.getcwd(), path)
    todo = path.split(slash)
    todo.reverse()
    done = slash
    links = {}  # link -> what it led to; None while it is being followed
    while todo:
        part = todo.pop()
        if isinstance(part, tuple):  # the marker behind a link: all its parts are in `done`
            links[part[0]] = done
            continue
        if not part or part == dot:
            continue
        if part == dot * 2:
            done = dirname(done)
            continue
        here = join(done, part)
        try:
            status = posix.lstat(here)
        except OSError:
            if strict:
                raise
            done = here
            continue
        if status[_MODE] & _KIND != _LINK:
            done = here
        elif here not in links:
            links[here] = None
            todo.append((here,))
            target = posix.readlink(here)
            if isabs(target):
                done = slash
            parts = target.split(slash)
            parts.reverse()
            todo.extend(parts)
        elif links[here] is not None:
            done = links[here]
        elif strict:
            posix.stat(here)  # raises the right error: too many levels of symbolic links
        else:  # a circle: what follows is taken as it is written
            return normpath(join(here, *[part for part in reversed(todo) if part and not isinstance(part, tuple)]))
    return done
