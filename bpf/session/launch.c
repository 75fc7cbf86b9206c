/* launch.c - see launch.h. */
#include "launch.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "file_limit.h"
#include "text.h"

#define TRACED_EVENTS (PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE)

#define SYSCALL_STOP 0x80 /* PTRACE_O_TRACESYSGOOD: how a stop at a system call differs from a signal */

/* What the child tells when it cannot become the command. */
struct failure {
	int error;
	char doing[16];
};

static void child_fails(int report, const char *doing)
{
	struct failure failure = { .error = errno };

	snprintf(failure.doing, sizeof(failure.doing), "%s", doing);
	if (write(report, &failure, sizeof(failure)) < 0)
		_exit(126);
	_exit(127);
}

static void become(const struct passwd *user, int report)
{
	/* In this order: the later steps take away the right to the earlier ones. */
	if (initgroups(user->pw_name, user->pw_gid) || setgid(user->pw_gid) || setuid(user->pw_uid))
		child_fails(report, "user");
	setenv("HOME", user->pw_dir, 1);
	setenv("USER", user->pw_name, 1);
	setenv("LOGNAME", user->pw_name, 1);
	setenv("SHELL", user->pw_shell[0] ? user->pw_shell : "/bin/sh", 1);
}

static void redirect(int output, int report)
{
	int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);

	if (nothing < 0 || dup2(nothing, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0 || dup2(output, STDERR_FILENO) < 0)
		child_fails(report, "output");
}

static void child(char **command, const struct passwd *user, const sigset_t *signals, int output, int go, int report)
{
	char byte;

	/* Nothing is run before the tracer is there. It closes the pipe without a byte if it cannot come. */
	if (read(go, &byte, 1) != 1)
		_exit(126);
	close(go);
	if (output)
		redirect(output, report);
	if (user)
		become(user, report);
	file_limit_restore();
	sigprocmask(SIG_SETMASK, signals, NULL);
	execvp(command[0], command);
	child_fails(report, "exec");
}

static int explain(const struct failure *failure, char **command, const char *user)
{
	if (strcmp(failure->doing, "user") == 0) {
		say("cannot become user '%s': %s", user, strerror(failure->error));
		return 1;
	}
	if (strcmp(failure->doing, "output") == 0) {
		say("cannot redirect the command's output: %s", strerror(failure->error));
		return 1;
	}
	say("cannot run '%s': %s", command[0], strerror(failure->error));
	return failure->error == ENOENT || failure->error == ENOTDIR ? 127 : 126;
}

int launch_start(struct launch *launch, char **command, const char *user, const void *signals)
{
	struct passwd *entry = NULL;
	struct failure failure;
	int go[2], report[2];
	ssize_t n = 0;

	if (user && !(entry = getpwnam(user))) {
		say("there is no user '%s'", user);
		return 1;
	}
	if (pipe2(go, O_CLOEXEC) || pipe2(report, O_CLOEXEC)) {
		say("cannot make a pipe: %s", strerror(errno));
		return 1;
	}
	fflush(NULL);
	launch->pid = fork();
	if (launch->pid < 0) {
		say("cannot start a process: %s", strerror(errno));
		return 1;
	}
	if (launch->pid == 0) {
		close(go[1]);
		close(report[0]);
		child(command, entry, signals, launch->output, go[0], report[1]);
	}
	close(go[0]);
	close(report[1]);
	if (ptrace(PTRACE_SEIZE, launch->pid, NULL, (void *)(uintptr_t)TRACED_EVENTS)) {
		say("cannot trace the command: %s", strerror(errno));
		close(go[1]);
		close(report[0]);
		waitpid(launch->pid, NULL, 0);
		return 1;
	}
	if (write(go[1], "", 1) != 1)
		say("cannot start the command: %s", strerror(errno));
	close(go[1]);
	/* The pipe is closed by a successful exec. That is held until it is answered here. */
	fcntl(report[0], F_SETFL, O_NONBLOCK);
	while ((n = read(report[0], &failure, sizeof(failure))) < 0 && (errno == EAGAIN || errno == EINTR)) {
		if (launch_poll(launch)) {
			close(report[0]);
			return 1;
		}
		usleep(500);
	}
	close(report[0]);
	if (n == (ssize_t)sizeof(failure)) {
		/* Of all that is traced: a thread of the child's, such as ThreadSanitizer's, has to be waited for first. */
		while (!launch->ended && launch_poll(launch) == 0)
			usleep(500);
		launch->ended = 1;
		return explain(&failure, command, user);
	}
	return 0;
}

static void go_on(const struct launch *launch, pid_t pid, int signal)
{
	ptrace(launch->calling == pid ? PTRACE_SYSCALL : PTRACE_CONT, pid, NULL, (void *)(uintptr_t)signal);
}

/* A process has a new image, or has made a system call since. Lets it go on; 0, or -1. */
static int ask(struct launch *launch, pid_t pid)
{
	enum launch_answer answer = launch->on_exec(launch->context, pid);

	if (answer == LAUNCH_HOLD_CALL)
		launch->calling = pid;
	else if (launch->calling == pid)
		launch->calling = 0;
	if (answer == LAUNCH_LET_GO || answer == LAUNCH_FAILED)
		ptrace(PTRACE_DETACH, pid, NULL, NULL);
	else
		go_on(launch, pid, 0);
	return answer == LAUNCH_FAILED ? -1 : 0;
}

/* Lets a stopped process go on. 0, or -1 if on_exec failed. */
static int handle_stop(struct launch *launch, pid_t pid, int status)
{
	int signal = WSTOPSIG(status), event = status >> 16;

	switch (event) {
	case 0:
		if (signal == (SIGTRAP | SYSCALL_STOP))
			return ask(launch, pid);
		go_on(launch, pid, signal); /* a signal on its way: deliver it */
		return 0;
	case PTRACE_EVENT_EXEC:
		return ask(launch, pid);
	case PTRACE_EVENT_STOP:
		if (signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU) {
			ptrace(PTRACE_LISTEN, pid, NULL, NULL); /* job control: it stays stopped until SIGCONT */
			return 0;
		}
		break;
	default: /* fork, vfork, clone: the child is traced by itself */
		break;
	}
	go_on(launch, pid, 0);
	return 0;
}

int launch_poll(struct launch *launch)
{
	int status, result = 0;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG | __WALL)) > 0) {
		if (WIFSTOPPED(status)) {
			if (handle_stop(launch, pid, status))
				result = -1;
		} else if (pid == launch->pid) {
			launch->ended = 1;
			launch->status = status;
		}
	}
	return result;
}

int launch_exit_status(const struct launch *launch)
{
	if (WIFSIGNALED(launch->status))
		return 128 + WTERMSIG(launch->status);
	return WEXITSTATUS(launch->status);
}
