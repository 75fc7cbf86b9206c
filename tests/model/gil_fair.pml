/* A model of runtime/thread/gil_fair.c and of the quick ways in gil.c, for N
 * threads that acquire, meet safepoints and release for ever.  Checked by spin
 * (run.sh):
 *   - at most one thread owns the GIL (assert in OWN),
 *   - no deadlock: a lost wake-up would leave a thread asleep for good,
 *   - no starvation: whoever waits comes to own it (ltl served).
 *
 * Names are those of the C code.  The quick ways touch `locked` and
 * `waiters` without the mutex: so each access to them is a step of its own, and
 * what the mutex protects between two such accesses changes in one step.  Time
 * is abstract: the slice of a hold whose clock runs is over at some moment
 * (process clock); credit is counted in holds; a nudged thread may be overtaken
 * OVERTAKE times, a slice is used up by PREEMPTIONS + 1 holds.  A timeout ends a sleep only when the slice is over,
 * nobody has asked the holder yet, and somebody holds the GIL: so the proof does not lean on timeouts where a nudge
 * or a grant is due.  Variables that mean nothing any more are reset, which
 * keeps the number of states down.
 *
 * Defined, these break the algorithm on purpose, to prove that the check sees
 * it: NO_WAKE, NO_ARM, NO_TURN, NO_LOCK. */
#ifndef N
#define N 3
#endif
#define NOBODY N
#define CREDIT_MAX 1
#define OVERTAKE 1
#define PREEMPTIONS 1

mtype = { SPINNING, SLEEPING, NUDGED, GRANTED };

bit locked;
byte waiters;
chan mutex = [N] of { byte }; /* who holds it, who waits for it: first in, first out, so that weak fairness is enough */

/* under the mutex */
byte latency[N], n_latency, batch[N], n_batch;
byte credit = CREDIT_MAX;
bit clocked;   /* slice_end != 0 */
bit over;      /* and it has passed */
bit boosted, asked;
bit drop;      /* BREAK_DROP */
mtype state[N] = SPINNING;
bit armed[N], is_latency[N];
byte overtaken[N], preempted[N];

byte owners;   /* how many threads believe that they own it */
bit waiting[N];

hidden byte k, n, g; /* for use within one step */

#define QUEUE_UP mutex ! me
#define LOCK mutex ? [eval(me)]
#define UNLOCK mutex ? _

inline take_out(taken) {
    k = 0;
    if
    :: is_latency[taken] ->
        do :: k < n_latency && latency[k] != taken -> k++ :: else -> break od;
        assert(k < n_latency);
        do :: k + 1 < n_latency -> latency[k] = latency[k + 1]; k++ :: else -> break od;
        n_latency--; latency[n_latency] = 0
    :: else ->
        do :: k < n_batch && batch[k] != taken -> k++ :: else -> break od;
        assert(k < n_batch);
        do :: k + 1 < n_batch -> batch[k] = batch[k + 1]; k++ :: else -> break od;
        n_batch--; batch[n_batch] = 0
    fi;
    waiters--
}

inline hold_begin(boost) { clocked = 1; over = 0; boosted = boost; asked = 0; drop = 0 }
inline clock_stop() { clocked = 0; over = 0; boosted = 0; asked = 0 }

inline hold_end() {
    if
    :: clocked && boosted && credit > 0 -> credit--
    :: clocked && !boosted && credit < CREDIT_MAX -> credit++
    :: else
    fi;
    clock_stop()
}

/* A futex wake follows the exchange if the state was SLEEPING: the sleeper's
 * guard is the state itself, so that wake needs no step here. */
inline nudge(nudged) { armed[nudged] = 1; state[nudged] = NUDGED }
inline line_arm() {
    if
#ifdef NO_ARM
    :: false
#else
    :: n_batch > 0 && !armed[batch[0]] -> nudge(batch[0])
#endif
    :: else
    fi
}

inline grant(grantee) {
    g = grantee; /* an inline's parameter is text, and the queues change */
    take_out(g);
    hold_begin(is_latency[g]);
    state[g] = GRANTED
}

inline next_in_line() {
    if
    :: n_latency > 0 -> n = latency[0]
    :: n_latency == 0 && n_batch > 0 -> n = batch[0]
    :: else -> n = NOBODY
    fi
}

#ifdef NO_LOCK
inline try_lock() { got = 1; locked = 1 }
#else
inline try_lock() { got = !locked; locked = 1 }
#endif

/* The last steps of a release; the mutex is given back. */
inline hand_over() {
    if
    :: n_latency > 0 -> grant(latency[0])
#ifndef NO_TURN
    :: n_latency == 0 && n_batch > 0 && overtaken[batch[0]] > OVERTAKE -> grant(batch[0])
#endif
    :: else ->
        locked = 0;
        if
        :: n_batch > 0 -> overtaken[batch[0]] = (overtaken[batch[0]] > OVERTAKE -> OVERTAKE + 1 : overtaken[batch[0]] + 1); nudge(batch[0])
        :: else
        fi
    fi;
    line_arm();
    UNLOCK
}

inline OWN() {
    owners++;
    assert(owners == 1);
    waiting[me] = 0; state[me] = SPINNING; armed[me] = 0; is_latency[me] = 0; overtaken[me] = 0
}

