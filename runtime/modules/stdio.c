/* sys.stdin, sys.stdout, sys.stderr: text over file descriptors 0, 1, 2. */
#include <stdlib.h>

#include "core/err.h"
#include "modules/stdio.h"
#include "modules/sys.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/str.h"
#include "thread/blocking.h"
#include "thread/blocking_file.h"

#define BUFFER 8192

typedef struct Stdio {
    Obj ob;
    int fd;
    const char *name;
    bool line_buffered;
    char *buf;   /* writing: pending output; reading: what was read ahead */
    size_t n, start, capacity;
    bool eof;
} Stdio;

static Stdio *std[3];

static Stdio *as_stdio(Val v) { return (Stdio *)val_obj(v); }

static bool append(Stdio *s, const char *text, size_t n) {
    if (s->n + n > s->capacity) {
        size_t cap = s->capacity ? s->capacity : BUFFER;
        while (cap < s->n + n)
            cap *= 2;
        char *p = realloc(s->buf, cap);
        if (!p) {
            err_no_memory();
            return false;
        }
        s->buf = p;
        s->capacity = cap;
    }
    if (n)
        memcpy(s->buf + s->n, text, n);
    s->n += n;
    return true;
}

/* A signal handler's exception stopped the writing: what is left goes back
 * in front of what others have put there meanwhile. */
static void put_back(Stdio *s, char *rest, size_t n) {
    Val exc = err_fetch();
    char *later = s->buf;
    size_t later_n = s->n;
    s->buf = NULL;
    s->n = s->capacity = 0;
    if (!append(s, rest, n) || !append(s, later, later_n))
        err_clear(); /* no memory to keep it */
    free(later);
    err_restore(exc);
}

/* Write out the buffer.  The GIL is released while it writes, so the buffer
 * is taken away first: others may fill a new one meanwhile. */
static bool flush(Stdio *s) {
    while (s->n) {
        char *buf = s->buf;
        size_t n = s->n, done = 0;
        s->buf = NULL;
        s->n = s->capacity = 0;
        while (done < n) {
            int64_t r = block_write(s->fd, buf + done, n - done);
            if (r < 0) {
                if (r == -1)
                    err_set_errno(errno, VAL_NULL);
                else
                    put_back(s, buf + done, n - done);
                free(buf);
                return false;
            }
            done += (size_t)r;
        }
        free(buf);
    }
    return true;
}

static bool put(Stdio *s, const char *text, size_t n) {
    if (!append(s, text, n))
        return false;
    if (s->n >= BUFFER || (s->line_buffered && memchr(text, '\n', n)))
        return flush(s);
    return true;
}

bool stdio_write_stdout(const char *utf8, int64_t n) { return put(std[1], utf8, (size_t)n); }
bool stdio_flush(void) { return (!std[1] || flush(std[1])) && (!std[2] || flush(std[2])); }
bool stdio_is_original_stdout(Val v) { return std[1] && v == val_ptr(std[1]); }

static Val m_write(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    if (!val_is_str(args[1]))
        return err_set(&exc_TypeError, "write() argument must be str, not %T", args[1]);
    int64_t len;
    const char *u = str_utf8(args[1], &len);
    if (!u || !put(as_stdio(args[0]), u, (size_t)len))
        return VAL_NULL;
    return val_small(as_str(args[1])->length);
}
static Val m_flush(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    return flush(as_stdio(args[0])) ? VAL_NONE : VAL_NULL;
}
static Val m_fileno(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    return val_small(as_stdio(args[0])->fd);
}
static Val m_isatty(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    return val_bool(block_isatty(as_stdio(args[0])->fd));
}

/* Fills the read-ahead; 1 more, 0 end, -1 exception. */
static int fill(Stdio *s) {
    if (s->eof)
        return 0;
    char *chunk = malloc(BUFFER);
    if (!chunk) {
        err_no_memory();
        return -1;
    }
    int64_t r = block_read(s->fd, chunk, BUFFER);
    if (r > 0) {
        size_t keep = s->n - s->start;
        char *p = malloc(keep + (size_t)r);
        if (!p) {
            free(chunk);
            err_no_memory();
            return -1;
        }
        memcpy(p, s->buf + s->start, keep);
        memcpy(p + keep, chunk, (size_t)r);
        free(s->buf);
        s->buf = p;
        s->start = 0;
        s->n = keep + (size_t)r;
    } else if (r == 0) {
        s->eof = true;
    } else if (r == -1) {
        err_set_errno(errno, VAL_NULL);
    }
    free(chunk);
    return r > 0 ? 1 : r == 0 ? 0 : -1;
}

