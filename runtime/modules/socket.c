/* _socket: sockets of the families AF_INET, AF_INET6 and AF_UNIX.
 *
 * A socket with a timeout is non-blocking for the kernel: each call waits with
 * poll() until the descriptor is ready, then tries; the whole of it, GIL
 * released, in the blocking layer. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/un.h>
#include <unistd.h>

#include "modules/modules.h"
#include "modules/posix.h"
#include "modules/socket_address.h"
#include "objects/args.h"
#include "objects/bytes.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/type.h"
#include "thread/blocking_file.h"
#include "thread/blocking_socket.h"

#define NO_TIMEOUT (-1)

typedef struct Socket {
    Obj ob;
    int fd; /* -1: closed */
    int family, type, proto;
    int64_t timeout; /* ns; NO_TIMEOUT: blocking, 0: non-blocking */
} Socket;

static int64_t default_timeout = NO_TIMEOUT;
static Type socket_type;
static Socket *as_socket(Val v) { return (Socket *)val_obj(v); }

/* ---- waiting ---- */

static int64_t deadline_of(const Socket *s) { return s->timeout > 0 ? deadline_after(s->timeout) : -1; }

/* For a socket with a timeout: wait until it is ready.  false: exception set. */
static bool wait_ready(Socket *s, short events, int64_t deadline) {
    if (s->timeout <= 0 || s->fd < 0) /* closed: the call itself says so */
        return true;
    struct pollfd p = {s->fd, events, 0};
    int r = block_poll(&p, 1, deadline);
    if (r == 0)
        return err_false(&exc_TimeoutError, "timed out");
    if (r == -1)
        err_set_errno(errno, VAL_NULL);
    return r > 0;
}

/* Does the call (an expression of int64_t, in the blocking layer) until it has
 * an answer: r < 0: exception set. */
#define SOCKET_CALL(r, s, events, deadline, call)                                                  \
    do {                                                                                           \
        (r) = -2;                                                                                  \
        while (wait_ready((s), (events), (deadline))) {                                            \
            (r) = (call);                                                                          \
            if ((r) == -1 && (s)->timeout > 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {      \
                (r) = -2; /* somebody else was faster: wait for the rest of the time */            \
                continue;                                                                          \
            }                                                                                      \
            if ((r) == -1)                                                                         \
                err_set_errno(errno, VAL_NULL);                                                    \
            break;                                                                                 \
        }                                                                                          \
    } while (0)

/* ---- a socket's life ---- */

static bool set_nonblocking(int fd, bool on) {
    int flags = block_fcntl(fd, F_GETFL, 0);
    int wanted = on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK;
    return flags >= 0 && (wanted == flags || block_fcntl(fd, F_SETFL, wanted) == 0);
}

static Val new_socket(Type *t, int fd, int family, int type, int proto) {
    Socket *s = obj_new(t);
    if (!s) {
        block_close(fd);
        return VAL_NULL;
    }
    *s = (Socket){.ob = s->ob, .fd = fd, .family = family, .type = type, .proto = proto, .timeout = default_timeout};
    if (default_timeout != NO_TIMEOUT && !set_nonblocking(fd, true)) {
        err_set_errno(errno, VAL_NULL);
        decref_obj(s);
        return VAL_NULL;
    }
    return val_ptr(s);
}

static Val socket_tp_new(Type *t, Val *args, int nargs, Val kwnames) {
    static const char *const names[] = {"family", "type", "proto", "fileno", NULL};
    Val a[4];
    int v[4] = {-1, -1, -1, -1};
    if (!args_parse("socket", names, 0, 0, 4, args, nargs, kwnames, a))
        return VAL_NULL;
    for (int i = 0; i < 4; i++)
        if (!val_is_null(a[i]) && !(i == 3 && val_is_none(a[i])) && !c_int_arg(a[i], &v[i]))
            return VAL_NULL;
    int fd = v[3];
    if (!val_is_null(a[3]) && !val_is_none(a[3])) { /* an open descriptor: its properties, unless given */
        socklen_t n = sizeof v[0];
        if (fd < 0)
            return err_set(&exc_ValueError, "negative file descriptor");
        if ((v[0] == -1 && block_getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &v[0], &n)) ||
            (v[1] == -1 && block_getsockopt(fd, SOL_SOCKET, SO_TYPE, &v[1], &n)) ||
            (v[2] == -1 && block_getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, &v[2], &n)))
            return os_error(-1);
        return new_socket(t, fd, v[0], v[1], v[2]);
    }
    int family = v[0] == -1 ? AF_INET : v[0], type = v[1] == -1 ? SOCK_STREAM : v[1], proto = v[2] == -1 ? 0 : v[2];
    if (!socket_family_known(family))
        return err_absent("sockets other than AF_INET, AF_INET6 and AF_UNIX");
    fd = block_socket(family, type | SOCK_CLOEXEC, proto);
    return fd < 0 ? os_error(-1) : new_socket(t, fd, family, type & ~(SOCK_CLOEXEC | SOCK_NONBLOCK), proto);
}

