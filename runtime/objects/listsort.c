/* list.sort: a stable adaptive merge sort (timsort with the powersort merge
 * policy, as CPython 3.11's; see its listsort.txt for the reasoning).
 *
 * While it runs, the list is empty and the items belong to the sort, so a
 * key function or a comparison may do anything to the list; what it put
 * there is thrown away and reported as "list modified during sort". */
#include "core/mem.h"
#include "objects/abstract.h"
#include "objects/float.h"
#include "objects/list.h"
#include "objects/str.h"

enum {
    MAX_RUNS = 85,   /* enough for 2**64 items */
    MIN_GALLOP = 7,
    POLL_ITEMS = 50000, /* runs and merges longer than this let other threads run */
};

/* Keys and the values that move with them (values NULL: keys are the values). */
typedef struct Slice2 {
    Val *keys, *values;
} Slice2;

typedef struct Run {
    Slice2 base;
    int64_t length;
    int power; /* of the boundary to the run after it */
} Run;

typedef struct Sort {
    int (*less)(Val a, Val b); /* 1, 0, -1 exception */
    Slice2 base;
    int64_t length;
    Val *temp; /* keys, then values, of temp_capacity each */
    int64_t temp_capacity;
    int64_t min_gallop;
    int n;
    Run runs[MAX_RUNS];
} Sort;

/* ---- comparison, chosen by what the keys are ---- */

static int less_any(Val a, Val b) { return val_compare_bool(a, b, CMP_LT); }

static int less_int(Val a, Val b) { return (int64_t)a < (int64_t)b; } /* same tag in both */

static int less_float(Val a, Val b) { return float_value(a) < float_value(b); }

static int less_latin(Val a, Val b) {
    Str *x = as_str(a), *y = as_str(b);
    int64_t n = x->length < y->length ? x->length : y->length;
    int c = memcmp(str_data(x), str_data(y), (size_t)n);
    return c ? c < 0 : x->length < y->length;
}

static int less_str(Val a, Val b) { return str_cmp(as_str(a), as_str(b)) < 0; }

static int (*choose_less(const Val *keys, int64_t n))(Val, Val) {
    bool ints = true, floats = true, strs = true, latin = true;
    for (int64_t i = 0; i < n && (ints || floats || strs); i++) {
        Val k = keys[i];
        ints = ints && val_is_int(k);
        floats = floats && (val_is_imm_float(k) || val_is(k, &float_type));
        strs = strs && val_is(k, &str_type);
        latin = latin && strs && as_str(k)->kind == 1;
    }
    return ints ? less_int : floats ? less_float : latin ? less_latin : strs ? less_str : less_any;
}

/* ---- pairs of keys and values ---- */

static inline Slice2 at(Slice2 s, int64_t i) {
    return (Slice2){s.keys + i, s.values ? s.values + i : NULL};
}

static inline void copy1(Slice2 to, int64_t i, Slice2 from, int64_t j) {
    to.keys[i] = from.keys[j];
    if (to.values)
        to.values[i] = from.values[j];
}

static inline void move(Slice2 to, int64_t i, Slice2 from, int64_t j, int64_t n) {
    memmove(to.keys + i, from.keys + j, (size_t)n * sizeof(Val));
    if (to.values)
        memmove(to.values + i, from.values + j, (size_t)n * sizeof(Val));
}

static void reverse_slice(Slice2 s, int64_t n) {
    for (int64_t i = 0, j = n - 1; i < j; i++, j--) {
        Val t = s.keys[i];
        s.keys[i] = s.keys[j];
        s.keys[j] = t;
        if (s.values) {
            t = s.values[i];
            s.values[i] = s.values[j];
            s.values[j] = t;
        }
    }
}

/* ---- runs ---- */

/* Sorts s[0:n], of which s[0:start] is sorted. */
static bool binary_insertion(Sort *ms, Slice2 s, int64_t n, int64_t start) {
    for (int64_t i = start ? start : 1; i < n; i++) {
        Val key = s.keys[i], value = s.values ? s.values[i] : VAL_NULL;
        int64_t left = 0, right = i;
        while (left < right) {
            int64_t mid = left + (right - left) / 2;
            int r = ms->less(key, s.keys[mid]);
            if (r < 0)
                return false;
            if (r)
                right = mid;
            else
                left = mid + 1;
        }
        move(s, left + 1, s, left, i - left);
        s.keys[left] = key;
        if (s.values)
            s.values[left] = value;
    }
    return true;
}

/* Length of the run at s, at most n; a strictly falling one is turned round.
 * -1: exception. */
