#include "modules/socket_address.h"

#include <arpa/inet.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "modules/posix.h"
#include "objects/args.h"
#include "objects/bytes.h"
#include "objects/dict.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "thread/blocking_socket.h"

bool socket_family_known(int family) { return family == AF_INET || family == AF_INET6 || family == AF_UNIX; }

/* ---- errors of name look-up ---- */

static Val gaierror = VAL_NULL;

Val address_error_type(void) {
    if (val_is_null(gaierror)) {
        Val bases = tuple_pack(1, val_ptr(&exc_OSError)), ns = dict_new();
        if (!val_is_null(bases) && !val_is_null(ns) &&
            dict_set_str(as_dict(ns), STR_CONST("__module__"), STR_CONST("socket"))) {
            Val args[] = {STR_CONST("gaierror"), bases, ns};
            gaierror = val_call(val_ptr(&type_type), args, 3, VAL_NULL);
        }
        decref(bases);
        decref(ns);
    }
    return incref(gaierror);
}

static Val set_gaierror(int code, int saved_errno) {
    if (code == EAI_SYSTEM)
        return err_set_errno(saved_errno, VAL_NULL);
    if (code == EAI_MEMORY)
        return err_no_memory();
    Val args[] = {val_small(code), str_from_cstr(gai_strerror(code))};
    Val exc = val_is_null(args[1]) ? VAL_NULL : val_call(gaierror, args, 2, VAL_NULL);
    decref(args[1]);
    return val_is_null(exc) ? exc : err_set_object(exc);
}

/* ---- Python to kernel ---- */

/* A host argument as text, kept alive by the argument; NULL: exception set. */
static const char *host_text(Val v) {
    int64_t n;
    const char *text;
    if (val_is_str(v)) {
        text = str_utf8(v, &n);
        if (text && !as_str(v)->ascii) {
            err_absent("host names with characters that are not ASCII");
            return NULL;
        }
    } else if (bytes_view(v, &text, &n)) {
    } else {
        err_set(&exc_TypeError, "str, bytes or bytearray expected, not %T", v);
        return NULL;
    }
    if (text && strlen(text) != (size_t)n) {
        err_set(&exc_ValueError, "host name must not contain null character");
        return NULL;
    }
    return text;
}

static bool resolve(const char *host, int family, SocketAddress *out) {
    if (!*host) { /* all interfaces */
        if (family == AF_INET)
            out->in.sin_addr.s_addr = htonl(INADDR_ANY);
        else
            out->in6.sin6_addr = in6addr_any;
        return true;
    }
    if (family == AF_INET && strcmp(host, "<broadcast>") == 0) {
        out->in.sin_addr.s_addr = htonl(INADDR_BROADCAST);
        return true;
    }
    /* without the resolver if it is a number: it reads files */
    if (inet_pton(family, host, family == AF_INET ? (void *)&out->in.sin_addr : (void *)&out->in6.sin6_addr) == 1)
        return true;
    struct addrinfo hints = {.ai_family = family}, *list;
    int r = block_getaddrinfo(host, NULL, &hints, &list);
    if (r) {
        set_gaierror(r, errno);
        return false;
    }
    if (family == AF_INET)
        out->in.sin_addr = ((struct sockaddr_in *)list->ai_addr)->sin_addr;
    else {
        out->in6.sin6_addr = ((struct sockaddr_in6 *)list->ai_addr)->sin6_addr;
        out->in6.sin6_scope_id = ((struct sockaddr_in6 *)list->ai_addr)->sin6_scope_id;
    }
    freeaddrinfo(list);
    return true;
}

/* Host and port of an AF_INET or AF_INET6 address. */
static bool host_and_port(const char *fname, int family, Val v, SocketAddress *out) {
    Val *items = as_tuple(v)->items;
    int port;
    const char *host = host_text(items[0]);
    if (!host || !c_int_arg(items[1], &port))
        return false;
    if (port < 0 || port > 0xffff)
        return err_false(&exc_OverflowError, "%s(): port must be 0-65535.", fname);
    out->any.sa_family = (sa_family_t)family;
    *(family == AF_INET ? &out->in.sin_port : &out->in6.sin6_port) = htons((uint16_t)port);
    Val pin = incref(items[0]); /* the look-up releases the GIL */
    bool ok = resolve(host, family, out);
    decref(pin);
    return ok;
}

