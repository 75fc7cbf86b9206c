/* _thread: starting threads, locks, thread-local data. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/err.h"
#include "core/gc.h"
#include "gilpy_probes.h"
#include "modules/modules.h"
#include "modules/sys.h"
#include "objects/args.h"
#include "objects/dict.h"
#include "objects/exception.h"
#include "objects/float.h"
#include "objects/instance.h"
#include "objects/int.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/type.h"
#include "thread/blocking.h"
#include "thread/blocking_file.h"
#include "thread/lock.h"
#include "thread/signals.h"
#include "vm/fault.h"
#include "vm/vm.h"

/* ---- lock ---- */

typedef struct LockObj {
    Obj ob;
    Lock lock;
    Thread *owner; /* RLock */
    int64_t depth;
} LockObj;

static LockObj *as_lock(Val v) { return (LockObj *)val_obj(v); }

/* blocking and timeout arguments of acquire; false: exception. */
static bool acquire_args(Val *args, int nargs, Val kwnames, int64_t *deadline) {
    static const char *const names[] = {"blocking", "timeout", NULL};
    Val a[2];
    if (!args_parse("acquire", names, 0, 0, 2, args + 1, nargs - 1, kwnames, a))
        return false;
    int blocking = val_is_null(a[0]) ? 1 : val_truth(a[0]);
    if (blocking < 0)
        return false;
    int64_t timeout = -1000000000;
    if (!val_is_null(a[1]) && !seconds_to_ns(a[1], &timeout))
        return false;
    if (!blocking && timeout != -1000000000)
        return err_false(&exc_ValueError, "can't specify a timeout for a non-blocking call");
    if (timeout < 0 && timeout != -1000000000)
        return err_false(&exc_ValueError, "timeout value must be positive");
    *deadline = !blocking ? 0 : timeout < 0 ? -1 : timeout == 0 ? 0 : deadline_after(timeout);
    return true;
}

static Val m_acquire(Val *args, int nargs, Val kwnames) {
    int64_t deadline = -1;
    if ((nargs > 1 || !val_is_null(kwnames)) && !acquire_args(args, nargs, kwnames, &deadline))
        return VAL_NULL;
    int r = lock_acquire(&as_lock(args[0])->lock, deadline);
    return r < 0 ? VAL_NULL : val_bool(r);
}
static Val m_release(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    if (!as_lock(args[0])->lock.locked)
        return err_set(&exc_RuntimeError, "release unlocked lock");
    lock_release(&as_lock(args[0])->lock);
    return VAL_NONE;
}
static Val m_locked(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    return val_bool(as_lock(args[0])->lock.locked);
}
static Val m_exit(Val *args, int n, Val kw) { return m_release(args, n, kw); }
static Val m_at_fork_reinit(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    as_lock(args[0])->lock = (Lock){0};
    as_lock(args[0])->owner = NULL;
    as_lock(args[0])->depth = 0;
    return VAL_NONE;
}

/* For Condition: between giving the lock up and holding it again, a signal
 * handler's exception must not get through.  It is raised at the end. */
static bool acquire_whatever(Lock *l) {
    Val pending = VAL_NULL;
    while (lock_acquire(l, -1) < 0) {
        decref(pending);
        pending = err_fetch();
    }
    if (!val_is_null(pending))
        err_set_object(pending);
    return val_is_null(pending);
}
static Val m_acquire_restore(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    return acquire_whatever(&as_lock(args[0])->lock) ? VAL_NONE : VAL_NULL;
}