static int64_t count_run(Sort *ms, Slice2 s, int64_t n) {
    if (n <= 1)
        return n;
    int r = ms->less(s.keys[1], s.keys[0]);
    if (r < 0)
        return -1;
    bool falling = r;
    int64_t i = 2;
    for (; i < n; i++) {
        if ((r = ms->less(s.keys[i], s.keys[i - 1])) < 0)
            return -1;
        if ((bool)r != falling)
            break;
        if (i % POLL_ITEMS == 0 && vm_hooks.poll() < 0)
            return -1;
    }
    if (falling)
        reverse_slice(s, i);
    return i;
}

/* ---- galloping: where key belongs in the sorted a[0:n], starting at hint ---- */

#define LESS(x, y)                                                             \
    int r_ = ms->less((x), (y));                                               \
    if (r_ < 0)                                                                \
        return -1;

/* a[k-1] < key <= a[k] */
static int64_t gallop_left(Sort *ms, Val key, const Val *a, int64_t n, int64_t hint) {
    int64_t last = 0, offset = 1;
    {
        LESS(a[hint], key)
        if (r_) { /* to the right */
            int64_t max = n - hint;
            while (offset < max) {
                LESS(a[hint + offset], key)
                if (!r_)
                    break;
                last = offset;
                offset = (offset << 1) + 1;
            }
            if (offset > max)
                offset = max;
            last += hint;
            offset += hint;
        } else {
            int64_t max = hint + 1;
            while (offset < max) {
                LESS(a[hint - offset], key)
                if (r_)
                    break;
                last = offset;
                offset = (offset << 1) + 1;
            }
            if (offset > max)
                offset = max;
            int64_t t = last;
            last = hint - offset;
            offset = hint - t;
        }
    }
    last++;
    while (last < offset) {
        int64_t mid = last + ((offset - last) >> 1);
        LESS(a[mid], key)
        if (r_)
            last = mid + 1;
        else
            offset = mid;
    }
    return offset;
}

/* a[k-1] <= key < a[k] */
static int64_t gallop_right(Sort *ms, Val key, const Val *a, int64_t n, int64_t hint) {
    int64_t last = 0, offset = 1;
    {
        LESS(key, a[hint])
        if (r_) { /* to the left */
            int64_t max = hint + 1;
            while (offset < max) {
                LESS(key, a[hint - offset])
                if (!r_)
                    break;
                last = offset;
                offset = (offset << 1) + 1;
            }
            if (offset > max)
                offset = max;
            int64_t t = last;
            last = hint - offset;
            offset = hint - t;
        } else {
            int64_t max = n - hint;
            while (offset < max) {
                LESS(key, a[hint + offset])
                if (r_)
                    break;
                last = offset;
                offset = (offset << 1) + 1;
            }
            if (offset > max)
                offset = max;
            last += hint;
            offset += hint;
        }
    }
    last++;
    while (last < offset) {
        int64_t mid = last + ((offset - last) >> 1);
        LESS(key, a[mid])
        if (r_)
            offset = mid;
        else
            last = mid + 1;
    }
    return offset;
}

/* ---- merging ---- */

static bool get_temp(Sort *ms, int64_t n) {
    if (n <= ms->temp_capacity)
        return true;
    size_t unit = sizeof(Val) * (ms->base.values ? 2 : 1);
    mem_free(ms->temp, (size_t)ms->temp_capacity * unit);
    ms->temp_capacity = 0;
    ms->temp = mem_alloc((size_t)n * unit);
    if (!ms->temp) {
        err_no_memory();
        return false;
    }
    ms->temp_capacity = n;
    return true;
}

static Slice2 temp_slice(Sort *ms) {
    return (Slice2){ms->temp, ms->base.values ? ms->temp + ms->temp_capacity : NULL};
}

/* Merges neighbours a (na items, the smaller side) and b in place.  On an
 * exception every item is still in the array once. */