static bool unix_address(const char *fname, Val v, SocketAddress *out) {
    const char *p;
    int64_t n;
    Val bytes;
    if (val_is_str(v))
        bytes = str_encode(v, "utf-8", "surrogateescape");
    else if (bytes_view(v, &p, &n))
        bytes = bytes_new(p, n);
    else
        return err_false(&exc_TypeError, "%s(): a bytes-like object is required, not '%T'", fname, v);
    if (val_is_null(bytes))
        return false;
    n = as_bytes(bytes)->length;
    bool abstract = n > 0 && as_bytes(bytes)->data[0] == 0, fits = n + !abstract <= (int64_t)sizeof out->un.sun_path;
    if (fits) {
        out->un.sun_family = AF_UNIX;
        memcpy(out->un.sun_path, as_bytes(bytes)->data, (size_t)n);
        out->length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + (size_t)n + !abstract);
    }
    decref(bytes);
    return fits || err_false(&exc_OSError, "AF_UNIX path too long");
}

bool address_arg(const char *fname, int family, Val v, SocketAddress *out) {
    memset(out, 0, sizeof *out);
    if (family == AF_UNIX)
        return unix_address(fname, v, out);
    if (!socket_family_known(family))
        return err_false(&exc_OSError, "%s(): bad family", fname);
    const char *what = family == AF_INET ? "AF_INET" : "AF_INET6";
    if (!val_is_tuple(v))
        return err_false(&exc_TypeError, "%s(): %s address must be tuple, not %T", fname, what, v);
    int64_t n = as_tuple(v)->length;
    if (family == AF_INET) {
        if (n != 2)
            return err_false(&exc_TypeError, "AF_INET address must be a pair (host, port)");
        out->length = sizeof out->in;
        return host_and_port(fname, family, v, out);
    }
    if (n < 2 || n > 4)
        return err_false(&exc_TypeError, "AF_INET6 address must be a tuple (host, port[, flowinfo[, scopeid]])");
    int flow = 0, scope = 0;
    if ((n > 2 && !c_int_arg(as_tuple(v)->items[2], &flow)) || (n > 3 && !c_int_arg(as_tuple(v)->items[3], &scope)))
        return false;
    if (flow < 0 || flow > 0xfffff)
        return err_false(&exc_OverflowError, "%s(): flowinfo must be 0-1048575.", fname);
    out->length = sizeof out->in6;
    if (!host_and_port(fname, family, v, out))
        return false;
    out->in6.sin6_flowinfo = htonl((uint32_t)flow);
    if (n > 3)
        out->in6.sin6_scope_id = (uint32_t)scope;
    return true;
}

/* ---- kernel to Python ---- */

static Val unix_value(const SocketAddress *a) {
    size_t start = offsetof(struct sockaddr_un, sun_path);
    size_t n = a->length > start ? a->length - start : 0;
    if (n > sizeof a->un.sun_path)
        n = sizeof a->un.sun_path;
    if (n && a->un.sun_path[0] == 0) /* abstract: any bytes */
        return bytes_new(a->un.sun_path, (int64_t)n);
    return str_decode(a->un.sun_path, (int64_t)strnlen(a->un.sun_path, n), "utf-8", "surrogateescape");
}

Val address_value(const SocketAddress *a) {
    if (a->length == 0)
        return VAL_NONE;
    char host[INET6_ADDRSTRLEN];
    if (a->any.sa_family == AF_UNIX)
        return unix_value(a);
    if (a->any.sa_family != AF_INET && a->any.sa_family != AF_INET6)
        return err_absent("socket addresses of that family");
    bool v4 = a->any.sa_family == AF_INET;
    if (!inet_ntop(a->any.sa_family, v4 ? (void *)&a->in.sin_addr : (void *)&a->in6.sin6_addr, host, sizeof host))
        return err_set_errno(errno, VAL_NULL);
    Val text = str_from_cstr(host), r;
    if (val_is_null(text))
        return text;
    if (v4)
        r = tuple_pack(2, text, val_small(ntohs(a->in.sin_port)));
    else
        r = tuple_pack(4, text, val_small(ntohs(a->in6.sin6_port)), val_small(ntohl(a->in6.sin6_flowinfo)),
                       val_small(a->in6.sin6_scope_id));
    decref(text);
    return r;
}

