/* privileges.c - see privileges.h. */
#include "privileges.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <linux/capability.h>

#include "text.h"

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

int privileges_check(void)
{
	/* CAP_BPF and CAP_PERFMON are not enough: the kernel asks for CAP_SYS_ADMIN to attach uprobes. */
	if (!(privileges_effective() & 1ULL << CAP_SYS_ADMIN))
		return say("measuring with eBPF needs root: CAP_SYS_ADMIN is missing. Run it with sudo (see: gilscope doctor). "
			   "Without privileges, `gilpy -X gilstats FILE.py` prints the runtime's own account");
	if (access("/proc/self/exe", F_OK))
		return say("/proc is not mounted; gilscope finds processes and their programs there");
	if (access("/sys/kernel/btf/vmlinux", R_OK))
		return say("this kernel has no BTF (/sys/kernel/btf/vmlinux), which the BPF programs need (see: gilscope doctor). "
			   "Without eBPF, `gilpy -X gilstats FILE.py` prints the runtime's own account");
	return 0;
}