static void socket_dealloc(Obj *o) {
    Socket *s = (Socket *)o;
    if (s->fd >= 0)
        block_close(s->fd); /* others run meanwhile; none of them can reach s any more */
    obj_free(o);
}

static Val socket_repr(Val v) {
    Socket *s = as_socket(v);
    return str_from_format("<socket object, fd=%d, family=%d, type=%d, proto=%d>", s->fd, s->family, s->type, s->proto);
}

static Val m_close(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int fd = as_socket(args[0])->fd;
    as_socket(args[0])->fd = -1; /* first: the number may be another's as soon as it is closed */
    /* the peer's reset is no failure of close() */
    if (fd >= 0 && block_close(fd) && errno != ECONNRESET)
        return os_error(-1);
    return VAL_NONE;
}
static Val m_detach(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int fd = as_socket(args[0])->fd;
    as_socket(args[0])->fd = -1;
    return val_small(fd);
}
static Val m_fileno(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    return val_small(as_socket(args[0])->fd);
}

static Val m_shutdown(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int how;
    if (!c_int_arg(args[1], &how))
        return VAL_NULL;
    return block_shutdown(as_socket(args[0])->fd, how) ? os_error(-1) : VAL_NONE;
}

/* ---- timeouts ---- */

static bool timeout_arg(Val v, int64_t *ns) {
    if (val_is_none(v)) {
        *ns = NO_TIMEOUT;
        return true;
    }
    if (!seconds_to_ns(v, ns))
        return false;
    if (*ns < 0)
        return err_false(&exc_ValueError, "Timeout value out of range");
    return true;
}
static Val timeout_value(int64_t ns) { return ns == NO_TIMEOUT ? VAL_NONE : val_float((double)ns / 1e9); }

static Val set_timeout(Socket *s, int64_t ns) {
    if (!set_nonblocking(s->fd, ns != NO_TIMEOUT))
        return os_error(-1);
    s->timeout = ns;
    return VAL_NONE;
}
static Val m_settimeout(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int64_t ns;
    return timeout_arg(args[1], &ns) ? set_timeout(as_socket(args[0]), ns) : VAL_NULL;
}
static Val m_gettimeout(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    return timeout_value(as_socket(args[0])->timeout);
}
static Val m_setblocking(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int on = val_truth(args[1]);
    return on < 0 ? VAL_NULL : set_timeout(as_socket(args[0]), on ? NO_TIMEOUT : 0);
}
static Val m_getblocking(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    return val_bool(as_socket(args[0])->timeout != 0);
}

/* ---- addresses ---- */

static Val m_bind(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    SocketAddress to;
    Socket *s = as_socket(args[0]);
    if (!address_arg("bind", s->family, args[1], &to))
        return VAL_NULL;
    return block_bind(s->fd, &to.any, to.length) ? os_error(-1) : VAL_NONE;
}
static Val m_listen(Val *args, int n, Val kw) {
    (void)kw;
    int backlog = 128;
    if (n > 1 && !c_int_arg(args[1], &backlog))
        return VAL_NULL;
    return block_listen(as_socket(args[0])->fd, backlog < 0 ? 0 : backlog) ? os_error(-1) : VAL_NONE;
}

static Val name_of(Socket *s, int (*call)(int, struct sockaddr *, socklen_t *)) {
    SocketAddress a;
    a.length = sizeof a.room;
    return call(s->fd, &a.any, &a.length) ? os_error(-1) : address_value(&a);
}
static Val m_getsockname(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    return name_of(as_socket(args[0]), block_getsockname);
}
static Val m_getpeername(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    return name_of(as_socket(args[0]), block_getpeername);
}