/* ---- look-up ---- */

static Val address_entry(const struct addrinfo *info) {
    SocketAddress a;
    memset(&a, 0, sizeof a);
    memcpy(&a.room, info->ai_addr, info->ai_addrlen < sizeof a.room ? info->ai_addrlen : sizeof a.room);
    a.length = info->ai_addrlen;
    Val address = address_value(&a), name = str_from_cstr(info->ai_canonname ? info->ai_canonname : ""), r = VAL_NULL;
    if (!val_is_null(address) && !val_is_null(name))
        r = tuple_pack(5, val_small(info->ai_family), val_small(info->ai_socktype), val_small(info->ai_protocol), name,
                       address);
    decref(address);
    decref(name);
    return r;
}

static Val m_getaddrinfo(Val *args, int nargs, Val kwnames) {
    static const char *const names[] = {"host", "port", "family", "type", "proto", "flags", NULL};
    Val a[6];
    int n[4] = {0, 0, 0, 0};
    if (!args_parse("getaddrinfo", names, 0, 2, 6, args, nargs, kwnames, a))
        return VAL_NULL;
    for (int i = 0; i < 4; i++)
        if (!val_is_null(a[i + 2]) && !c_int_arg(a[i + 2], &n[i]))
            return VAL_NULL;
    const char *host = NULL, *service = NULL;
    char number[24];
    if (!val_is_none(a[0]) && !(host = host_text(a[0])))
        return VAL_NULL;
    if (val_is_integer(a[1])) {
        int64_t port;
        if (!int_as_i64(a[1], &port))
            return VAL_NULL;
        snprintf(number, sizeof number, "%lld", (long long)port);
        service = number;
    } else if (!val_is_none(a[1]) && !(service = host_text(a[1]))) {
        return VAL_NULL;
    }
    struct addrinfo hints = {.ai_family = n[0], .ai_socktype = n[1], .ai_protocol = n[2], .ai_flags = n[3]}, *list = NULL;
    Val pins[] = {incref(a[0]), incref(a[1])};
    int r = block_getaddrinfo(host, service, &hints, &list);
    int e = errno;
    decref(pins[0]);
    decref(pins[1]);
    if (r)
        return set_gaierror(r, e);
    Val result = list_new(0);
    for (const struct addrinfo *i = list; i && !val_is_null(result); i = i->ai_next) {
        Val entry = address_entry(i);
        if (val_is_null(entry) || !list_append_steal(as_list(result), entry)) {
            decref(result);
            result = VAL_NULL;
        }
    }
    freeaddrinfo(list);
    return result;
}

static Val m_gethostbyname(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    const char *host = host_text(args[0]);
    SocketAddress a;
    char text[INET_ADDRSTRLEN];
    if (!host)
        return VAL_NULL;
    memset(&a, 0, sizeof a);
    Val pin = incref(args[0]);
    bool ok = resolve(host, AF_INET, &a);
    decref(pin);
    return ok ? str_from_cstr(inet_ntop(AF_INET, &a.in.sin_addr, text, sizeof text)) : VAL_NULL;
}
static Val m_gethostname(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    char name[HOST_NAME_MAX + 1] = {0};
    return gethostname(name, HOST_NAME_MAX) ? err_set_errno(errno, VAL_NULL) : path_text(name);
}

/* ---- numbers ---- */

