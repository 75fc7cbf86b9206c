/* posix: starting another program at once, without a copy of this one. */
#include <stdlib.h>

#include "modules/modules.h"
#include "modules/posix.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/tuple.h"
#include "thread/blocking_process.h"

enum { ACTION_OPEN, ACTION_CLOSE, ACTION_DUP2 }; /* os.POSIX_SPAWN_* */

static bool count_is(Val action, int n, const char *text) {
    return as_tuple(action)->length == n || err_false(&exc_TypeError, text);
}

static bool add_action(Val action, posix_spawn_file_actions_t *out, Val owners) {
    if (!val_is_tuple(action) || as_tuple(action)->length == 0)
        return err_false(&exc_TypeError, "Each file_actions element must be a non-empty tuple");
    const Val *a = as_tuple(action)->items;
    int what, fd, other, mode;
    if (!c_int_arg(a[0], &what))
        return false;
    int e = 0;
    switch (what) {
    case ACTION_OPEN: {
        Path p;
        if (!count_is(action, 5, "A open file_action tuple must have 5 elements") || !c_int_arg(a[1], &fd) ||
            !c_int_arg(a[3], &other) || !c_int_arg(a[4], &mode) || !path_arg("posix_spawn", a[2], &p) ||
            !list_append_steal(as_list(owners), p.bytes))
            return false;
        e = posix_spawn_file_actions_addopen(out, fd, p.text, other, (mode_t)mode);
        break;
    }
    case ACTION_CLOSE:
        if (!count_is(action, 2, "A close file_action tuple must have 2 elements") || !c_int_arg(a[1], &fd))
            return false;
        e = posix_spawn_file_actions_addclose(out, fd);
        break;
    case ACTION_DUP2:
        if (!count_is(action, 3, "A dup2 file_action tuple must have 3 elements") || !c_int_arg(a[1], &fd) ||
            !c_int_arg(a[2], &other))
            return false;
        e = posix_spawn_file_actions_adddup2(out, fd, other);
        break;
    default: return err_false(&exc_TypeError, "Unknown file_actions identifier");
    }
    if (e)
        err_set_errno(e, VAL_NULL);
    return e == 0;
}

/* actions: a sequence of tuples, or None. */
static bool add_actions(Val actions, posix_spawn_file_actions_t *out, Val owners) {
    if (val_is_none(actions))
        return true;
    Val items = tuple_from_iterable(actions);
    if (val_is_null(items))
        return err_matches(&exc_TypeError) ? err_false(&exc_TypeError, "file_actions must be a sequence or None")
                                           : false;
    bool ok = true;
    for (int64_t i = 0; ok && i < as_tuple(items)->length; i++)
        ok = add_action(as_tuple(items)->items[i], out, owners);
    decref(items);
    return ok;
}

/* Each of the five is None where the caller gave nothing. */
static bool set_attributes(Val group, Val resetids, Val session, Val mask, Val defaults, posix_spawnattr_t *out) {
    int flags = 0, e = 0;
    sigset_t set;
    if (!val_is_none(group)) {
        int pgroup;
        if (!c_int_arg(group, &pgroup))
            return false;
        e = posix_spawnattr_setpgroup(out, pgroup);
        flags |= POSIX_SPAWN_SETPGROUP;
    }
    int ids = val_truth(resetids), own = val_truth(session);
    if (ids < 0 || own < 0)
        return false;
    flags |= (ids ? POSIX_SPAWN_RESETIDS : 0) | (own ? POSIX_SPAWN_SETSID : 0);
    if (!e && !val_is_none(mask)) {
        if (!sigset_arg(mask, &set))
            return false;
        e = posix_spawnattr_setsigmask(out, &set);
        flags |= POSIX_SPAWN_SETSIGMASK;
    }
    if (!e && !val_is_none(defaults)) {
        if (!sigset_arg(defaults, &set))
            return false;
        e = posix_spawnattr_setsigdefault(out, &set);
        flags |= POSIX_SPAWN_SETSIGDEF;
    }
    if (!e)
        e = posix_spawnattr_setflags(out, (short)flags);
    if (e)
        err_set_errno(e, VAL_NULL);
    return e == 0;
}

/* _posix_spawn(search, path, argv, ["NAME=value", …], file_actions, setpgroup, resetids, setsid, setsigmask,
 * setsigdef): os.posix_spawn() and os.posix_spawnp() call it.  Returns the pid. */
static Val m_posix_spawn(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int search = val_truth(args[0]);
    const char *fname = search ? "posix_spawnp" : "posix_spawn";
    Val path = args[1], argv = args[2], result = VAL_NULL;
    if (!val_is_list(argv) && !val_is_tuple(argv))
        return err_set(&exc_TypeError, "%s: argv must be a tuple or list", fname);
    if (val_len(argv) == 0)
        return err_set(&exc_ValueError, "%s: argv must not be empty", fname);
    Path p;
    if (!path_arg(fname, path, &p))
        return VAL_NULL;
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    Val owners = list_new(0);
    char **arguments = NULL, **environment = NULL;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    if (!val_is_null(owners) && (arguments = posix_string_vector(fname, argv, owners)) &&
        (environment = posix_string_vector(fname, args[3], owners)) && add_actions(args[4], &actions, owners) &&
        set_attributes(args[5], args[6], args[7], args[8], args[9], &attributes)) {
        pid_t pid;
        int e = block_spawn(search, &pid, p.text, &actions, &attributes, arguments, environment);
        result = e ? err_set_errno(e, path) : val_small(pid);
    }
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    free(environment);
    free(arguments);
    decref(owners);
    path_drop(&p);
    return result;
}

const MethodDef posix_spawn_methods[] = {
    {"_posix_spawn", m_posix_spawn, 10, 10, 0, "Execute the program specified by path in a new process."}, {0}};
