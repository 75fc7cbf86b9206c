/* privileges.c - see privileges.h. */
#include "privileges.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <linux/capability.h>

#include "text.h"

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

int privileges_check(void)
{
	/* CAP_BPF and CAP_PERFMON are not enough: the kernel asks for CAP_SYS_ADMIN to attach uprobes. */
	if (!(privileges_effective() & 1ULL << CAP_SYS_ADMIN))
		return say("measuring with eBPF needs root: CAP_SYS_ADMIN is missing. Run it with sudo (see: gilscope doctor). "
			   "Without privileges, `gilpy -X gilstats FILE.py` prints the runtime's own account");
	if (access("/sys/kernel/btf/vmlinux", R_OK))
		return say("this kernel has no BTF (/sys/kernel/btf/vmlinux), which the BPF programs need (see: gilscope doctor). "
			   "Without eBPF, `gilpy -X gilstats FILE.py` prints the runtime's own account");
	return 0;
}