static Val m_inet_pton(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int family;
    unsigned char packed[16];
    if (!c_int_arg(args[0], &family))
        return VAL_NULL;
    if (!val_is_str(args[1]))
        return err_set(&exc_TypeError, "inet_pton() argument 2 must be str, not %T", args[1]);
    const char *text = str_utf8(args[1], NULL);
    if (!text)
        return VAL_NULL;
    int r = inet_pton(family, text, packed);
    if (r < 0)
        return err_set_errno(errno, VAL_NULL);
    if (!r)
        return err_set(&exc_OSError, "illegal IP address string passed to inet_pton");
    return bytes_new((char *)packed, family == AF_INET ? 4 : 16);
}
static Val packed_to_text(int family, Val packed, const char *wrong) {
    const char *p;
    int64_t n;
    char text[INET6_ADDRSTRLEN];
    if (!bytes_view(packed, &p, &n))
        return err_set(&exc_TypeError, "a bytes-like object is required, not '%T'", packed);
    if (family != AF_INET && family != AF_INET6)
        return err_set(&exc_ValueError, "unknown address family %d", family);
    if (n != (family == AF_INET ? 4 : 16))
        return err_set(wrong ? &exc_OSError : &exc_ValueError, "%s", wrong ? wrong : "invalid length of packed IP address string");
    return str_from_cstr(inet_ntop(family, p, text, sizeof text));
}
static Val m_inet_ntop(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int family;
    return c_int_arg(args[0], &family) ? packed_to_text(family, args[1], NULL) : VAL_NULL;
}
static Val m_inet_ntoa(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    return packed_to_text(AF_INET, args[0], "packed IP wrong length for inet_ntoa");
}
static Val m_inet_aton(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    struct in_addr a;
    if (!val_is_str(args[0]))
        return err_set(&exc_TypeError, "inet_aton() argument 1 must be str, not %T", args[0]);
    const char *text = str_utf8(args[0], NULL);
    if (!text)
        return VAL_NULL;
    return inet_aton(text, &a) ? bytes_new((char *)&a, 4)
                               : err_set(&exc_OSError, "illegal IP address string passed to inet_aton");
}

static Val swap16(const char *fname, Val v) {
    int64_t x;
    if (!val_as_index(v, &x, &exc_OverflowError))
        return VAL_NULL;
    if (x < 0)
        return err_set(&exc_OverflowError, "%s: can't convert negative Python int to C 16-bit unsigned integer", fname);
    if (x > 0xffff)
        return err_set(&exc_OverflowError, "%s: Python int too large to convert to C 16-bit unsigned integer", fname);
    return val_small(htons((uint16_t)x));
}
static Val swap32(Val v) {
    int64_t x;
    if (!val_as_index(v, &x, &exc_OverflowError))
        return VAL_NULL;
    if (x < 0)
        return err_set(&exc_OverflowError, "can't convert negative value to unsigned int");
    if (x > 0xffffffff)
        return err_set(&exc_OverflowError, "int larger than 32 bits");
    return val_small(htonl((uint32_t)x));
}
static Val m_htons(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    return swap16("htons", args[0]);
}
static Val m_ntohs(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    return swap16("ntohs", args[0]);
}
static Val m_htonl(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    return swap32(args[0]);
}

const MethodDef socket_address_methods[] = {
    {"getaddrinfo", m_getaddrinfo, 0, -1, METH_KW, "Resolve host and port into a list of addresses."},
    {"gethostbyname", m_gethostbyname, 1, 1, 0, "The IPv4 address of a host, as text."},
    {"gethostname", m_gethostname, 0, 0, 0, "The name of this machine."},
    {"inet_pton", m_inet_pton, 2, 2, 0, "An address's text to its packed form."},
    {"inet_ntop", m_inet_ntop, 2, 2, 0, "A packed address to text."},
    {"inet_aton", m_inet_aton, 1, 1, 0, "An IPv4 address's text to its packed form."},
    {"inet_ntoa", m_inet_ntoa, 1, 1, 0, "A packed IPv4 address to text."},
    {"htons", m_htons, 1, 1, 0, "A 16-bit number from host to network byte order."},
    {"ntohs", m_ntohs, 1, 1, 0, "A 16-bit number from network to host byte order."},
    {"htonl", m_htonl, 1, 1, 0, "A 32-bit number from host to network byte order."},
    {"ntohl", m_htonl, 1, 1, 0, "A 32-bit number from network to host byte order."},
    {0}};