static const MethodDef lock_methods[] = {
    {"acquire", m_acquire, 0, -1, METH_KW, "Lock the lock; wait unless told otherwise."},
    {"release", m_release, 0, 0, 0, "Release the lock, allowing another thread to acquire it."},
    {"locked", m_locked, 0, 0, 0, "Return whether the lock is in the locked state."},
    {"__enter__", m_acquire, 0, 0, 0, "Lock the lock."},
    {"__exit__", m_exit, 3, 3, 0, "Release the lock."},
    {"_release_save", m_release, 0, 0, 0, "Release the lock; returns what _acquire_restore needs."},
    {"_acquire_restore", m_acquire_restore, 1, 1, 0, "Take the lock again."},
    {"_at_fork_reinit", m_at_fork_reinit, 0, 0, 0, "Unlocked again, in the child of a fork."},
    {"acquire_lock", m_acquire, 0, -1, METH_KW, "An obsolete synonym of acquire()."},
    {"release_lock", m_release, 0, 0, 0, "An obsolete synonym of release()."},
    {"locked_lock", m_locked, 0, 0, 0, "An obsolete synonym of locked()."},
    {0}};

static void lock_dealloc(Obj *o) { obj_free(o); }
static Val lock_repr(Val v) {
    return str_from_format("<%s %T object at %p>", as_lock(v)->lock.locked ? "locked" : "unlocked", v, (void *)val_obj(v));
}
static Val new_lock(Type *t) {
    LockObj *l = obj_new(t);
    return l ? val_ptr(l) : VAL_NULL;
}
static Val lock_tp_new(Type *t, Val *args, int nargs, Val kwnames) {
    (void)args, (void)kwnames;
    if (nargs)
        return err_set(&exc_TypeError, "%N() takes no arguments", t);
    return new_lock(t);
}
static Type lock_type = {
    TYPE_HEAD("_thread.lock"), .size = sizeof(LockObj), .dealloc = lock_dealloc, .repr = lock_repr,
    .tp_new = lock_tp_new,     .methods = lock_methods,
};

/* ---- RLock ---- */

static Val r_acquire(Val *args, int nargs, Val kwnames) {
    LockObj *l = as_lock(args[0]);
    int64_t deadline = -1;
    if ((nargs > 1 || !val_is_null(kwnames)) && !acquire_args(args, nargs, kwnames, &deadline))
        return VAL_NULL;
    if (l->owner == thread_current) {
        l->depth++;
        return VAL_TRUE;
    }
    int r = lock_acquire(&l->lock, deadline);
    if (r < 0)
        return VAL_NULL;
    if (r) {
        l->owner = thread_current;
        l->depth = 1;
    }
    return val_bool(r);
}
static Val r_release(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    LockObj *l = as_lock(args[0]);
    if (l->owner != thread_current)
        return err_set(&exc_RuntimeError, "cannot release un-acquired lock");
    if (--l->depth == 0) {
        l->owner = NULL;
        lock_release(&l->lock);
    }
    return VAL_NONE;
}
static Val r_exit(Val *args, int n, Val kw) { return r_release(args, n, kw); }
static Val r_is_owned(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    return val_bool(as_lock(args[0])->owner == thread_current);
}
/* For Condition: give up all levels at once, and take them again. */
static Val r_release_save(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    LockObj *l = as_lock(args[0]);
    if (l->owner != thread_current)
        return err_set(&exc_RuntimeError, "cannot release un-acquired lock");
    int64_t depth = l->depth;
    l->depth = 0;
    l->owner = NULL;
    lock_release(&l->lock);
    return val_small(depth);
}
static Val r_acquire_restore(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    LockObj *l = as_lock(args[0]);
    if (!val_is_int(args[1]))
        return err_set(&exc_TypeError, "_acquire_restore() needs what _release_save() returned");
    bool ok = acquire_whatever(&l->lock);
    l->owner = thread_current;
    l->depth = val_int(args[1]);
    return ok ? VAL_NONE : VAL_NULL;
}
static const MethodDef rlock_methods[] = {
    {"acquire", r_acquire, 0, -1, METH_KW, "Lock the lock; the owner may do so again."},
    {"release", r_release, 0, 0, 0, "Release the lock, once for each acquire."},
    {"__enter__", r_acquire, 0, 0, 0, "Lock the lock."},
    {"__exit__", r_exit, 3, 3, 0, "Release the lock."},
    {"_is_owned", r_is_owned, 0, 0, 0, "Whether the calling thread owns the lock."},
    {"_release_save", r_release_save, 0, 0, 0, "Release all levels; returns what _acquire_restore needs."},
    {"_acquire_restore", r_acquire_restore, 1, 1, 0, "Take all levels again."},
    {"_at_fork_reinit", m_at_fork_reinit, 0, 0, 0, "Unlocked again, in the child of a fork."},
    {0}};
