/*
 * progress.h - how far long work has come, in one line on stderr, for somebody who waits at a terminal.
 *
 * The line appears when the work has taken a second, is renewed five times a second, and is gone when anything else is
 * said. Where stderr is no terminal, or a dumb one, there is none.
 */
#ifndef GILSCOPE_PROGRESS_H
#define GILSCOPE_PROGRESS_H

#include <stdint.h>

/* The work begins now. */
void progress_begin(void);

/* Nothing before progress_begin() and after progress_end(). The text is cut to the terminal's width. */
void progress_show(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Takes the line away; the next progress_show() brings it back. Called by say(). */
void progress_clear(void);

void progress_end(void);

#endif
