#include <limits.h>

#include "objects/args.h"

#include "core/err.h"
#include "objects/str.h"
#include "objects/tuple.h"

static const char *plural(int n) { return n == 1 ? "" : "s"; }

bool args_check(const char *fname, int nargs, int min, int max) {
    if (nargs >= min && (max < 0 || nargs <= max))
        return true;
    if (min == 0 && max == 0)
        return err_false(&exc_TypeError, "%s() takes no arguments (%d given)", fname, nargs);
    if (min == 1 && max == 1)
        return err_false(&exc_TypeError, "%s() takes exactly one argument (%d given)", fname,
                         nargs);
    /* functions with optional arguments name themselves without their type */
    const char *dot = strrchr(fname, '.');
    if (dot)
        fname = dot + 1;
    if (min == max)
        return err_false(&exc_TypeError, "%s expected %d argument%s, got %d", fname, min,
                         plural(min), nargs);
    if (nargs < min)
        return err_false(&exc_TypeError, "%s expected at least %d argument%s, got %d", fname, min,
                         plural(min), nargs);
    return err_false(&exc_TypeError, "%s expected at most %d argument%s, got %d", fname, max,
                     plural(max), nargs);
}

bool args_parse(const char *fname, const char *const *names, int posonly, int required, int maxpos,
                Val *args, int nargs, Val kwnames, Val *out) {
    int len = 0;
    while (names[len])
        len++;
    int nkw = val_is_null(kwnames) ? 0 : (int)as_tuple(kwnames)->length;
    for (int i = 0; i < len; i++)
        out[i] = VAL_NULL;
    if (nargs + nkw > len)
        return err_false(&exc_TypeError, "%s() takes at most %d %sargument%s (%d given)", fname,
                         len, nargs == 0 ? "keyword " : "", plural(len), nargs + nkw);
    if (nargs > maxpos) {
        if (maxpos == 0)
            return err_false(&exc_TypeError, "%s() takes no positional arguments", fname);
        return err_false(&exc_TypeError, "%s() takes %s %d positional argument%s (%d given)", fname,
                         required < maxpos ? "at most" : "exactly", maxpos, plural(maxpos), nargs);
    }
    int min_posonly = required < posonly ? required : posonly;
    if (nargs < min_posonly)
        return err_false(&exc_TypeError, "%s() takes %s %d positional argument%s (%d given)", fname,
                         min_posonly < maxpos ? "at least" : "exactly", min_posonly,
                         plural(min_posonly), nargs);
    for (int i = 0; i < nargs; i++)
        out[i] = args[i];
    const char *unknown = NULL;
    for (int k = 0; k < nkw; k++) {
        Val name = as_tuple(kwnames)->items[k];
        const char *text = str_utf8(name, NULL);
        if (!text)
            return false;
        int i = posonly;
        while (i < len && strcmp(names[i], text))
            i++;
        if (i == len) {
            unknown = text;
            continue;
        }
        if (i < nargs)
            return err_false(&exc_TypeError,
                             "argument for %s() given by name ('%s') and position (%d)", fname,
                             text, i + 1);
        out[i] = args[nargs + k];
    }
    for (int i = 0; i < required; i++)
        if (val_is_null(out[i]))
            return err_false(&exc_TypeError, "%s() missing required argument '%s' (pos %d)", fname,
                             names[i], i + 1);
    if (unknown)
        return err_false(&exc_TypeError, "'%s' is an invalid keyword argument for %s()", unknown,
                         fname);
    return true;
}

bool args_count(const char *fname, int nargs, int min, int max) {
    if (nargs >= min && nargs <= max)
        return true;
    int bound = nargs < min ? min : max;
    return err_false(&exc_TypeError, "%s() takes %s %d argument%s (%d given)", fname,
                     min == max ? "exactly" : nargs < min ? "at least" : "at most", bound,
                     plural(bound), nargs);
}