static Val rlock_repr(Val v) {
    LockObj *l = as_lock(v);
    return str_from_format("<%s %T object owner=%lld count=%lld at %p>", l->lock.locked ? "locked" : "unlocked", v,
                           (long long)(l->owner ? (int64_t)l->owner->ident : 0), (long long)l->depth, (void *)l);
}
static Type rlock_type = {
    TYPE_HEAD("_thread.RLock"), .size = sizeof(LockObj), .flags = TF_BASETYPE, .dealloc = lock_dealloc,
    .repr = rlock_repr,         .tp_new = lock_tp_new,   .methods = rlock_methods,
};

/* ---- local: a dict for each thread, kept by the thread under this object's key ---- */

typedef struct Local {
    Obj ob;
    uint64_t key;
    Val args, kwnames; /* for __init__ of a subclass in each new thread */
    int nargs;
} Local;

static Type local_type;
static uint64_t next_local = 1;

static Val local_tp_new(Type *t, Val *args, int nargs, Val kwnames) {
    if (t->init == object_init && (nargs || (!val_is_null(kwnames) && as_tuple(kwnames)->length)))
        return err_set(&exc_TypeError, "Initialization arguments are not supported");
    int nkw = val_is_null(kwnames) ? 0 : (int)as_tuple(kwnames)->length;
    Val all = tuple_from_items(args, nargs + nkw);
    Local *l = val_is_null(all) ? NULL : obj_new(t);
    if (!l) {
        decref(all);
        return VAL_NULL;
    }
    l->key = next_local++;
    l->args = all;
    l->nargs = nargs;
    l->kwnames = incref(kwnames);
    gc_track(l);
    /* the creating thread's __init__ is run by the call of the class */
    Val dict = dict_new();
    Thread *th = thread_current;
    if (val_is_null(th->dict))
        th->dict = dict_new();
    bool ok = !val_is_null(dict) && !val_is_null(th->dict) && dict_set(as_dict(th->dict), val_small((int64_t)l->key), dict);
    decref(dict);
    if (!ok) {
        decref_obj(l);
        return VAL_NULL;
    }
    return val_ptr(l);
}

/* This thread's dict for v: borrowed; NULL: exception. */
static Dict *local_dict(Val v) {
    Local *l = (Local *)val_obj(v);
    Thread *th = thread_current;
    if (val_is_null(th->dict)) {
        th->dict = dict_new();
        if (val_is_null(th->dict))
            return NULL;
    }
    Val key = val_small((int64_t)l->key), d = dict_get(as_dict(th->dict), key);
    if (!val_is_null(d))
        return as_dict(d);
    d = dict_new();
    if (val_is_null(d) || !dict_set(as_dict(th->dict), key, d)) {
        decref(d);
        return NULL;
    }
    decref(d);
    Type *t = val_type(v);
    if (t->init != object_init && !t->init(v, as_tuple(l->args)->items, l->nargs, l->kwnames)) {
        Val exc = err_fetch();
        dict_delete(as_dict(th->dict), key);
        err_restore(exc);
        return NULL;
    }
    return as_dict(d);
}

