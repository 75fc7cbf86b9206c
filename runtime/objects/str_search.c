/* Substring search in linear time.
 *
 * One-byte text goes through memchr and memmem (two-way in the C library).
 * Wider text and backward search start naively, with the last character of
 * the needle checked first, and change to Knuth-Morris-Pratt once they have
 * done more comparisons than a linear search would. */
#include <stdlib.h>

#include "core/err.h"
#include "objects/str.h"

int64_t mem_find(const char *h, int64_t hn, const char *n, int64_t nn) {
    if (nn > hn)
        return -1;
    if (nn == 0)
        return 0;
    const char *p = h, *last = h + (hn - nn);
    if (nn == 1) {
        p = memchr(h, *n, (size_t)hn);
        return p ? p - h : -1;
    }
    /* A first character that is right mostly leads to a match at once;
     * where it does not, memmem's preparation pays. */
    for (int tries = 0; tries < 32; tries++, p++) {
        p = p > last ? NULL : memchr(p, *n, (size_t)(last - p) + 1);
        if (!p)
            return -1;
        if (memcmp(p + 1, n + 1, (size_t)nn - 1) == 0)
            return p - h;
    }
    p = memmem(p, (size_t)(h + hn - p), n, (size_t)nn);
    return p ? p - h : -1;
}

/* Text read forwards or backwards: i counts from the start of the search. */
typedef struct View {
    int kind;
    const void *data;
    int64_t first; /* position of element 0 */
    int64_t step;  /* 1 or -1 */
    int64_t length;
} View;

static inline uint32_t at(const View *v, int64_t i) {
    return char_at(v->kind, v->data, v->first + i * v->step);
}

/* Start of the needle's first occurrence in reading order, or -1. */
static int64_t kmp(const View *h, const View *n, int64_t from, int64_t *table) {
    int64_t m = n->length, k = 0;
    table[0] = 0;
    for (int64_t i = 1; i < m; i++) {
        while (k && at(n, i) != at(n, k))
            k = table[k - 1];
        if (at(n, i) == at(n, k))
            k++;
        table[i] = k;
    }
    k = 0;
    for (int64_t i = from; i < h->length; i++) {
        uint32_t c = at(h, i);
        while (k && c != at(n, k))
            k = table[k - 1];
        if (c == at(n, k))
            k++;
        if (k == m)
            return i - m + 1;
    }
    return -1;
}

static int64_t view_find(const View *h, const View *n) {
    int64_t m = n->length, limit = h->length - m, work = 0;
    uint32_t last = at(n, m - 1);
    for (int64_t i = 0; i <= limit; i++) {
        if (at(h, i + m - 1) != last)
            continue;
        int64_t j = 0;
        while (j < m - 1 && at(h, i + j) == at(n, j))
            j++;
        if (j == m - 1)
            return i;
        work += j;
        if (unlikely(work > 4 * (i + m) + 1000)) {
            int64_t *table = malloc((size_t)m * sizeof *table);
            if (!table) {
                work = 0; /* slower, but still right */
                continue;
            }
            int64_t r = kmp(h, n, i + 1, table);
            free(table);
            return r;
        }
    }
    return -1;
}

static int64_t find_forward(int kind, const void *h, int64_t start, int64_t end, const Str *n) {
    View hv = {kind, h, start, 1, end - start};
    View nv = {n->kind, str_data(n), 0, 1, n->length};
    int64_t r = view_find(&hv, &nv);
    return r < 0 ? -1 : start + r;
}

int64_t str_find(const Str *h, const Str *n, int64_t start, int64_t end) {
    if (end > h->length)
        end = h->length;
    if (start > end || n->length > end - start || n->kind > h->kind)
        return -1;
    if (n->length == 0)
        return start;
    if (h->kind == 1 && n->length == 1) {
        const char *from = (char *)str_data(h) + start, *p = memchr(from, *(unsigned char *)str_data(n), (size_t)(end - start));
        return p ? start + (p - from) : -1;
    }
    if (h->kind == 1) {
        int64_t r = mem_find((char *)str_data(h) + start, end - start, str_data(n), n->length);
        return r < 0 ? -1 : start + r;
    }
    return find_forward(h->kind, str_data(h), start, end, n);
}