/* 0, an errno, or -2 with an exception set. */
static int connect_socket(Socket *s, const SocketAddress *to) {
    int64_t deadline = deadline_of(s);
    int r = block_connect(s->fd, &to->any, to->length);
    if (r == -2)
        return -2;
    if (r == 0 || errno != EINPROGRESS || s->timeout <= 0)
        return r == 0 ? 0 : errno;
    struct pollfd p = {s->fd, POLLOUT, 0};
    r = block_poll(&p, 1, deadline);
    if (r < 0)
        return r == -2 ? -2 : errno;
    if (r == 0)
        return EWOULDBLOCK; /* as CPython's connect_ex() says it; connect() raises TimeoutError */
    int e = 0;
    socklen_t n = sizeof e;
    return block_getsockopt(s->fd, SOL_SOCKET, SO_ERROR, &e, &n) ? errno : e;
}
static Val m_connect(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    SocketAddress to;
    Socket *s = as_socket(args[0]);
    if (!address_arg("connect", s->family, args[1], &to))
        return VAL_NULL;
    int r = connect_socket(s, &to);
    if (r == EWOULDBLOCK && s->timeout > 0)
        return err_set(&exc_TimeoutError, "timed out");
    return r == 0 ? VAL_NONE : r == -2 ? VAL_NULL : err_set_errno(r, VAL_NULL);
}
static Val m_connect_ex(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    SocketAddress to;
    Socket *s = as_socket(args[0]);
    if (!address_arg("connect_ex", s->family, args[1], &to))
        return VAL_NULL;
    int r = connect_socket(s, &to);
    return r == -2 ? VAL_NULL : val_small(r);
}

/* (descriptor, address): socket.accept() makes a socket of it. */
static Val m_accept(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    Socket *s = as_socket(args[0]);
    SocketAddress from;
    int64_t fd, deadline = deadline_of(s);
    SOCKET_CALL(fd, s, POLLIN, deadline, (from.length = sizeof from.room, block_accept(s->fd, &from.any, &from.length)));
    if (fd < 0)
        return VAL_NULL;
    Val address = address_value(&from), r = VAL_NULL;
    if (!val_is_null(address))
        r = tuple_pack(2, val_small(fd), address);
    if (val_is_null(r))
        block_close((int)fd);
    decref(address);
    return r;
}

/* ---- data ---- */

static bool flags_arg(Val *args, int nargs, int at, int *flags) {
    *flags = 0;
    return nargs <= at || c_int_arg(args[at], flags);
}

/* Room for what is received: the GIL is released meanwhile, so nobody else may reach it. */
typedef struct Room {
    char small[4096], *p;
} Room;
static bool room_make(Room *room, int64_t size) {
    room->p = size <= (int64_t)sizeof room->small ? room->small : malloc((size_t)size);
    if (!room->p)
        err_no_memory();
    return room->p;
}
static void room_drop(Room *room) {
    if (room->p != room->small)
        free(room->p);
}

static bool size_arg(const char *fname, Val v, int64_t *size) {
    if (!val_as_index(v, size, &exc_OverflowError))
        return false;
    if (*size < 0)
        return err_false(&exc_ValueError, "negative buffersize in %s", fname);
    return true;
}

static int64_t receive(Socket *s, char *p, int64_t size, int flags, SocketAddress *from) {
    int64_t r, deadline = deadline_of(s);
    SOCKET_CALL(r, s, POLLIN, deadline,
                (from->length = sizeof from->room,
                 block_recvfrom(s->fd, p, (size_t)size, flags, &from->any, &from->length)));
    return r;
}

static Val m_recv(Val *args, int n, Val kw) {
    (void)kw;
    int64_t size;
    int flags;
    Room room;
    SocketAddress from;
    if (!size_arg("recv", args[1], &size) || !flags_arg(args, n, 2, &flags) || !room_make(&room, size))
        return VAL_NULL;
    int64_t got = receive(as_socket(args[0]), room.p, size, flags, &from);
    Val r = got < 0 ? VAL_NULL : bytes_new(room.p, got);
    room_drop(&room);
    return r;
}
static Val m_recvfrom(Val *args, int n, Val kw) {
    (void)kw;
    int64_t size;
    int flags;
    Room room;
    SocketAddress from;
    if (!size_arg("recvfrom", args[1], &size) || !flags_arg(args, n, 2, &flags) || !room_make(&room, size))
        return VAL_NULL;
    int64_t got = receive(as_socket(args[0]), room.p, size, flags, &from);
    Val data = got < 0 ? VAL_NULL : bytes_new(room.p, got), r = VAL_NULL;
    room_drop(&room);
    Val address = val_is_null(data) ? VAL_NULL : address_value(&from);
    if (!val_is_null(address))
        r = tuple_pack(2, data, address);
    decref(data);
    decref(address);
    return r;
}