static Val take(Stdio *s, size_t n) {
    Val v = str_from_utf8(s->buf + s->start, (int64_t)n);
    s->start += n;
    return v;
}

static Val read_line(Stdio *s) {
    for (;;) {
        char *nl = s->n > s->start ? memchr(s->buf + s->start, '\n', s->n - s->start) : NULL;
        if (nl)
            return take(s, (size_t)(nl - (s->buf + s->start)) + 1);
        int r = fill(s);
        if (r < 0)
            return VAL_NULL;
        if (r == 0)
            return s->n > s->start ? take(s, s->n - s->start) : str_from_cstr("");
    }
}
Val stdio_read_line(void) { return read_line(std[0]); }

static Val m_readline(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    return read_line(as_stdio(args[0]));
}
static Val m_read(Val *args, int n, Val kw) {
    (void)kw;
    if (n > 1 && !val_is_none(args[1]))
        return err_absent("read(size) of standard input");
    Stdio *s = as_stdio(args[0]);
    int r;
    while ((r = fill(s)) > 0)
        ;
    if (r < 0)
        return VAL_NULL;
    return s->n > s->start ? take(s, s->n - s->start) : str_from_cstr("");
}
static Val stdio_next(Val v) {
    Val line = read_line(as_stdio(v));
    if (!val_is_null(line) && as_str(line)->length == 0) {
        decref(line);
        return VAL_NULL;
    }
    return line;
}
static Val stdio_iter(Val v) { return incref(v); }
static Val stdio_repr(Val v) {
    return str_from_format("<_io.TextIOWrapper name='%s' mode='%s' encoding='utf-8'>", as_stdio(v)->name,
                           as_stdio(v)->fd ? "w" : "r");
}
static Val get_name(Val v) { return str_from_cstr(as_stdio(v)->name); }
static Val get_encoding(Val v) {
    (void)v;
    return STR_CONST("utf-8");
}
static const GetSetDef stdio_getset[] = {{"name", get_name, NULL}, {"encoding", get_encoding, NULL}, {0}};
static const MethodDef stdio_methods[] = {
    {"write", m_write, 1, 1, 0, "Write string to stream; return the number of characters."},
    {"flush", m_flush, 0, 0, 0, "Flush the write buffer."},
    {"fileno", m_fileno, 0, 0, 0, "The file descriptor."},
    {"isatty", m_isatty, 0, 0, 0, "Whether the stream is a terminal."},
    {"readline", m_readline, 0, 0, 0, "Read until newline or EOF."},
    {"read", m_read, 0, 1, 0, "Read all until EOF."},
    {0}};
static void stdio_dealloc(Obj *o) {
    free(((Stdio *)o)->buf);
    obj_free(o);
}
Type stdio_type = {
    TYPE_HEAD("_io.TextIOWrapper"), .size = sizeof(Stdio), .dealloc = stdio_dealloc, .repr = stdio_repr,
    .iter = stdio_iter,             .next = stdio_next,    .methods = stdio_methods, .getset = stdio_getset,
};

bool stdio_init(void) {
    static const char *const names[] = {"<stdin>", "<stdout>", "<stderr>"};
    static const char *const attrs[] = {"stdin", "stdout", "stderr"};
    static const char *const originals[] = {"__stdin__", "__stdout__", "__stderr__"};
    for (int i = 0; i < 3; i++) {
        Stdio *s = obj_new(&stdio_type);
        if (!s)
            return false;
        s->fd = i;
        s->name = names[i];
        s->line_buffered = i == 2 || block_isatty(i);
        std[i] = s;
        if (!sys_set_object(attrs[i], incref(val_ptr(s))) || !sys_set_object(originals[i], incref(val_ptr(s))))
            return false;
    }
    return true;
}
