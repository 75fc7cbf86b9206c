/* output.c - see output.h. */
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "text.h"

#define TEMPORARY_NAME ".gilscope-XXXXXX"

/* For the signal handler. */
static char *volatile to_remove;
static volatile pid_t remover; /* a child between fork and exec must not remove its parent's file */

static void on_signal(int number)
{
	if (to_remove && remover == getpid())
		unlink(to_remove);
	signal(number, SIG_DFL);
	raise(number);
}

/* What is ignored stays ignored, as nohup wants it. */
static void handle(int number)
{
	struct sigaction before, action = { .sa_handler = on_signal, .sa_flags = SA_NODEFER };

	sigemptyset(&action.sa_mask);
	if (sigaction(number, NULL, &before) == 0 && before.sa_handler == SIG_DFL)
		sigaction(number, &action, NULL);
}

static int cannot(const char *name, int error)
{
	return say("cannot write to '%s': %s", name, strerror(error));
}

/* A file that is open already, by one of its names under /dev: its number, or -1. */
static int open_number(const char *name)
{
	char *end;
	long number;

	if (strcmp(name, "/dev/stdout") == 0)
		return STDOUT_FILENO;
	if (strcmp(name, "/dev/stderr") == 0)
		return STDERR_FILENO;
	if (strncmp(name, "/dev/fd/", 8) != 0 || name[8] < '0' || name[8] > '9')
		return -1;
	number = strtol(name + 8, &end, 10);
	return *end || number > INT_MAX ? -1 : (int)number;
}

static int use(struct output *output, int fd)
{
	output->file = fdopen(fd, "w");
	if (output->file)
		return 0;
	cannot(output->name, errno);
	close(fd);
	return -1;
}

/* A device or a FIFO. Its kind is looked at again when it is open: it may have been exchanged. */
static int open_special(struct output *output)
{
	int fd = open(output->name, O_WRONLY | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC);
	struct stat file;

	if (fd < 0)
		return cannot(output->name, errno);
	if (fstat(fd, &file) || !(S_ISCHR(file.st_mode) || S_ISFIFO(file.st_mode))) {
		close(fd);
		return say("cannot write to '%s': neither a file nor a FIFO nor a character device", output->name);
	}
	return use(output, fd);
}

/* A number from sudo's environment; -1: there is none. */
static long sudo_number(const char *variable)
{
	const char *text = getenv(variable);
	char *end;
	long number;

	if (!text || text[0] < '0' || text[0] > '9')
		return -1;
	errno = 0;
	number = strtol(text, &end, 10);
	return *end || errno || number >= UINT_MAX ? -1 : number;
}

static int give_to_sudo_user(int fd)
{
	long user = sudo_number("SUDO_UID"), group = sudo_number("SUDO_GID");

	if (geteuid() != 0 || user < 0 || group < 0)
		return 0;
	return fchown(fd, (uid_t)user, (gid_t)group);
}

static int open_temporary(struct output *output)
{
	const char *slash = strrchr(output->name, '/');
	size_t directory = slash ? (size_t)(slash + 1 - output->name) : 0;
	char *temporary = malloc(directory + sizeof(TEMPORARY_NAME));
	sigset_t signals, before;
	int fd, error;

	if (!output->name[directory]) {
		free(temporary);
		return cannot(output->name, output->name[0] ? EISDIR : ENOENT);
	}
	if (!temporary)
		return say("out of memory");
	memcpy(temporary, output->name, directory);
	memcpy(temporary + directory, TEMPORARY_NAME, sizeof(TEMPORARY_NAME));
	/* No signal between the file and the handlers that remove it. */
	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGHUP);
	sigprocmask(SIG_BLOCK, &signals, &before);
	fd = mkostemp(temporary, O_CLOEXEC); /* mode 0600 */
	error = errno;
	if (fd >= 0) {
		remover = getpid();
		to_remove = temporary;
		handle(SIGINT);
		handle(SIGTERM);
		handle(SIGHUP);
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (fd < 0) {
		free(temporary);
		return cannot(output->name, error);
	}
	output->temporary = temporary;
	if (give_to_sudo_user(fd)) {
		cannot(output->name, errno);
		close(fd);
		return -1;
	}
	return use(output, fd);
}

static int open_named(struct output *output)
{
	int number = open_number(output->name);
	struct stat file;

	output->ours = 1;
	if (number >= 0) {
		number = fcntl(number, F_DUPFD_CLOEXEC, 3);
		return number < 0 ? cannot(output->name, errno) : use(output, number);
	}
	if (lstat(output->name, &file)) {
		if (errno != ENOENT)
			return cannot(output->name, errno);
		return open_temporary(output);
	}
	if (S_ISLNK(file.st_mode))
		return say("cannot write to '%s': it is a symbolic link", output->name);
	if (S_ISDIR(file.st_mode))
		return cannot(output->name, EISDIR);
	return S_ISREG(file.st_mode) ? open_temporary(output) : open_special(output);
}

int output_open(struct output *output, const char *name, FILE *otherwise)
{
	memset(output, 0, sizeof(*output));
	output->name = name ? name : otherwise == stderr ? "stderr" : "stdout";
	if (!name || strcmp(name, "-") == 0) {
		output->file = name ? stdout : otherwise;
		return 0;
	}
	if (open_named(output) == 0)
		return 0;
	output_abandon(output);
	return -1;
}

/* Closes the file; the first failure, 0 if there was none. The caller wrote last, so errno is from there. */
static int finish(struct output *output)
{
	int error = ferror(output->file) ? (errno ? errno : EIO) : 0;

	if (fflush(output->file) && !error)
		error = errno;
	if (output->ours && fclose(output->file) && !error)
		error = errno;
	output->file = NULL;
	return error;
}

int output_commit(struct output *output)
{
	int error;

	if (!output->file)
		return 0;
	error = finish(output);
	if (!error && output->temporary && rename(output->temporary, output->name))
		error = errno;
	if (error) {
		cannot(output->name, error);
		output_abandon(output);
		return -1;
	}
	to_remove = NULL;
	free(output->temporary);
	output->temporary = NULL;
	return 0;
}

void output_abandon(struct output *output)
{
	if (output->file && output->ours)
		fclose(output->file);
	output->file = NULL;
	if (!output->temporary)
		return;
	unlink(output->temporary);
	to_remove = NULL;
	free(output->temporary);
	output->temporary = NULL;
}