static Val local_getattr(Val v, Val name) {
    Dict *d = local_dict(v);
    if (!d)
        return VAL_NULL;
    if (name == STR_CONST("__dict__"))
        return incref(val_ptr(d));
    Type *t = val_type(v);
    Val attr = type_lookup(t, name);
    if (!val_is_null(attr) && val_type(attr)->descr_set)
        return descr_bind(attr, v, t);
    Val own = dict_get_str(d, name);
    if (!val_is_null(own))
        return incref(own);
    if (!val_is_null(attr))
        return descr_bind(attr, v, t);
    return err_set(&exc_AttributeError, "'%T' object has no attribute '%V'", v, name);
}
static bool local_setattr(Val v, Val name, Val value) {
    Dict *d = local_dict(v);
    if (!d)
        return false;
    Val attr = type_lookup(val_type(v), name);
    if (!val_is_null(attr) && val_type(attr)->descr_set && name != STR_CONST("__dict__"))
        return val_type(attr)->descr_set(attr, v, value);
    if (name == STR_CONST("__dict__"))
        return err_false(&exc_AttributeError, "'%T' object attribute '__dict__' is read-only", v);
    if (!val_is_null(value))
        return dict_set_str(d, name, value);
    int r = dict_delete(d, name);
    if (r == 0)
        err_set(&exc_AttributeError, "'%T' object has no attribute '%V'", v, name);
    return r > 0;
}
static void local_dealloc(Obj *o) {
    Local *l = (Local *)o;
    gc_untrack(o);
    /* every thread's data for it goes, too */
    Val key = val_small((int64_t)l->key);
    for (Thread *t = thread_first(); t; t = t->next)
        if (!val_is_null(t->dict)) {
            Val d = dict_pop(as_dict(t->dict), key);
            decref(d);
        }
    decref(l->args);
    decref(l->kwnames);
    obj_free(o);
}
static int local_traverse(Obj *o, VisitFn visit, void *arg) {
    GC_VISIT(((Local *)o)->args);
    return 0;
}
static Type local_type = {
    TYPE_HEAD("_thread._local"), .size = sizeof(Local),       .flags = TF_GC | TF_BASETYPE,
    .dealloc = local_dealloc,    .traverse = local_traverse, .getattr = local_getattr,
    .setattr = local_setattr,    .tp_new = local_tp_new,
};

/* ---- threads ---- */

typedef struct Boot {
    Thread *t;
    Val fn, args, kwargs;
} Boot;

/* What Python code needs to get as far as its own RecursionError; pages that are
 * not touched cost nothing. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SMALL_STACK (2 * 1024 * 1024) /* a sanitizer's frames are larger */
#else
#define SMALL_STACK (256 * 1024)
#endif

static int64_t stack_size; /* of threads to come; 0: what the system gives */
static uint32_t finished; /* futex word: changes when a thread ends */

static void report_in_thread(Val fn) {
    Val exc = err_fetch();
    if (!val_isinstance(exc, &exc_SystemExit)) {
        Val r = val_repr(fn);
        const char *text = val_is_null(r) ? "?" : str_utf8(r, NULL);
        block_report("Exception ignored in thread started by: %s\n", text ? text : "?");
        decref(r);
        err_clear();
        print_exception(exc);
    }
    decref(exc);
}

/* Thread-local data go first: whoever waits for the end of t finds them gone. */
static void end_of_values(Thread *t) {
    Val sentinel = t->sentinel;
    t->sentinel = VAL_NULL;
    thread_clear(t);
    if (!val_is_null(sentinel) && as_lock(sentinel)->lock.locked)
        lock_release(&as_lock(sentinel)->lock);
    decref(sentinel);
}

static void *thread_main(void *arg) {
    Boot *b = arg;
    Thread *t = b->t;
    thread_bind(t);
    fault_thread_begin();
    thread_set_name(t, t->name);
    probe_thread_start(t, t->ident, t->name);
    gil_acquire(t);
    t->bound = true;
    Val r = call_ex(b->fn, b->args, b->kwargs);
    if (val_is_null(r))
        report_in_thread(b->fn);
    decref(r);
    decref(b->fn);
    decref(b->args);
    decref(b->kwargs);
    free(b);
    probe_thread_exit(t, t->ident, t->name);
    end_of_values(t);
    thread_unlink(t);
    finished++;
    futex_wake(&finished, INT32_MAX);
    gil_release(t, GIL_REASON_THREAD_EXIT);
    thread_free(t);
    fault_thread_end();
    return NULL;
}

