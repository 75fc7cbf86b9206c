/*
 * cpython_gil.bpf.h - the GIL of a CPython as it lies in memory (struct _gil_runtime_state): the same from 3.8 to 3.15 on 64-bit
 * glibc and musl.
 */
#ifndef GILSCOPE_CPYTHON_GIL_BPF_H
#define GILSCOPE_CPYTHON_GIL_BPF_H

#define CPYTHON_COND 32
#define CPYTHON_COND_SIZE 48
#define CPYTHON_SWITCH_COND 120
#define CPYTHON_SWITCH_MUTEX 168
#define CPYTHON_MAX_INTERVAL_US 10000000UL

/* How the GIL begins. */
struct cpython_gil {
	uint64_t interval; /* us */
	uint64_t last_holder; /* a thread state: the holder, or the last one; at CPYTHON_GIL_HOLDER */
	int32_t locked;
	int32_t padding;
	uint64_t switches;
};

static __always_inline bool cpython_read(struct cpython_gil *lock, uint64_t gil)
{
	return bpf_probe_read_user(lock, sizeof(*lock), (const void *)gil) == 0;
}

static __always_inline bool can_be_gil(const struct cpython_gil *lock)
{
	return lock->last_holder && lock->interval && lock->interval <= CPYTHON_MAX_INTERVAL_US;
}

static __noinline bool is_taken_gil(uint64_t gil)
{
	struct cpython_gil lock;

	return cpython_read(&lock, gil) && lock.locked == 1 && can_be_gil(&lock);
}

/* The first event of the window: the holder lets go, and nobody has told yet where the GIL is. */
static __noinline bool is_free_gil(uint64_t gil)
{
	struct cpython_gil lock;

	return cpython_read(&lock, gil) && !lock.locked && can_be_gil(&lock);
}

#endif
