/*
 * commands.h - the sub-commands. Each gets its own name as argv[0] and returns gilscope's exit status.
 */
#ifndef GILSCOPE_COMMANDS_H
#define GILSCOPE_COMMANDS_H

#define EXIT_WRONG_USAGE 2
#define EXIT_LOST 3 /* measured and reported, but events were lost */

struct view;

/* All that measure, or with -r show what has been measured. */
int command_measure(const struct view *view, int argc, char **argv);
int command_doctor(int argc, char **argv);
int command_probes(int argc, char **argv);

#endif