/* queued, the mutex held; at the end owner without the mutex */
inline wait_in_line() {
    do
    :: atomic {
            next_in_line();
            got = 0;
            if
            :: n == me -> try_lock()
            :: else
            fi;
            if
            :: got ->
                take_out(me);
                hold_begin(is_latency[me]);
                line_arm();
                UNLOCK;
                got = 0;
                break
            :: else
            fi;
            armed[me] = is_latency[me] || (n_batch > 0 && batch[0] == me);
            if
            :: armed[me] && !asked && (over || (is_latency[me] && !boosted)) -> asked = 1; drop = 1
            :: else
            fi;
            state[me] = SPINNING;
            UNLOCK
        }
        /* spins, then sleeps; either ends by a nudge or grant, or by timeout */
        if
        :: atomic { state[me] == SPINNING -> state[me] = SLEEPING }
        :: state[me] != SPINNING
        fi;
        if
        :: state[me] != SLEEPING
        :: armed[me] && over && !asked && locked == 1
        fi;
        if
        :: state[me] == GRANTED -> break
        :: else -> QUEUE_UP
        fi;
        if
        :: atomic { LOCK && state[me] == GRANTED -> UNLOCK; break }
        :: LOCK && state[me] != GRANTED
        fi
    od
}

inline acquire() {
    atomic {
        if
        :: waiters == 0 -> got = 1
        :: else -> got = 0
        fi
    }
    if
    :: got -> atomic { try_lock() }
    :: else
    fi;
    if
    :: atomic { got -> got = 0; OWN() }
        if
        :: waiters != 0 -> /* fair_owned */
            QUEUE_UP;
            atomic {
                LOCK;
                next_in_line();
                if
                :: n != NOBODY ->
                    hold_begin(0);
                    if :: n_latency > 0 -> nudge(latency[0]) :: else fi;
                    line_arm()
                :: else
                fi;
                UNLOCK
            }
        :: else
        fi
    :: else -> /* fair_acquire */
        QUEUE_UP;
        atomic {
            LOCK;
            if :: rested = 1 :: rested = 0 fi; /* slice_left > 0 */
            if
            :: rested && n_latency == 0 -> try_lock()
            :: else
            fi;
            if
            :: got ->
                if :: n_batch > 0 -> hold_begin(0) :: else fi;
                line_arm()
            :: else
            fi;
            UNLOCK
        }
        if
        :: atomic { got -> got = 0; rested = 0; OWN() }
        :: else ->
            waiting[me] = 1;
            QUEUE_UP;
            atomic {
                LOCK;
                is_latency[me] = rested && credit > 0;
                rested = 0;
                if
                :: is_latency[me] -> latency[n_latency] = me; n_latency++
                :: else -> batch[n_batch] = me; n_batch++
                fi;
                waiters++;
                if
                :: !clocked -> hold_begin(0)
                :: else
                fi
            }
            wait_in_line();
            atomic { OWN() }
        fi
    fi
}

inline release() {
    preempted[me] = 0;
    if
    :: atomic { clocked -> owners-- } /* fair_release */
        QUEUE_UP;
        atomic { LOCK; hold_end(); hand_over() }
    :: atomic { !clocked -> owners-- }
        locked = 0;
        if
#ifdef NO_WAKE
        :: false ->
#else
        :: waiters != 0 -> /* fair_wake */
#endif
            QUEUE_UP;
            atomic {
                LOCK;
                next_in_line();
                if
                :: n != NOBODY -> try_lock()
                :: else
                fi;
                if
                :: got -> got = 0; clock_stop(); hand_over()
                :: else -> UNLOCK
                fi
            }
        :: else
        fi
    fi
}

inline yield() {
    QUEUE_UP;
    atomic {
        LOCK;
        next_in_line();
        if
        :: n == NOBODY || !(over || (n_latency > 0 && !boosted)) -> asked = 0; drop = 0
        :: else -> got = 1; rested = !over && preempted[me] < PREEMPTIONS
        fi;
        UNLOCK
    }
    if
    :: got ->
        atomic { owners--; waiting[me] = 1; got = 0 }
        QUEUE_UP;
        atomic {
            LOCK;
            hold_end();
            next_in_line();
            grant(n);
            if
            :: rested -> /* to the head */
                preempted[me]++;
                k = n_batch;
                do :: k > 0 -> batch[k] = batch[k - 1]; k-- :: else -> break od;
                batch[0] = me
            :: else -> preempted[me] = 0; batch[n_batch] = me
            fi;
            n_batch++;
            rested = 0
        }
        atomic { waiters++; line_arm(); UNLOCK }
        QUEUE_UP;
        atomic {
            LOCK;
            if
            :: state[me] == GRANTED -> UNLOCK; got = 1
            :: else
            fi
        }
        if
        :: got -> got = 0
        :: else -> wait_in_line()
        fi;
        atomic { OWN() }
    :: else
    fi
}

active [N] proctype thread() {
    byte me = _pid;
    bit got, rested;
    do
    :: true ->
        acquire();
        do
        :: atomic { drop && waiters == 0 -> drop = 0 } /* a safepoint: gil_yield */
        :: drop && waiters != 0 -> yield()
        :: !drop -> skip /* computes on, for ever perhaps */
        :: break
        od;
        release()
    od
}

active proctype clock() {
    do
    :: atomic { clocked && !over -> over = 1 }
    od
}

ltl served { [] (waiting[0] -> <> !waiting[0]) }