/* recv_into(bytearray[, nbytes[, flags]]) */
static Val m_recv_into(Val *args, int nargs, Val kwnames) {
    static const char *const names[] = {"buffer", "nbytes", "flags", NULL};
    Val a[3];
    int64_t size = 0;
    int flags = 0;
    Room room;
    SocketAddress from;
    if (!args_parse("recv_into", names, 0, 1, 3, args + 1, nargs - 1, kwnames, a))
        return VAL_NULL;
    if (!val_is_bytearray(a[0]))
        return err_set(&exc_TypeError, "recv_into() argument 1 must be read-write bytes-like object, not %T", a[0]);
    if ((!val_is_null(a[1]) && !size_arg("recv_into", a[1], &size)) || (!val_is_null(a[2]) && !c_int_arg(a[2], &flags)))
        return VAL_NULL;
    Val buffer = incref(a[0]), r = VAL_NULL;
    if (size == 0)
        size = as_bytearray(buffer)->length;
    if (size > as_bytearray(buffer)->length) {
        err_set(&exc_ValueError, "buffer too small for requested bytes");
    } else if (room_make(&room, size)) {
        int64_t got = receive(as_socket(args[0]), room.p, size, flags, &from);
        if (got > as_bytearray(buffer)->length) { /* another thread has cut it meanwhile */
            err_set(&exc_BufferError, "the bytearray was resized while recv_into() waited");
        } else if (got >= 0) {
            if (got)
                memcpy(as_bytearray(buffer)->data, room.p, (size_t)got);
            r = val_small(got);
        }
        room_drop(&room);
    }
    decref(buffer);
    return r;
}

/* The bytes to send, which stay as they are while the GIL is released: of a
 * bytearray a copy.  VAL_NULL: exception set. */
static Val data_arg(Val v) {
    const char *p;
    int64_t n;
    if (val_is_bytes(v))
        return incref(v);
    if (!bytes_view(v, &p, &n))
        return err_set(&exc_TypeError, "a bytes-like object is required, not '%T'", v);
    return bytes_new(p, n);
}

static Val m_send(Val *args, int n, Val kw) {
    (void)kw;
    int flags;
    Socket *s = as_socket(args[0]);
    Val data = data_arg(args[1]);
    if (val_is_null(data) || !flags_arg(args, n, 2, &flags)) {
        decref(data);
        return VAL_NULL;
    }
    const Bytes *b = as_bytes(data);
    int64_t r, deadline = deadline_of(s);
    SOCKET_CALL(r, s, POLLOUT, deadline, block_sendto(s->fd, b->data, (size_t)b->length, flags, NULL, 0));
    decref(data);
    return r < 0 ? VAL_NULL : int_from_i64(r);
}

static Val m_sendall(Val *args, int n, Val kw) {
    (void)kw;
    int flags;
    Socket *s = as_socket(args[0]);
    Val data = data_arg(args[1]);
    if (val_is_null(data) || !flags_arg(args, n, 2, &flags)) {
        decref(data);
        return VAL_NULL;
    }
    const Bytes *b = as_bytes(data);
    int64_t done = 0, r = 0, deadline = deadline_of(s); /* the timeout is for all of it */
    do {
        SOCKET_CALL(r, s, POLLOUT, deadline,
                    block_sendto(s->fd, b->data + done, (size_t)(b->length - done), flags, NULL, 0));
        done += r;
    } while (r >= 0 && done < b->length);
    decref(data);
    return r < 0 ? VAL_NULL : VAL_NONE;
}

/* sendto(data, [flags,] address) */
static Val m_sendto(Val *args, int n, Val kw) {
    (void)kw;
    int flags = 0;
    Socket *s = as_socket(args[0]);
    SocketAddress to;
    if ((n > 3 && !c_int_arg(args[2], &flags)) || !address_arg("sendto", s->family, args[n > 3 ? 3 : 2], &to))
        return VAL_NULL;
    Val data = data_arg(args[1]);
    if (val_is_null(data))
        return data;
    const Bytes *b = as_bytes(data);
    int64_t r, deadline = deadline_of(s);
    SOCKET_CALL(r, s, POLLOUT, deadline, block_sendto(s->fd, b->data, (size_t)b->length, flags, &to.any, to.length));
    decref(data);
    return r < 0 ? VAL_NULL : int_from_i64(r);
}

