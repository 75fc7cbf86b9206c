#include "thread/lock.h"

#include "thread/blocking.h"
#include "thread/import_lock.h"

int lock_acquire(Lock *l, int64_t deadline_ns) {
    while (__atomic_load_n(&l->locked, __ATOMIC_RELAXED)) {
        if (deadline_ns == 0)
            return 0;
        l->waiters++;
        int r = block_futex(&l->locked, 1, deadline_ns);
        l->waiters--;
        if (r == -2) {
            /* the wake-up may have been for this thread: pass it on */
            if (l->waiters && !__atomic_load_n(&l->locked, __ATOMIC_RELAXED))
                futex_wake(&l->locked, 1);
            return -1;
        }
        if (r == -1) {
            /* released just as the time ran out? */
            if (__atomic_load_n(&l->locked, __ATOMIC_RELAXED))
                return 0;
            break;
        }
    }
    __atomic_store_n(&l->locked, 1, __ATOMIC_RELAXED);
    return 1;
}

void lock_release(Lock *l) {
    __atomic_store_n(&l->locked, 0, __ATOMIC_RELAXED);
    if (l->waiters)
        futex_wake(&l->locked, 1);
}

static Lock import_lock;
static Thread *import_owner;
static int import_depth;

bool import_lock_acquire(void) {
    Thread *t = thread_current;
    if (import_owner == t) {
        import_depth++;
        return true;
    }
    if (lock_acquire(&import_lock, -1) < 0)
        return false;
    import_owner = t;
    import_depth = 1;
    return true;
}

void import_lock_release(void) {
    if (--import_depth)
        return;
    import_owner = NULL;
    lock_release(&import_lock);
}

void import_lock_after_fork(void) {
    /* Threads that waited are gone; if one of them held it, so is the hold. */
    import_lock.waiters = 0;
    if (import_owner && import_owner != thread_current) {
        import_owner = NULL;
        import_depth = 0;
        import_lock.locked = 0;
    }
}