static bool merge_low(Sort *ms, Slice2 a, int64_t na, Slice2 b, int64_t nb) {
    if (!get_temp(ms, na))
        return false;
    Slice2 t = temp_slice(ms), to = a;
    move(t, 0, a, 0, na);
    int64_t i = 0, j = 0, out = 0, min_gallop = ms->min_gallop;
    bool ok = false;
    copy1(to, out++, b, j++);
    if (nb == 1)
        goto copy_a;
    if (na == 1)
        goto copy_b;
    for (;;) {
        int64_t acount = 0, bcount = 0;
        do {
            int r = ms->less(b.keys[j], t.keys[i]);
            if (r < 0)
                goto done;
            if (r) {
                copy1(to, out++, b, j++);
                bcount++;
                acount = 0;
                if (j == nb)
                    goto copy_a;
            } else {
                copy1(to, out++, t, i++);
                acount++;
                bcount = 0;
                if (i == na - 1)
                    goto copy_b;
            }
        } while ((acount | bcount) < min_gallop);
        min_gallop++;
        do { /* one side wins steadily: find how far by galloping */
            min_gallop -= min_gallop > 1;
            ms->min_gallop = min_gallop;
            int64_t k = gallop_right(ms, b.keys[j], t.keys + i, na - i, 0);
            if (k < 0)
                goto done;
            acount = k;
            move(to, out, t, i, k);
            out += k;
            i += k;
            if (i == na - 1)
                goto copy_b;
            if (i == na) { /* only with an inconsistent comparison */
                ok = true;
                goto done;
            }
            copy1(to, out++, b, j++);
            if (j == nb)
                goto copy_a;
            k = gallop_left(ms, t.keys[i], b.keys + j, nb - j, 0);
            if (k < 0)
                goto done;
            bcount = k;
            move(to, out, b, j, k);
            out += k;
            j += k;
            if (j == nb)
                goto copy_a;
            copy1(to, out++, t, i++);
            if (i == na - 1)
                goto copy_b;
        } while (acount >= MIN_GALLOP || bcount >= MIN_GALLOP);
        min_gallop++;
        ms->min_gallop = min_gallop;
    }
copy_a:
    ok = true;
done:
    move(to, out, t, i, na - i);
    return ok;
copy_b: /* the last item of a goes behind the rest of b */
    move(to, out, b, j, nb - j);
    copy1(to, out + nb - j, t, i);
    return true;
}

/* The same with b, the smaller side, in the temporary array, from the right. */
static bool merge_high(Sort *ms, Slice2 a, int64_t na, Slice2 b, int64_t nb) {
    if (!get_temp(ms, nb))
        return false;
    Slice2 t = temp_slice(ms), to = a;
    move(t, 0, b, 0, nb);
    int64_t i = na - 1, j = nb - 1, out = na + nb - 1, min_gallop = ms->min_gallop;
    bool ok = false;
    copy1(to, out--, a, i--);
    if (i < 0)
        goto copy_b;
    if (j == 0)
        goto copy_a;
    for (;;) {
        int64_t acount = 0, bcount = 0;
        do {
            int r = ms->less(t.keys[j], a.keys[i]);
            if (r < 0)
                goto done;
            if (r) {
                copy1(to, out--, a, i--);
                acount++;
                bcount = 0;
                if (i < 0)
                    goto copy_b;
            } else {
                copy1(to, out--, t, j--);
                bcount++;
                acount = 0;
                if (j == 0)
                    goto copy_a;
            }
        } while ((acount | bcount) < min_gallop);
        min_gallop++;
        do {
            min_gallop -= min_gallop > 1;
            ms->min_gallop = min_gallop;
            int64_t k = gallop_right(ms, t.keys[j], a.keys, i + 1, i);
            if (k < 0)
                goto done;
            k = i + 1 - k;
            acount = k;
            out -= k;
            i -= k;
            move(to, out + 1, a, i + 1, k);
            if (i < 0)
                goto copy_b;
            copy1(to, out--, t, j--);
            if (j == 0)
                goto copy_a;
            k = gallop_left(ms, a.keys[i], t.keys, j + 1, j);
            if (k < 0)
                goto done;
            k = j + 1 - k;
            bcount = k;
            out -= k;
            j -= k;
            move(to, out + 1, t, j + 1, k);
            if (j == 0)
                goto copy_a;
            if (j < 0) { /* only with an inconsistent comparison */
                ok = true;
                goto done;
            }
            copy1(to, out--, a, i--);
            if (i < 0)
                goto copy_b;
        } while (acount >= MIN_GALLOP || bcount >= MIN_GALLOP);
        min_gallop++;
        ms->min_gallop = min_gallop;
    }
copy_b:
    ok = true;
done:
    move(to, out - j, t, 0, j + 1);
    return ok;
copy_a: /* the first item of b goes in front of the rest of a */
    move(to, out - i, a, 0, i + 1);
    copy1(to, out - i - 1, t, j);
    return true;
}

static bool merge_at(Sort *ms, int i) {
    Slice2 a = ms->runs[i].base, b = ms->runs[i + 1].base;
    int64_t na = ms->runs[i].length, nb = ms->runs[i + 1].length;
    ms->runs[i].length = na + nb;
    if (i == ms->n - 3)
        ms->runs[i + 1] = ms->runs[i + 2];
    ms->n--;
    if (na + nb > POLL_ITEMS && vm_hooks.poll() < 0)
        return false;
    int64_t k = gallop_right(ms, b.keys[0], a.keys, na, 0);
    if (k < 0)
        return false;
    a = at(a, k);
    na -= k;
    if (na == 0)
        return true;
    nb = gallop_left(ms, a.keys[na - 1], b.keys, nb, nb - 1);
    if (nb <= 0)
        return nb == 0;
    return na <= nb ? merge_low(ms, a, na, b, nb) : merge_high(ms, a, na, b, nb);
}

