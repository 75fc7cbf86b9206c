/* select: poll() and select(), both over the kernel's poll. */
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "core/err.h"
#include "modules/modules.h"
#include "modules/posix.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/tuple.h"
#include "objects/type.h"

static bool deadline_arg(Val timeout, int64_t ns_per_unit, int64_t *deadline) {
    *deadline = -1;
    if (val_is_none(timeout))
        return true;
    if (!val_is_integer(timeout) && !val_is_float(timeout))
        return err_false(&exc_TypeError, "timeout must be an integer or None");
    int64_t ns;
    if (!seconds_to_ns(timeout, &ns))
        return false;
    if (ns_per_unit != 1000000000)
        ns = ns / (1000000000 / ns_per_unit);
    *deadline = ns < 0 ? -1 : deadline_after(ns);
    return true;
}

/* ---- poll objects ---- */

typedef struct Poll {
    Obj ob;
    struct pollfd *fds; /* in the order of registration */
    int n, capacity;
} Poll;

static Poll *as_poll(Val v) { return (Poll *)val_obj(v); }
static Type poll_type;

static void poll_dealloc(Obj *o) {
    free(((Poll *)o)->fds);
    obj_free(o);
}

static int find(const Poll *p, int fd) {
    for (int i = 0; i < p->n; i++)
        if (p->fds[i].fd == fd)
            return i;
    return -1;
}

static bool events_arg(Val v, short *events) {
    int64_t n;
    if (!val_as_index(v, &n, &exc_OverflowError))
        return false;
    if (n < 0)
        return err_false(&exc_ValueError, "value must be positive");
    if (n > 0xffff)
        return err_false(&exc_OverflowError, "Python int too large for C unsigned short");
    *events = (short)n;
    return true;
}

static Val m_register(Val *args, int n, Val kw) {
    (void)kw;
    Poll *p = as_poll(args[0]);
    int fd;
    short events = POLLIN | POLLPRI | POLLOUT;
    if (!fd_arg(args[1], &fd) || (n > 2 && !events_arg(args[2], &events)))
        return VAL_NULL;
    int i = find(p, fd);
    if (i < 0) {
        if (p->n == p->capacity) {
            int capacity = p->capacity ? p->capacity * 2 : 8;
            struct pollfd *fds = realloc(p->fds, (size_t)capacity * sizeof *fds);
            if (!fds)
                return err_no_memory();
            p->fds = fds;
            p->capacity = capacity;
        }
        i = p->n++;
    }
    p->fds[i] = (struct pollfd){fd, events, 0};
    return VAL_NONE;
}
static Val m_modify(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    Poll *p = as_poll(args[0]);
    int fd;
    short events;
    if (!fd_arg(args[1], &fd) || !events_arg(args[2], &events))
        return VAL_NULL;
    int i = find(p, fd);
    if (i < 0)
        return err_set_errno(ENOENT, VAL_NULL);
    p->fds[i].events = events;
    return VAL_NONE;
}
static Val m_unregister(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    Poll *p = as_poll(args[0]);
    int fd;
    if (!fd_arg(args[1], &fd))
        return VAL_NULL;
    int i = find(p, fd);
    if (i < 0)
        return err_set_key(val_small(fd));
    memmove(p->fds + i, p->fds + i + 1, (size_t)(--p->n - i) * sizeof *p->fds);
    return VAL_NONE;
}

static Val ready_list(const struct pollfd *fds, int n) {
    Val list = list_new(0);
    for (int i = 0; i < n && !val_is_null(list); i++) {
        if (!fds[i].revents)
            continue;
        Val pair = tuple_pack(2, val_small(fds[i].fd), val_small((unsigned short)fds[i].revents));
        if (val_is_null(pair) || !list_append_steal(as_list(list), pair)) {
            decref(list);
            list = VAL_NULL;
        }
    }
    return list;
}

static Val m_poll(Val *args, int n, Val kw) {
    (void)kw;
    Poll *p = as_poll(args[0]);
    int64_t deadline;
    if (!deadline_arg(n > 1 ? args[1] : VAL_NONE, 1000000, &deadline))
        return VAL_NULL;
    /* others may register while this one waits */
    int count = p->n;
    struct pollfd *fds = malloc((size_t)(count + 1) * sizeof *fds);
    if (!fds)
        return err_no_memory();
    if (count)
        memcpy(fds, p->fds, (size_t)count * sizeof *fds);
    int r = block_poll(fds, (nfds_t)count, deadline);
    Val list = r < 0 ? os_error(r) : ready_list(fds, count);
    free(fds);
    return list;
}