/* ---- options ---- */

static Val m_setsockopt(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int level, option, value;
    const char *p;
    int64_t size;
    if (!c_int_arg(args[1], &level) || !c_int_arg(args[2], &option))
        return VAL_NULL;
    if (!bytes_view(args[3], &p, &size)) {
        if (!c_int_arg(args[3], &value))
            return VAL_NULL;
        p = (char *)&value;
        size = sizeof value;
    }
    return block_setsockopt(as_socket(args[0])->fd, level, option, p, (socklen_t)size) ? os_error(-1) : VAL_NONE;
}
static Val m_getsockopt(Val *args, int n, Val kw) {
    (void)kw;
    int level, option, value = 0, size = 0;
    char buf[1024];
    if (!c_int_arg(args[1], &level) || !c_int_arg(args[2], &option) || (n > 3 && !c_int_arg(args[3], &size)))
        return VAL_NULL;
    if (size < 0 || size > (int)sizeof buf)
        return err_set(&exc_OSError, "getsockopt buflen out of range");
    socklen_t len = size ? (socklen_t)size : sizeof value;
    if (block_getsockopt(as_socket(args[0])->fd, level, option, size ? (void *)buf : (void *)&value, &len))
        return os_error(-1);
    return size ? bytes_new(buf, (int64_t)len) : val_small(value);
}

static const MethodDef socket_methods[] = {
    {"bind", m_bind, 1, 1, 0, "Bind the socket to a local address."},
    {"listen", m_listen, 0, 1, 0, "Enable a server to accept connections."},
    {"_accept", m_accept, 0, 0, 0, "Wait for an incoming connection: (descriptor, address)."},
    {"connect", m_connect, 1, 1, 0, "Connect the socket to a remote address."},
    {"connect_ex", m_connect_ex, 1, 1, 0, "Like connect(address), but returns an error code instead of raising."},
    {"send", m_send, 1, 2, 0, "Send data; returns how many bytes went."},
    {"sendall", m_sendall, 1, 2, 0, "Send all of the data."},
    {"sendto", m_sendto, 2, 3, 0, "Send data to an address."},
    {"recv", m_recv, 1, 2, 0, "Receive up to buffersize bytes; b'' when the other side has closed."},
    {"recvfrom", m_recvfrom, 1, 2, 0, "Like recv(), but returns (data, address)."},
    {"recv_into", m_recv_into, 1, -1, METH_KW, "Receive into a bytearray; returns the number of bytes."},
    {"close", m_close, 0, 0, 0, "Close the socket."},
    {"detach", m_detach, 0, 0, 0, "Close the socket object without closing the descriptor, and return that."},
    {"shutdown", m_shutdown, 1, 1, 0, "Shut down the reading side, the writing side, or both."},
    {"fileno", m_fileno, 0, 0, 0, "The descriptor; -1 if closed."},
    {"setblocking", m_setblocking, 1, 1, 0, "Set the socket to blocking (flag is true) or non-blocking (false)."},
    {"getblocking", m_getblocking, 0, 0, 0, "Whether the socket is in blocking mode."},
    {"settimeout", m_settimeout, 1, 1, 0, "Set a timeout on socket operations; None: none."},
    {"gettimeout", m_gettimeout, 0, 0, 0, "The timeout in seconds, or None."},
    {"setsockopt", m_setsockopt, 3, 3, 0, "Set a socket option."},
    {"getsockopt", m_getsockopt, 2, 3, 0, "Get a socket option."},
    {"getsockname", m_getsockname, 0, 0, 0, "The address of the local endpoint."},
    {"getpeername", m_getpeername, 0, 0, 0, "The address of the remote endpoint."},
    {0}};

#define FIELD(name)                                                                                \
    static Val get_##name(Val v) { return val_small(as_socket(v)->name); }
FIELD(family)
FIELD(type)
FIELD(proto)
static const GetSetDef socket_getset[] = {
    {"family", get_family, NULL}, {"type", get_type, NULL}, {"proto", get_proto, NULL}, {0}};

static Type socket_type = {
    TYPE_HEAD("_socket.socket"), .size = sizeof(Socket),      .flags = TF_BASETYPE,
    .dealloc = socket_dealloc,   .repr = socket_repr,         .tp_new = socket_tp_new,
    .methods = socket_methods,   .getset = socket_getset,
};

