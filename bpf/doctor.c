/* doctor.c - sub-command doctor: what this kernel and this user can do, and what to change. */
#include "commands.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <bpf/libbpf.h>
#include <linux/capability.h>

#include "doctor_row.h"
#include "privileges.h"
#include "session.h"
#include "text.h"
#include "uprobe_multi.h"
#include "version.h"

/* The first line of a small file, or NULL. */
static const char *first_line(const char *path)
{
	static char line[256];
	FILE *file = fopen(path, "re");

	if (!file)
		return NULL;
	line[0] = '\0';
	if (!fgets(line, sizeof(line), file))
		line[0] = '\0';
	fclose(file);
	line[strcspn(line, "\n")] = '\0';
	return line;
}

static void check_kernel(void)
{
	struct utsname name;
	int major = 0, minor = 0;

	uname(&name);
	if (sscanf(name.release, "%d.%d", &major, &minor) != 2)
		doctor_row(NOTE, "kernel", "", "%s: unknown version", name.release);
	else if (major < 5 || (major == 5 && minor < 15))
		doctor_row(BAD, "kernel", "use Linux 5.15 or later", "%s is too old", name.release);
	else
		doctor_row(GOOD, "kernel", "", "%s", name.release);
	doctor_row(GOOD, "libbpf", "", "%s", libbpf_version_string());
	if (access("/proc/self/exe", F_OK))
		doctor_row(BAD, "/proc", "mount -t proc proc /proc", "not mounted");
	if (access("/sys/kernel/btf/vmlinux", R_OK))
		doctor_row(BAD, "kernel BTF", "use a kernel built with CONFIG_DEBUG_INFO_BTF=y (Debian's are); is /sys mounted?",
		    "/sys/kernel/btf/vmlinux: %s", strerror(errno));
	else
		doctor_row(GOOD, "kernel BTF", "", "/sys/kernel/btf/vmlinux");
	if (uprobe_multi_possible())
		doctor_row(GOOD, "uprobes", "", "uprobe_multi links");
	else if (access("/sys/bus/event_source/devices/uprobe/type", R_OK))
		doctor_row(BAD, "uprobes", "use a kernel built with CONFIG_UPROBE_EVENTS=y; is /sys mounted?",
		    "no event source 'uprobe': %s", strerror(errno));
	else
		doctor_row(GOOD, "uprobes", "", "event source 'uprobe'");
}

static void check_user(void)
{
	static const struct {
		int number;
		const char *name, *purpose;
	} wanted[] = {
		{ CAP_SYS_ADMIN, "CAP_SYS_ADMIN", "to load BPF programs and attach uprobes" },
		{ CAP_SYS_PTRACE, "CAP_SYS_PTRACE", "to hold the exec of a command that changes its user" },
		{ CAP_SYS_RESOURCE, "CAP_SYS_RESOURCE", "to lift the limit on locked memory, before Linux 5.11" },
	};
	unsigned long long mask = privileges_effective();
	int multi = uprobe_multi_possible();

	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		if (mask & 1ULL << wanted[i].number)
			doctor_row(GOOD, wanted[i].name, "", "%s", wanted[i].purpose);
		else if (wanted[i].number == CAP_SYS_ADMIN && privileges_bpf() && multi)
			doctor_row(GOOD, wanted[i].name, "", "missing, but CAP_BPF and CAP_PERFMON are enough here");
		else
			doctor_row(wanted[i].number == CAP_SYS_ADMIN ? BAD : NOTE, wanted[i].name,
			    wanted[i].number == CAP_SYS_ADMIN ? "run gilscope as root: sudo gilscope ..." : "", "needed %s",
			    wanted[i].purpose);
	}
	if (multi)
		doctor_row(GOOD, "uprobe_multi", "", "possible: CAP_BPF and CAP_PERFMON are enough to measure");
	else
		doctor_row(NOTE, "uprobe_multi", "", "not possible: without it, measuring needs CAP_SYS_ADMIN");
}

static void check_settings(void)
{
	const char *line = first_line("/sys/kernel/security/lockdown");

	if (line && strstr(line, "[confidentiality]"))
		doctor_row(BAD, "lockdown", "boot without lockdown=confidentiality: it forbids BPF to read memory", "%s", line);
	else
		doctor_row(GOOD, "lockdown", "", "%s", line ? line : "none");
	line = first_line("/proc/sys/kernel/perf_event_paranoid");
	doctor_row(GOOD, "perf_event_paranoid", "", "%s (does not matter with CAP_SYS_ADMIN)", line ? line : "unknown");
	line = first_line("/proc/sys/kernel/unprivileged_bpf_disabled");
	doctor_row(GOOD, "unprivileged_bpf", "", "disabled: %s (does not matter with CAP_SYS_ADMIN)", line ? line : "unknown");
	line = first_line("/proc/sys/kernel/yama/ptrace_scope");
	if (line && strcmp(line, "3") == 0)
		doctor_row(NOTE, "ptrace_scope", "use -p PID; or reboot with kernel.yama.ptrace_scope below 3",
		    "3: commands cannot be started under gilscope");
	else
		doctor_row(GOOD, "ptrace_scope", "", "%s", line ? line : "none");
	if (access("/sys/kernel/tracing/events", R_OK) == 0 || access("/sys/kernel/debug/tracing/events", R_OK) == 0)
		doctor_row(GOOD, "tracefs", "", "mounted (for bpftrace and perf; gilscope does not need it)");
	else
		doctor_row(NOTE, "tracefs", "for bpftrace and perf: mount -t tracefs tracefs /sys/kernel/tracing",
		    "not mounted or not readable (gilscope does not need it)");
}

