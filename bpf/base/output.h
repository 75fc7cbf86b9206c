/*
 * output.h - the file that a report or a recording goes to: complete under its name, or not there.
 *
 * A regular file is written under a temporary name, ".gilscope-" and six characters, in the same directory, with mode
 * 0600, and gets its name when it is complete; under sudo it belongs to the user who called sudo. A symbolic link is
 * refused. A FIFO or a character device is opened as it is; so are /dev/stdout, /dev/stderr and /dev/fd/N, which mean
 * the open file.
 */
#ifndef GILSCOPE_OUTPUT_H
#define GILSCOPE_OUTPUT_H

#include <stdio.h>

struct output {
	FILE *file;
	const char *name; /* the caller's; must live as long */
	int ours;         /* the file is to be closed: neither stdout nor stderr */
	char *temporary;  /* its name until it is complete, NULL: there is none */
};

/*
 * Opens `name`; "-" is stdout, NULL is `otherwise`. 0, or -1 having said why. From here SIGINT, SIGTERM and SIGHUP,
 * where they are neither blocked nor ignored, remove the temporary file before they end gilscope. One at a time has a
 * temporary.
 */
int output_open(struct output *output, const char *name, FILE *otherwise);

/*
 * Everything has been written, just now: closes the file and gives it its name. 0, or -1 having said why, also if an
 * earlier write has failed, and left nothing behind.
 */
int output_commit(struct output *output);

/* Closes the file and removes it; nothing after output_commit(). */
void output_abandon(struct output *output);

#endif