/* The depth at which the boundary of two neighbouring runs, at s1 with n1
 * and n2 items, lies in a balanced tree over all n. */
static int boundary_power(int64_t s1, int64_t n1, int64_t n2, int64_t n) {
    int power = 0;
    int64_t a = 2 * s1 + n1, b = a + n1 + n2;
    for (;;) {
        power++;
        if (a >= n) {
            a -= n;
            b -= n;
        } else if (b >= n) {
            return power;
        }
        a <<= 1;
        b <<= 1;
    }
}

static bool found_run(Sort *ms, int64_t n2) {
    if (ms->n == 0)
        return true;
    Run *top = &ms->runs[ms->n - 1];
    int power = boundary_power(top->base.keys - ms->base.keys, top->length, n2, ms->length);
    while (ms->n > 1 && ms->runs[ms->n - 2].power > power)
        if (!merge_at(ms, ms->n - 2))
            return false;
    ms->runs[ms->n - 1].power = power;
    return true;
}

static bool merge_rest(Sort *ms) {
    while (ms->n > 1) {
        int i = ms->n - 2;
        if (i > 0 && ms->runs[i - 1].length < ms->runs[i + 1].length)
            i--;
        if (!merge_at(ms, i))
            return false;
    }
    return true;
}

static int64_t min_run(int64_t n) {
    int64_t r = 0;
    while (n >= 64) {
        r |= n & 1;
        n >>= 1;
    }
    return n + r;
}

static bool sort_all(Sort *ms) {
    Slice2 s = ms->base;
    int64_t left = ms->length, minrun = min_run(left);
    while (left) {
        int64_t n = count_run(ms, s, left);
        if (n < 0)
            return false;
        if (n < minrun) {
            int64_t force = left < minrun ? left : minrun;
            if (!binary_insertion(ms, s, force, n))
                return false;
            n = force;
        }
        if (!found_run(ms, n))
            return false;
        ms->runs[ms->n++] = (Run){s, n, 0};
        s = at(s, n);
        left -= n;
    }
    return merge_rest(ms);
}

/* keys[i] = key(items[i]); false: exception, no keys left. */
static bool make_keys(Val *keys, Val *items, int64_t n, Val key) {
    for (int64_t i = 0; i < n; i++) {
        keys[i] = val_call1(key, items[i]);
        if (val_is_null(keys[i])) {
            while (--i >= 0)
                decref(keys[i]);
            return false;
        }
    }
    return true;
}

bool list_sort(List *l, Val key, bool reverse) {
    Val *items = l->items;
    int64_t n = l->length, capacity = l->capacity;
    Sort ms = {.min_gallop = MIN_GALLOP, .length = n};
    Val *keys = NULL;
    bool ok = true, keyed = !val_is_null(key);
    l->items = NULL;
    l->length = 0;
    l->capacity = -1;
    if (keyed && n) {
        keys = mem_alloc((size_t)n * sizeof(Val));
        if (!keys) {
            err_no_memory();
            ok = false;
        } else if (!make_keys(keys, items, n, key)) {
            mem_free(keys, (size_t)n * sizeof(Val));
            keys = NULL;
            ok = false;
        }
    }
    if (ok && n > 1) {
        ms.base = keys ? (Slice2){keys, items} : (Slice2){items, NULL};
        ms.less = choose_less(ms.base.keys, n);
        if (reverse) /* turned round before and after, equal items keep their order */
            reverse_slice(ms.base, n);
        ok = sort_all(&ms);
        if (reverse)
            reverse_slice(ms.base, n);
        mem_free(ms.temp, (size_t)ms.temp_capacity * sizeof(Val) * (keys ? 2 : 1));
    }
    /* Give the items back before anything is dropped. */
    Val *new_items = l->items;
    int64_t new_length = l->length, new_capacity = l->capacity;
    if (new_capacity != -1 && ok)
        ok = err_false(&exc_ValueError, "list modified during sort");
    l->items = items;
    l->length = n;
    l->capacity = capacity;
    for (int64_t i = 0; i < new_length; i++)
        decref(new_items[i]);
    if (new_items)
        mem_free(new_items, (size_t)new_capacity * sizeof(Val));
    if (keys) {
        for (int64_t i = 0; i < n; i++)
            decref(keys[i]);
        mem_free(keys, (size_t)n * sizeof(Val));
    }
    return ok;
}
