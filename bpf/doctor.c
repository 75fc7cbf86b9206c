/* doctor.c - sub-command doctor: what this kernel and this user can do, and what to change. */
#include "commands.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <bpf/libbpf.h>
#include <linux/capability.h>

#include "privileges.h"
#include "session.h"
#include "text.h"
#include "uprobe_multi.h"
#include "version.h"

enum verdict { GOOD, NOTE, BAD };

static int bad_count;

/* One row. `fix` may be empty. */
static void row(enum verdict verdict, const char *what, const char *fix, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

static void row(enum verdict verdict, const char *what, const char *fix, const char *format, ...)
{
	static const char *const marks[] = { "ok", "note", "MISSING" };
	va_list arguments;
	char text[160];

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	bad_count += verdict == BAD;
	printf("%-22s %-8s %s\n", what, marks[verdict], text);
	if (verdict != GOOD && fix[0])
		printf("%-22s %-8s -> %s\n", "", "", fix);
}

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
		row(NOTE, "kernel", "", "%s: unknown version", name.release);
	else if (major < 5 || (major == 5 && minor < 15))
		row(BAD, "kernel", "use Linux 5.15 or later", "%s is too old", name.release);
	else
		row(GOOD, "kernel", "", "%s", name.release);
	row(GOOD, "libbpf", "", "%s", libbpf_version_string());
	if (access("/proc/self/exe", F_OK))
		row(BAD, "/proc", "mount -t proc proc /proc", "not mounted");
	if (access("/sys/kernel/btf/vmlinux", R_OK))
		row(BAD, "kernel BTF", "use a kernel built with CONFIG_DEBUG_INFO_BTF=y (Debian's are); is /sys mounted?",
		    "/sys/kernel/btf/vmlinux: %s", strerror(errno));
	else
		row(GOOD, "kernel BTF", "", "/sys/kernel/btf/vmlinux");
	if (uprobe_multi_possible())
		row(GOOD, "uprobes", "", "uprobe_multi links");
	else if (access("/sys/bus/event_source/devices/uprobe/type", R_OK))
		row(BAD, "uprobes", "use a kernel built with CONFIG_UPROBE_EVENTS=y; is /sys mounted?",
		    "no event source 'uprobe': %s", strerror(errno));
	else
		row(GOOD, "uprobes", "", "event source 'uprobe'");
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
			row(GOOD, wanted[i].name, "", "%s", wanted[i].purpose);
		else if (wanted[i].number == CAP_SYS_ADMIN && privileges_bpf() && multi)
			row(GOOD, wanted[i].name, "", "missing, but CAP_BPF and CAP_PERFMON are enough here");
		else
			row(wanted[i].number == CAP_SYS_ADMIN ? BAD : NOTE, wanted[i].name,
			    wanted[i].number == CAP_SYS_ADMIN ? "run gilscope as root: sudo gilscope ..." : "", "needed %s",
			    wanted[i].purpose);
	}
	if (multi)
		row(GOOD, "uprobe_multi", "", "possible: CAP_BPF and CAP_PERFMON are enough to measure");
	else
		row(NOTE, "uprobe_multi", "", "not possible: without it, measuring needs CAP_SYS_ADMIN");
}

static void check_settings(void)
{
	const char *line = first_line("/sys/kernel/security/lockdown");

	if (line && strstr(line, "[confidentiality]"))
		row(BAD, "lockdown", "boot without lockdown=confidentiality: it forbids BPF to read memory", "%s", line);
	else
		row(GOOD, "lockdown", "", "%s", line ? line : "none");
	line = first_line("/proc/sys/kernel/perf_event_paranoid");
	row(GOOD, "perf_event_paranoid", "", "%s (does not matter with CAP_SYS_ADMIN)", line ? line : "unknown");
	line = first_line("/proc/sys/kernel/unprivileged_bpf_disabled");
	row(GOOD, "unprivileged_bpf", "", "disabled: %s (does not matter with CAP_SYS_ADMIN)", line ? line : "unknown");
	line = first_line("/proc/sys/kernel/yama/ptrace_scope");
	if (line && strcmp(line, "3") == 0)
		row(NOTE, "ptrace_scope", "use -p PID; or reboot with kernel.yama.ptrace_scope below 3",
		    "3: commands cannot be started under gilscope");
	else
		row(GOOD, "ptrace_scope", "", "%s", line ? line : "none");
	if (access("/sys/kernel/tracing/events", R_OK) == 0 || access("/sys/kernel/debug/tracing/events", R_OK) == 0)
		row(GOOD, "tracefs", "", "mounted (for bpftrace and perf; gilscope does not need it)");
	else
		row(NOTE, "tracefs", "for bpftrace and perf: mount -t tracefs tracefs /sys/kernel/tracing",
		    "not mounted or not readable (gilscope does not need it)");
}

/* What only --sched and the views of events need. */
static void check_stream(void)
{
	const struct session_needs needs = { .sched = 1, .stream = 1, .ring_size = 1 << 20 };
	struct session session;

	if (session_open(&session, &needs)) {
		row(NOTE, "blame, --sched", "see the message above", "not possible here; stat and hist are");
		return;
	}
	row(GOOD, "blame, --sched", "", "loaded: sched_switch, sched_wakeup, ring buffer, sampling clock");
	session_close(&session);
}

/* The proof: everything that a measurement needs, done once. What fails says so itself, on stderr. */
static void check_measuring(void)
{
	const struct session_needs needs = { 0 };
	struct session session;
	char cost[16], floor[16];

	if (bad_count) {
		row(NOTE, "measuring", "", "not tried, as something above is missing");
		return;
	}
	if (session_open(&session, &needs)) {
		row(BAD, "BPF programs", "see the message above", "not accepted: tp_btf, task storage or iterators are missing");
		return;
	}
	row(GOOD, "BPF programs", "", "loaded: USDT, tp_btf, task storage, iter/task");
	if (session_calibrate(&session))
		row(BAD, "USDT probe", "see the message above", "cannot be attached");
	else if (!session.calibration.floor_ns)
		row(BAD, "USDT probe", "this kernel's uprobes do not work; a container or a sandbox may stop them",
		    "attached to gilscope itself, but no event came");
	else
		row(GOOD, "USDT probe", "", "%s an event, no span reads below %s", text_time(cost, session.calibration.event_ns),
		    text_time(floor, session.calibration.floor_ns));
	session_close(&session);
	check_stream();
}

int command_doctor(int argc, char **argv)
{
	if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
		puts("Usage: gilscope doctor\n\n"
		     "Prints what measuring needs, whether this kernel and this user have it, and what to change.\n"
		     "Exit status: 0 gilscope can measure here, 1 it cannot.\n\n"
		     "Example:\n"
		     "  sudo gilscope doctor");
		return 0;
	}
	if (argc > 1) {
		say("doctor takes no arguments ('%s'); try gilscope doctor --help", argv[1]);
		return EXIT_WRONG_USAGE;
	}
	printf("%-22s %-8s %s\n", "gilscope", "", GILSCOPE_VERSION);
	check_kernel();
	check_user();
	check_settings();
	check_measuring();
	if (bad_count) {
		puts("\ngilscope cannot measure here. Without privileges, `gilpy -X gilstats FILE.py` prints the runtime's own account.");
		return EXIT_FAILURE;
	}
	puts("\ngilscope can measure here.");
	return 0;
}
