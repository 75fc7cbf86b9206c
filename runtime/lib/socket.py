"""Network connections: what programs use of the socket module of Python 3.11, over _socket."""

import _socket
import os as _os
from _socket import *
from _socket import _gaierror as gaierror, _socketpair

error = OSError
timeout = TimeoutError
SocketType = _socket.socket
has_dualstack_ipv6 = lambda: True


class herror(OSError):
    """What gethostbyaddr() would raise; here for programs that name it."""


class socket(_socket.socket):
    """An end of a connection."""

    def __new__(cls, family=-1, type=-1, proto=-1, fileno=None):
        return super().__new__(cls, family, type, proto, fileno)

    def __init__(self, family=-1, type=-1, proto=-1, fileno=None):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self.close()

    def __repr__(self):
        cls = self.__class__
        closed = self.fileno() < 0
        text = (f"<{cls.__module__}.{cls.__qualname__}{' [closed]' if closed else ''} fd={self.fileno()},"
                f" family={self.family}, type={self.type}, proto={self.proto}")
        if not closed:
            for label, ask in (('laddr', self.getsockname), ('raddr', self.getpeername)):
                try:
                    address = ask()
                except OSError:
                    continue
                if address:
                    text += f", {label}={address}"
        return text + ">"

    def accept(self):
        """Wait for a connection: (the socket of this end, the address of the other)."""
        fd, address = self._accept()
        # The new one does not inherit a timeout; without a default for new sockets it blocks.
        return socket(self.family, self.type, self.proto, fileno=fd), address

    def dup(self):
        """Another object, and descriptor, of the same end."""
        new = self.__class__(self.family, self.type, self.proto, fileno=_os.dup(self.fileno()))
        new.settimeout(self.gettimeout())
        return new

    def makefile(self, *args, **kwargs):
        raise NotImplementedError("gilpy does not support socket.makefile() yet")

    def sendfile(self, *args, **kwargs):
        raise NotImplementedError("gilpy does not support socket.sendfile() yet")

    def get_inheritable(self):
        return _os.get_inheritable(self.fileno())

    def set_inheritable(self, inheritable):
        _os.set_inheritable(self.fileno(), inheritable)


def fromfd(fd, family, type, proto=0):
    """A socket of a duplicate of the descriptor."""
    return socket(family, type, proto, fileno=_os.dup(fd))


def socketpair(family=AF_UNIX, type=SOCK_STREAM, proto=0):
    """Two sockets that are connected to each other."""
    a, b = _socketpair(family, type, proto)
    return socket(family, type, proto, a), socket(family, type, proto, b)


_DEFAULT = object()  # as a timeout: that of new sockets


def create_connection(address, timeout=_DEFAULT, source_address=None, *, all_errors=False):
    """Connect to (host, port), trying every address that the name has."""
    host, port = address
    errors = []
    for family, type, proto, _, target in getaddrinfo(host, port, 0, SOCK_STREAM):
        sock = None
        try:
            sock = socket(family, type, proto)
            if timeout is not _DEFAULT:
                sock.settimeout(timeout)
            if source_address:
                sock.bind(source_address)
            sock.connect(target)
            return sock
        except OSError as exc:
            errors.append(exc)
            if sock is not None:
                sock.close()
        except BaseException:  # Ctrl-C
            if sock is not None:
                sock.close()
            raise
    if not errors:
        raise OSError("getaddrinfo returns an empty list")
    if all_errors:
        raise NotImplementedError("gilpy does not support create_connection(all_errors=True) yet") from errors[0]
    try:
        raise errors[0]
    finally:
        errors.clear()  # the exception's traceback refers to this frame: no cycle


def create_server(address, *, family=AF_INET, backlog=None, reuse_port=False, dualstack_ipv6=False):
    """A socket that listens on (host, port)."""
    if dualstack_ipv6 and family != AF_INET6:
        raise ValueError("dualstack_ipv6 requires AF_INET6 family")
    sock = socket(family, SOCK_STREAM)
    try:
        if family != AF_UNIX:
            # A restarted server must not wait until the last one's connections are forgotten.
            sock.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
        if reuse_port:
            sock.setsockopt(SOL_SOCKET, SO_REUSEPORT, 1)
        if family == AF_INET6:
            sock.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, 0 if dualstack_ipv6 else 1)
        try:
            sock.bind(address)
        except OSError as exc:
            raise OSError(exc.errno, f"{exc.strerror} (while attempting to bind on address {address!r})") from None
        if backlog is None:
            sock.listen()
        else:
            sock.listen(backlog)
        return sock
    except:
        sock.close()
        raise


def getfqdn(name=''):
    """The name as it is: gilpy does not ask for a longer one."""
    return name or gethostname()
