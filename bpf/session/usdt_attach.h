/*
 * usdt_attach.h - attaches BPF programs to USDT probes: by uprobe_multi links where the kernel has them (Linux 6.6 and later), else
 * through libbpf by perf events. A hit costs the same; a link needs no CAP_SYS_ADMIN, and comes off in a quarter of the time.
 */
#ifndef GILSCOPE_USDT_ATTACH_H
#define GILSCOPE_USDT_ATTACH_H

#include "session.h"

struct bpf_program;

/* Before the programs are loaded, and then for each of them that will be attached. */
void usdt_choose(struct session *session);
void usdt_prepare(const struct session *session, struct bpf_program *program);

/* To all sites of the probe in the file, in every process that runs it. 0, or -1 having said why. */
int usdt_attach(struct session *session, struct bpf_program *program, const char *path, const char *provider,
		const char *name);

#endif