/* What only --sched and the views of events need. */
static void check_stream(void)
{
	const struct session_needs needs = { .sched = 1, .stream = 1, .ring_size = 1 << 20 };
	struct session session;

	if (session_open(&session, &needs)) {
		doctor_row(NOTE, "blame, --sched", "see the message above", "not possible here; stat and hist are");
		return;
	}
	doctor_row(GOOD, "blame, --sched", "", "loaded: sched_switch, sched_wakeup, ring buffer, sampling clock");
	session_close(&session);
}

/* The proof: everything that a measurement needs, done once. What fails says so itself, on stderr. */
static void check_measuring(void)
{
	const struct session_needs needs = { 0 };
	struct session session;
	char cost[16], floor[16];

	if (doctor_bad_count) {
		doctor_row(NOTE, "measuring", "", "not tried, as something above is missing");
		return;
	}
	if (session_open(&session, &needs)) {
		doctor_row(BAD, "BPF programs", "see the message above", "not accepted: tp_btf, task storage or iterators are missing");
		return;
	}
	doctor_row(GOOD, "BPF programs", "", "loaded: USDT, tp_btf, task storage, iter/task");
	if (session_calibrate(&session))
		doctor_row(BAD, "USDT probe", "see the message above", "cannot be attached");
	else if (!session.calibration.floor_ns)
		doctor_row(BAD, "USDT probe", "this kernel's uprobes do not work; a container or a sandbox may stop them",
		    "attached to gilscope itself, but no event came");
	else
		doctor_row(GOOD, "USDT probe", "", "%s an event, no span reads below %s", text_time(cost, session.calibration.event_ns),
		    text_time(floor, session.calibration.floor_ns));
	session_close(&session);
	check_stream();
}

static const char help_text[] =
	"Usage: gilscope doctor [-p PID [--bpftrace]]\n\n"
	"Prints what measuring needs, whether this kernel and this user have it, and what to change.\n\n"
	"  -p, --pid PID   looks at a running process instead: which runtime it is, where gilscope would hook in, and what\n"
	"                  cannot be seen; nothing is attached\n"
	"      --bpftrace  of a CPython: prints a bpftrace script that shows its waits and holds\n\n"
	"Exit status: 0 gilscope can measure here (or this process), 1 it cannot, 2 wrong usage.\n\n"
	"Examples:\n"
	"  sudo gilscope doctor\n"
	"  sudo gilscope doctor -p 1234\n"
	"  sudo gilscope doctor -p 1234 --bpftrace > gilwait-cpython.bt\n";

/* -1: go on; else the exit status. */
static int parse(int argc, char **argv, pid_t *pid, int *script)
{
	static const struct option names[] = {
		{ "pid", required_argument, NULL, 'p' },
		{ "bpftrace", no_argument, NULL, 'b' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	optind = 1;
	opterr = 0;
	while ((option = getopt_long(argc, argv, ":p:h", names, NULL)) != -1) {
		char *end;
		long number;

		switch (option) {
		case 'h':
			fputs(help_text, stdout);
			return 0;
		case 'p':
			errno = 0;
			number = strtol(optarg, &end, 10);
			if (*end || optarg[0] < '0' || optarg[0] > '9' || errno || number < 1 || number > INT_MAX) {
				say("-p wants the number of a process, not '%s'", optarg);
				return EXIT_WRONG_USAGE;
			}
			*pid = (pid_t)number;
			break;
		case 'b':
			*script = 1;
			break;
		case ':':
			say("option '%s' wants a value", argv[optind - 1]);
			return EXIT_WRONG_USAGE;
		default:
			say("unknown option '%s'; try gilscope doctor --help", argv[optind - 1]);
			return EXIT_WRONG_USAGE;
		}
	}
	if (optind < argc) {
		say("doctor takes no arguments ('%s'); try gilscope doctor --help", argv[optind]);
		return EXIT_WRONG_USAGE;
	}
	if (*script && !*pid) {
		say("--bpftrace is for a process: give -p PID");
		return EXIT_WRONG_USAGE;
	}
	return -1;
}

int command_doctor(int argc, char **argv)
{
	pid_t pid = 0;
	int script = 0, status = parse(argc, argv, &pid, &script);

	if (status >= 0)
		return status;
	if (pid)
		return script ? doctor_bpftrace(pid) : doctor_process(pid);
	printf("%-22s %-8s %s\n", "gilscope", "", GILSCOPE_VERSION);
	check_kernel();
	check_user();
	check_settings();
	check_measuring();
	if (doctor_bad_count) {
		puts("\ngilscope cannot measure here. Without privileges, `gilpy -X gilstats FILE.py` prints the runtime's own account.");
		return EXIT_FAILURE;
	}
	puts("\ngilscope can measure here.");
	return 0;
}