static Val start(Val fn, Val args, Val kwargs, const char *name, bool daemon) {
    Boot *b = calloc(1, sizeof *b);
    Thread *t = b ? thread_new() : NULL;
    if (!t) {
        free(b);
        return err_no_memory();
    }
    t->cpu_slice = thread_current->cpu_slice; /* the kernel hands it down */
    char unnamed[32];
    snprintf(unnamed, sizeof unnamed, "Thread-%llu", (unsigned long long)t->serial);
    thread_set_name(t, *name ? name : unnamed);
    t->daemon = daemon;
    b->t = t;
    b->fn = incref(fn);
    b->args = incref(args);
    b->kwargs = incref(kwargs);
    pthread_attr_t attr;
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    if (stack_size)
        pthread_attr_setstacksize(&attr, (size_t)(stack_size < SMALL_STACK ? SMALL_STACK : stack_size));
    pthread_t id;
    int e = pthread_create(&id, &attr, thread_main, b);
    if (e && !stack_size && pthread_attr_setstacksize(&attr, SMALL_STACK) == 0)
        e = pthread_create(&id, &attr, thread_main, b); /* perhaps it was only the address space */
    pthread_attr_destroy(&attr);
    if (e) {
        thread_clear(t);
        thread_unlink(t);
        thread_free(t);
        decref(fn);
        decref(args);
        decref(kwargs);
        free(b);
        return err_set(&exc_RuntimeError, "can't start new thread");
    }
    return int_from_u64((uint64_t)id);
}

static bool start_args(Val *args, int nargs, Val *kwargs) {
    if (!val_type(args[0])->call)
        return err_false(&exc_TypeError, "first arg must be callable");
    if (!val_is_tuple(args[1]))
        return err_false(&exc_TypeError, "2nd arg must be a tuple");
    *kwargs = nargs > 2 ? args[2] : VAL_NONE;
    if (!val_is_none(*kwargs) && !val_is_dict(*kwargs))
        return err_false(&exc_TypeError, "optional 3rd arg must be a dictionary");
    return true;
}
static Val m_start_new_thread(Val *args, int nargs, Val kw) {
    (void)kw;
    Val kwargs;
    if (!start_args(args, nargs, &kwargs))
        return VAL_NULL;
    /* such a thread keeps nobody from exiting */
    return start(args[0], args[1], kwargs, "", true);
}
/* _start_named(function, args, kwargs, name, daemon): for threading.py. */
static Val m_start_named(Val *args, int nargs, Val kw) {
    (void)kw;
    Val kwargs;
    if (!start_args(args, nargs, &kwargs))
        return VAL_NULL;
    const char *name = val_is_str(args[3]) ? str_utf8(args[3], NULL) : "";
    int daemon = val_truth(args[4]);
    if (!name || daemon < 0)
        return VAL_NULL;
    return start(args[0], args[1], kwargs, name, daemon);
}
static Val m_set_name(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int64_t ident;
    const char *name = val_is_str(args[1]) ? str_utf8(args[1], NULL) : NULL;
    if (!name)
        return err_set(&exc_TypeError, "name must be a str");
    if (!val_as_index(args[0], &ident, &exc_OverflowError))
        return VAL_NULL;
    Thread *t = thread_of_ident((uint64_t)ident);
    if (t)
        thread_set_name(t, name);
    return VAL_NONE;
}
static Val m_set_sentinel(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    Val lock = new_lock(&lock_type);
    if (!val_is_null(lock))
        val_set(&thread_current->sentinel, incref(lock));
    return lock;
}
static Val m_set_daemon(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int d = val_truth(args[0]);
    if (d < 0)
        return VAL_NULL;
    thread_current->daemon = d;
    return VAL_NONE;
}
static Val m_get_ident(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    return int_from_u64(thread_current->ident);
}
static Val m_get_native_id(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    return val_small(thread_current->tid);
}
static Val m_count(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    return val_small((int64_t)thread_count - 1);
}
static Val m_allocate_lock(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    return new_lock(&lock_type);
}
static Val m_exit_thread(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    return err_set_value(&exc_SystemExit, VAL_NULL);
}
static Val m_stack_size(Val *args, int n, Val kw) {
    (void)kw;
    int64_t old = stack_size, size = 0; /* without an argument it is 0 from here on, as in CPython */
    if (!args_count("stack_size", n, 0, 1) || (n && !val_as_index(args[0], &size, &exc_OverflowError)))
        return VAL_NULL;
    if (size < 0)
        return err_set(&exc_ValueError, "size must be 0 or a positive value");
    if (size && size < 32768)
        return err_set(&exc_ValueError, "size not valid: %lld bytes", (long long)size);
    stack_size = size;
    return int_from_i64(old);
}
static Val m_interrupt_main(Val *args, int n, Val kw) {
    (void)kw;
    int64_t signum = SIGINT;
    if (n && !val_as_index(args[0], &signum, &exc_OverflowError))
        return VAL_NULL;
    if (signum < 1 || signum >= NSIG)
        return err_set(&exc_ValueError, "signal number out of range");
    signals_simulate((int)signum);
    return VAL_NONE;
}

