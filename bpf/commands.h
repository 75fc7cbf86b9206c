/*
 * commands.h - the sub-commands. Each gets its own name as argv[0] and returns gilscope's exit status.
 */
#ifndef GILSCOPE_COMMANDS_H
#define GILSCOPE_COMMANDS_H

#define EXIT_WRONG_USAGE 2

int command_stat(int argc, char **argv);
int command_hist(int argc, char **argv);
int command_doctor(int argc, char **argv);
int command_probes(int argc, char **argv);

#endif