static int64_t find_backward(int kind, const void *h, int64_t start, int64_t end, int nkind,
                             const void *n, int64_t m) {
    View hv = {kind, h, end - 1, -1, end - start};
    View nv = {nkind, n, m - 1, -1, m};
    int64_t r = view_find(&hv, &nv);
    return r < 0 ? -1 : end - r - m;
}

int64_t mem_rfind(const char *h, int64_t hn, const char *n, int64_t nn) {
    if (nn > hn)
        return -1;
    if (nn == 0)
        return hn;
    if (nn == 1) {
        const char *p = memrchr(h, *n, (size_t)hn);
        return p ? p - h : -1;
    }
    return find_backward(1, h, 0, hn, 1, n, nn);
}

int64_t str_rfind(const Str *h, const Str *n, int64_t start, int64_t end) {
    if (end > h->length)
        end = h->length;
    if (start > end || n->length > end - start || n->kind > h->kind)
        return -1;
    if (n->length == 0)
        return end;
    return find_backward(h->kind, str_data(h), start, end, n->kind, str_data(n), n->length);
}

int64_t mem_count(const char *h, int64_t hn, const char *n, int64_t nn) {
    if (nn == 0)
        return hn + 1;
    int64_t count = 0;
    for (int64_t at = 0;;) {
        int64_t r = mem_find(h + at, hn - at, n, nn);
        if (r < 0)
            return count;
        count++;
        at += r + nn;
    }
}

int64_t str_count(const Str *h, const Str *n, int64_t start, int64_t end) {
    if (end > h->length)
        end = h->length;
    if (start > end)
        return 0;
    if (n->length == 0)
        return end - start + 1;
    int64_t count = 0;
    while ((start = str_find(h, n, start, end)) >= 0) {
        count++;
        start += n->length;
    }
    return count;
}

static void copy(Str *to, int64_t at_, const Str *from, int64_t start, int64_t n) {
    if (to->kind == from->kind)
        memcpy((char *)str_data(to) + at_ * to->kind, (char *)str_data(from) + start * from->kind,
               (size_t)(n * to->kind));
    else
        for (int64_t i = 0; i < n; i++)
            str_put(to, at_ + i, str_char(from, start + i));
}

Val str_replace(Val v, Val vfrom, Val vto, int64_t max) {
    Str *s = as_str(v), *from = as_str(vfrom), *to = as_str(vto);
    if (max == 0 || str_eq(from, to))
        return str_plain(v);
    int64_t n = str_count(s, from, 0, s->length);
    if (max > 0 && n > max)
        n = max;
    if (n == 0)
        return str_plain(v);
    int64_t delta = to->length - from->length;
    if (delta > 0 && n > (INT64_MAX / 8 - s->length) / delta)
        return err_set(&exc_OverflowError, "replace string is too long");
    uint32_t ms = str_max_char(s), mt = str_max_char(to);
    int64_t length = s->length + n * delta;
    if (length == 0)
        return str_empty();
    Str *r = str_alloc(length, ms > mt ? ms : mt);
    if (!r)
        return VAL_NULL;
    int64_t in = 0, out = 0;
    for (int64_t i = 0; i < n; i++) {
        if (from->length == 0) { /* before each character, and at the end */
            copy(r, out, to, 0, to->length);
            out += to->length;
            if (in < s->length) {
                copy(r, out, s, in, 1);
                out++;
                in++;
            }
            continue;
        }
        int64_t p = str_find(s, from, in, s->length);
        copy(r, out, s, in, p - in);
        out += p - in;
        copy(r, out, to, 0, to->length);
        out += to->length;
        in = p + from->length;
    }
    copy(r, out, s, in, s->length - in);
    if (r->ascii || (from->ascii && to->kind >= s->kind))
        return val_ptr(r); /* what was taken out cannot have been the widest */
    Val narrow = str_from_kind(r->kind, str_data(r), length);
    decref_obj(r);
    return narrow;
}