static const MethodDef thread_methods[] = {
    {"start_new_thread", m_start_new_thread, 2, 3, 0, "Start a new thread and return its identifier."},
    {"start_new", m_start_new_thread, 2, 3, 0, "An obsolete synonym of start_new_thread()."},
    {"_start_named", m_start_named, 5, 5, 0, "Start a thread with a name and a daemon flag."},
    {"_set_name", m_set_name, 2, 2, 0, "Name the thread with that ident, for the kernel and the probes."},
    {"_set_sentinel", m_set_sentinel, 0, 0, 0, "A lock that is released when the calling thread has ended."},
    {"exit_thread", m_exit_thread, 0, 0, 0, "An obsolete synonym of exit()."},
    {"_set_daemon", m_set_daemon, 1, 1, 0, "Whether the process may end before the calling thread."},
    {"get_ident", m_get_ident, 0, 0, 0, "Return a non-zero integer that uniquely identifies the current thread."},
    {"get_native_id", m_get_native_id, 0, 0, 0, "Return the thread id the kernel gave to the current thread."},
    {"allocate_lock", m_allocate_lock, 0, 0, 0, "Create a new lock object."},
    {"allocate", m_allocate_lock, 0, 0, 0, "An obsolete synonym of allocate_lock()."},
    {"exit", m_exit_thread, 0, 0, 0, "Raise SystemExit: the thread ends silently."},
    {"_count", m_count, 0, 0, 0, "Return the number of currently running Python threads, excluding the main thread."},
    {"stack_size", m_stack_size, 0, -1, 0, "Return, and set, the stack size of threads yet to start."},
    {"interrupt_main", m_interrupt_main, 0, 1, 0, "Simulate the arrival of the given signal (default: SIGINT), if Python handles it."},
    {0}};

bool thread_init(Val m) {
    if (!type_ready(&lock_type) || !type_ready(&rlock_type) || !type_ready(&local_type))
        return false;
    return module_add_functions(m, thread_methods) && module_add(m, "LockType", incref(val_ptr(&lock_type))) &&
           module_add(m, "RLock", incref(val_ptr(&rlock_type))) && module_add(m, "_local", incref(val_ptr(&local_type))) &&
           module_add(m, "error", incref(val_ptr(&exc_RuntimeError))) && module_add(m, "TIMEOUT_MAX", val_float(9223372036.0));
}

static bool any_waited_for(void) {
    for (Thread *t = thread_first(); t; t = t->next)
        if (t != thread_current && !t->daemon)
            return true;
    return false;
}

void thread_wait_all(void) {
    while (any_waited_for()) {
        uint32_t seen = finished;
        if (!any_waited_for())
            break;
        if (block_futex(&finished, seen, -1) == -2) { /* Ctrl-C while waiting */
            Val exc = err_fetch();
            print_exception(exc);
            decref(exc);
            return;
        }
    }
}
