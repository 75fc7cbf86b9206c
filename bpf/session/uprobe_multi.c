/* uprobe_multi.c - see uprobe_multi.h. */
#include "uprobe_multi.h"

#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <linux/bpf.h>

/* The part of union bpf_attr that BPF_LINK_CREATE takes; Debian 12's headers are older. */
struct link_create {
	uint32_t program, target, attach_type, flags;
	uint64_t path, offsets, semaphores, cookies;
	uint32_t count, multi_flags, pid, padding;
};

int uprobe_multi_attach(int program, const char *path, const uint64_t *offsets, const uint64_t *semaphores,
			const uint64_t *cookies, size_t count)
{
	struct link_create wish = {
		.program = (uint32_t)program,
		.attach_type = UPROBE_MULTI_ATTACH_TYPE,
		.path = (uintptr_t)path,
		.offsets = (uintptr_t)offsets,
		.semaphores = (uintptr_t)semaphores,
		.cookies = (uintptr_t)cookies,
		.count = (uint32_t)count,
	};

	return (int)syscall(SYS_bpf, BPF_LINK_CREATE, &wish, sizeof(wish));
}

int uprobe_multi_possible(void)
{
	static const struct bpf_insn nothing[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = 0 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	const uint64_t offset = 1;
	LIBBPF_OPTS(bpf_prog_load_opts, options, .expected_attach_type = UPROBE_MULTI_ATTACH_TYPE);
	int program = bpf_prog_load(BPF_PROG_TYPE_KPROBE, NULL, "GPL", nothing, sizeof(nothing) / sizeof(nothing[0]), &options);
	int link, error;

	if (program < 0)
		return 0;
	/* A directory: who knows what is asked for says that it is not a file. */
	link = uprobe_multi_attach(program, "/", &offset, NULL, NULL, 1);
	error = errno;
	if (link >= 0)
		close(link);
	close(program);
	return link < 0 && error == EBADF;
}
