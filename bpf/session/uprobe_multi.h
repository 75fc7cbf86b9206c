/*
 * uprobe_multi.h - uprobes by BPF links of their own kind, from Linux 6.6 on. They need CAP_BPF and CAP_PERFMON only, where
 * those by perf_event_open(2) need CAP_SYS_ADMIN. libbpf 1.1 has no call for them.
 */
#ifndef GILSCOPE_UPROBE_MULTI_H
#define GILSCOPE_UPROBE_MULTI_H

#include <stddef.h>
#include <stdint.h>

/* The expected attach type of programs for such links (BPF_TRACE_UPROBE_MULTI of <linux/bpf.h>). */
#define UPROBE_MULTI_ATTACH_TYPE 48

/* 1: this kernel has them, and we may use them. */
int uprobe_multi_possible(void);

/*
 * Attaches a program to `count` places of a file, in all processes that map it. `semaphores` are offsets too, 0: none.
 * bpf_get_attach_cookie() gives the program `cookies`. A descriptor that ends it all when it is closed, or -1 with errno.
 */
int uprobe_multi_attach(int program, const char *path, const uint64_t *offsets, const uint64_t *semaphores,
			const uint64_t *cookies, size_t count);

#endif
