/*
 * file_limit.h - how many files gilscope may have open: maps, programs, links and clocks are files, and there are two for
 * every CPU. The usual soft limit of 1024 is meant for programs that use select(2), and too low on a large machine.
 */
#ifndef GILSCOPE_FILE_LIMIT_H
#define GILSCOPE_FILE_LIMIT_H

/* Raises the soft limit to the hard one. 0, or -1 after one line on stderr: even that is too low. */
int file_limit_raise(void);

/* Gives back what file_limit_raise() found; for the command that gilscope starts, between fork and exec. */
void file_limit_restore(void);

#endif