static const MethodDef poll_methods[] = {
    {"register", m_register, 1, 2, 0, "Register a file descriptor with the polling object."},
    {"modify", m_modify, 2, 2, 0, "Modify an already registered file descriptor."},
    {"unregister", m_unregister, 1, 1, 0, "Remove a file descriptor being tracked by the polling object."},
    {"poll", m_poll, 0, 1, 0, "Wait for events, at most timeout milliseconds: a list of (fd, event)."},
    {0}};
static Type poll_type = {
    TYPE_HEAD("select.poll"), .size = sizeof(Poll), .dealloc = poll_dealloc, .methods = poll_methods};

static Val m_new_poll(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    Poll *p = obj_new(&poll_type);
    if (!p)
        return VAL_NULL;
    p->fds = NULL;
    p->n = p->capacity = 0;
    return val_ptr(p);
}

/* ---- select ---- */

/* What each of the three sequences waits for, and what makes one of its descriptors ready. */
static const short wanted[3] = {POLLIN, POLLOUT, POLLPRI};
static const short ready[3] = {POLLIN | POLLHUP | POLLERR, POLLOUT | POLLERR, POLLPRI};

static Val m_select(Val *args, int n, Val kw) {
    (void)kw;
    Val items[3] = {VAL_NULL, VAL_NULL, VAL_NULL}, lists[3] = {VAL_NULL, VAL_NULL, VAL_NULL}, result = VAL_NULL;
    struct pollfd *fds = NULL;
    int64_t deadline;
    int total = 0;
    if (n > 3 && !val_is_none(args[3])) {
        double d;
        if (!val_as_double(args[3], &d))
            return VAL_NULL;
        if (d < 0)
            return err_set(&exc_ValueError, "timeout must be non-negative");
    }
    if (!deadline_arg(n > 3 ? args[3] : VAL_NONE, 1000000000, &deadline))
        return VAL_NULL;
    for (int i = 0; i < 3; i++) {
        items[i] = tuple_from_iterable(args[i]);
        if (val_is_null(items[i])) {
            if (err_matches(&exc_TypeError))
                err_set(&exc_TypeError, "arguments 1-3 must be sequences");
            goto done;
        }
        total += (int)as_tuple(items[i])->length;
    }
    fds = malloc((size_t)(total + 1) * sizeof *fds);
    if (!fds) {
        err_no_memory();
        goto done;
    }
    for (int i = 0, at = 0; i < 3; i++)
        for (int64_t k = 0; k < as_tuple(items[i])->length; k++, at++) {
            int fd;
            if (!fd_arg(as_tuple(items[i])->items[k], &fd))
                goto done;
            fds[at] = (struct pollfd){fd, wanted[i], 0};
        }
    int r = block_poll(fds, (nfds_t)total, deadline);
    if (r < 0) {
        os_error(r);
        goto done;
    }
    for (int i = 0, at = 0; i < 3; i++) {
        lists[i] = list_new(0);
        if (val_is_null(lists[i]))
            goto done;
        for (int64_t k = 0; k < as_tuple(items[i])->length; k++, at++) {
            if (fds[at].revents & POLLNVAL) {
                err_set_errno(EBADF, VAL_NULL);
                goto done;
            }
            if ((fds[at].revents & ready[i]) && !list_append(as_list(lists[i]), as_tuple(items[i])->items[k]))
                goto done;
        }
    }
    result = tuple_pack(3, lists[0], lists[1], lists[2]);
done:
    for (int i = 0; i < 3; i++) {
        decref(items[i]);
        decref(lists[i]);
    }
    free(fds);
    return result;
}

static const MethodDef methods[] = {
    {"poll", m_new_poll, 0, 0, 0, "A new polling object, which can register file descriptors."},
    {"select", m_select, 3, 4, 0, "Wait until one or more file descriptors are ready for some kind of I/O."},
    {0}};

bool select_init(Val m) {
    static const struct {
        const char *name;
        int value;
    } constants[] = {{"POLLIN", POLLIN},   {"POLLPRI", POLLPRI},   {"POLLOUT", POLLOUT},       {"POLLERR", POLLERR},
                     {"POLLHUP", POLLHUP}, {"POLLNVAL", POLLNVAL}, {"POLLRDHUP", POLLRDHUP}, {0}};
    for (int i = 0; constants[i].name; i++)
        if (!module_add(m, constants[i].name, val_small(constants[i].value)))
            return false;
    return type_ready(&poll_type) && module_add_functions(m, methods) &&
           module_add(m, "error", incref(val_ptr(&exc_OSError)));
}
