#include "thread/thread.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "core/err.h"
#include "thread/gil_account.h"

static Thread *first;
static uint64_t next_serial = 1;
static _Thread_local Thread *self;
uint64_t thread_count;

/* C recursion must leave room for what handles its error. */
#define C_STACK_RESERVE (192 * 1024)

Thread *thread_new(void) {
    Thread *t = calloc(1, sizeof *t);
    StackChunk *c = t ? malloc(sizeof *c + 64 * 1024) : NULL;
    if (!c) {
        free(t);
        return NULL;
    }
    c->prev = NULL;
    c->end = c->data + 64 * 1024;
    t->chunk = c;
    t->sp = c->data;
    t->stack_end = c->end;
    t->serial = next_serial++;
    t->err.raised = t->err.handled = VAL_NULL;
    t->dict = t->sentinel = VAL_NULL;
    if (!account_new_thread(t)) {
        free(c);
        free(t);
        return NULL;
    }
    t->next = first;
    if (first)
        first->prev = t;
    first = t;
    thread_count++;
    return t;
}

void thread_clear(Thread *t) {
    val_clear(&t->err.raised);
    val_clear(&t->err.handled);
    /* What a destructor does with thread-local data makes new ones; not for ever. */
    for (int i = 0; i < 8 && !val_is_null(t->dict); i++)
        val_clear(&t->dict);
    val_clear(&t->sentinel);
}

void thread_unlink(Thread *t) {
    if (t->prev)
        t->prev->next = t->next;
    else
        first = t->next;
    if (t->next)
        t->next->prev = t->prev;
    thread_count--;
}

Thread *thread_only(Thread *t) {
    thread_unlink(t);
    Thread *others = first;
    t->next = t->prev = NULL;
    first = t;
    thread_count = 1;
    return others;
}

void thread_free(Thread *t) {
    while (t->chunk) {
        StackChunk *c = t->chunk;
        t->chunk = c->prev;
        free(c);
    }
    if (self == t)
        self = NULL;
    free(t);
}

void thread_bind(Thread *t) {
    self = t;
    t->tid = (pid_t)syscall(SYS_gettid);
    t->ident = (uint64_t)pthread_self();
    account_identity(t);
    pthread_attr_t attr;
    t->c_stack_limit = (char *)__builtin_frame_address(0) - 512 * 1024; /* if the system does not tell */
    if (pthread_getattr_np(pthread_self(), &attr) == 0) {
        void *low;
        size_t size;
        if (pthread_attr_getstack(&attr, &low, &size) == 0) {
            /* the main thread's stack grows on demand up to a limit that may be huge */
            size_t use = size > 64u << 20 ? 64u << 20 : size;
            t->c_stack_limit = (char *)low + (size - use) + (C_STACK_RESERVE < use / 4 ? C_STACK_RESERVE : use / 4);
        }
        pthread_attr_destroy(&attr);
    }
}

Thread *thread_self(void) { return self; }
Thread *thread_first(void) { return first; }

Thread *thread_of_ident(uint64_t ident) {
    for (Thread *t = first; t; t = t->next)
        if (t->bound && t->ident == ident)
            return t;
    return NULL;
}

void thread_set_name(Thread *t, const char *utf8) {
    size_t n = strlen(utf8);
    if (n >= sizeof t->name) {
        n = sizeof t->name - 1;
        while (n && ((unsigned char)utf8[n] & 0xc0) == 0x80)
            n--;
    }
    memmove(t->name, utf8, n);
    t->name[n] = 0;
    account_identity(t);
    if (t != self && !t->bound)
        return; /* it will tell the kernel itself */
    char comm[16];
    size_t k = n < 15 ? n : 15;
    while (k < n && k && ((unsigned char)utf8[k] & 0xc0) == 0x80)
        k--;
    memcpy(comm, t->name, k);
    comm[k] = 0;
    if (t->tid != getpid())
        pthread_setname_np((pthread_t)t->ident, comm);
}
