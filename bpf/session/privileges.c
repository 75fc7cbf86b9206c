/* privileges.c - see privileges.h. */
#include "privileges.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <linux/capability.h>

#include "text.h"
#include "uprobe_multi.h"

unsigned long long privileges_effective(void)
{
	/* Not from /proc, which may be missing. */
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = { 0 };
	unsigned long long mask = 0;

	if (syscall(SYS_capget, &header, data) == 0)
		mask = data[0].effective | (unsigned long long)data[1].effective << 32;
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
	if (access("/proc/self/exe", F_OK))
		return say("/proc is not mounted; gilscope finds processes and their programs there");
	if (access("/sys/kernel/btf/vmlinux", R_OK))
		return say("this kernel has no BTF (/sys/kernel/btf/vmlinux), which the BPF programs need (see: gilscope doctor). "
			   "Without eBPF, `gilpy -X gilstats FILE.py` prints the runtime's own account");
	return 0;
}