/* ---- functions ---- */

static Val m_socketpair(Val *args, int n, Val kw) {
    (void)kw;
    int v[3] = {AF_UNIX, SOCK_STREAM, 0}, fds[2];
    for (int i = 0; i < n; i++)
        if (!c_int_arg(args[i], &v[i]))
            return VAL_NULL;
    if (block_socketpair(v[0], v[1] | SOCK_CLOEXEC, v[2], fds))
        return os_error(-1);
    return tuple_pack(2, val_small(fds[0]), val_small(fds[1]));
}
static Val m_getdefaulttimeout(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    return timeout_value(default_timeout);
}
static Val m_setdefaulttimeout(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    return timeout_arg(args[0], &default_timeout) ? VAL_NONE : VAL_NULL;
}
static Val m_close_fd(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int fd;
    return !c_int_arg(args[0], &fd) ? VAL_NULL : block_close(fd) ? os_error(-1) : VAL_NONE;
}

static const MethodDef module_methods[] = {
    {"_socketpair", m_socketpair, 0, 3, 0, "Two connected sockets, as descriptors."},
    {"getdefaulttimeout", m_getdefaulttimeout, 0, 0, 0, "The timeout of new sockets, or None."},
    {"setdefaulttimeout", m_setdefaulttimeout, 1, 1, 0, "Set the timeout of new sockets."},
    {"close", m_close_fd, 1, 1, 0, "Close a socket's descriptor."},
    {0}};

static const struct {
    const char *name;
    int value;
} constants[] = {
#define C(name) {#name, name}
    C(AF_UNSPEC), C(AF_INET), C(AF_INET6), C(AF_UNIX), C(SOCK_STREAM), C(SOCK_DGRAM), C(SOCK_SEQPACKET), C(SOCK_CLOEXEC),
    C(SOCK_NONBLOCK), C(SOL_SOCKET), C(SO_REUSEADDR), C(SO_REUSEPORT), C(SO_KEEPALIVE), C(SO_BROADCAST), C(SO_LINGER),
    C(SO_RCVBUF), C(SO_SNDBUF), C(SO_ERROR), C(SO_TYPE), C(SO_DOMAIN), C(SO_PROTOCOL), C(SO_ACCEPTCONN), C(SO_RCVTIMEO),
    C(SO_SNDTIMEO), C(SOMAXCONN), C(IPPROTO_IP), C(IPPROTO_TCP), C(IPPROTO_UDP), C(IPPROTO_IPV6), C(IPV6_V6ONLY),
    C(TCP_NODELAY), C(TCP_KEEPIDLE), C(TCP_KEEPINTVL), C(TCP_KEEPCNT), C(TCP_MAXSEG), C(TCP_CORK), C(TCP_QUICKACK),
    C(SHUT_RD), C(SHUT_WR), C(SHUT_RDWR), C(MSG_PEEK), C(MSG_DONTWAIT), C(MSG_WAITALL), C(MSG_OOB), C(MSG_NOSIGNAL),
    C(MSG_TRUNC), C(AI_PASSIVE), C(AI_CANONNAME), C(AI_NUMERICHOST), C(AI_NUMERICSERV), C(AI_ADDRCONFIG), C(EAI_NONAME),
    C(EAI_FAMILY), C(EAI_SERVICE), C(EAI_AGAIN), C(INADDR_ANY), C(NI_NUMERICHOST), C(NI_NUMERICSERV),
#undef C
    {0}};

bool socket_init(Val m) {
    for (int i = 0; constants[i].name; i++)
        if (!module_add(m, constants[i].name, val_small(constants[i].value)))
            return false;
    return type_ready(&socket_type) && module_add(m, "socket", incref(val_ptr(&socket_type))) &&
           module_add_functions(m, module_methods) && module_add_functions(m, socket_address_methods) &&
           module_add(m, "INADDR_BROADCAST", val_small(0xffffffff)) &&
           module_add(m, "INADDR_LOOPBACK", val_small(0x7f000001)) && module_add(m, "has_ipv6", VAL_TRUE) &&
           module_add(m, "timeout", incref(val_ptr(&exc_TimeoutError))) &&
           module_add(m, "error", incref(val_ptr(&exc_OSError))) && module_add(m, "_gaierror", address_error_type());
}
