/* privileges.c - see privileges.h. */
#include "privileges.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <linux/capability.h>

#include "text.h"
#include "uprobe_multi.h"

unsigned long long privileges_effective(void)
{
	unsigned long long mask = 0;
	char line[128];
	FILE *status = fopen("/proc/self/status", "re");

	while (status && fgets(line, sizeof(line), status))
		if (sscanf(line, "CapEff: %llx", &mask) == 1)
			break;
	if (status)
		fclose(status);
	return mask;
}

int privileges_admin(void)
{
	return (privileges_effective() & 1ULL << CAP_SYS_ADMIN) != 0;
}

int privileges_bpf(void)
{
	unsigned long long both = 1ULL << CAP_BPF | 1ULL << CAP_PERFMON;

	return (privileges_effective() & both) == both;
}

#define WITHOUT "Without privileges, `gilpy -X gilstats FILE.py` prints the runtime's own account"

int privileges_check(void)
{
	/* To attach uprobes by perf events the kernel asks for CAP_SYS_ADMIN. */
	if (!privileges_admin() && !privileges_bpf())
		return say("measuring with eBPF needs root: CAP_SYS_ADMIN is missing, and CAP_BPF and CAP_PERFMON, which are enough "
			   "from Linux 6.6 on, too. Run it with sudo (see: gilscope doctor). " WITHOUT);
	if (!privileges_admin() && !uprobe_multi_possible())
		return say("measuring with CAP_BPF and CAP_PERFMON alone needs a kernel with uprobe_multi links, Linux 6.6 or later: "
			   "here CAP_SYS_ADMIN is missing. Run it with sudo (see: gilscope doctor). " WITHOUT);
	if (access("/sys/kernel/btf/vmlinux", R_OK))
		return say("this kernel has no BTF (/sys/kernel/btf/vmlinux), which the BPF programs need (see: gilscope doctor). "
			   "Without eBPF, `gilpy -X gilstats FILE.py` prints the runtime's own account");
	return 0;
}
