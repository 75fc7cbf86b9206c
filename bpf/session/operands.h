/*
 * operands.h - where probe sites have their arguments: in the registers of the calling convention, whence the BPF programs
 * take them, or elsewhere, where bpf_usdt_arg() finds them.
 */
#ifndef GILSCOPE_OPERANDS_H
#define GILSCOPE_OPERANDS_H

/* Are the first four of a note's arguments, such as "8@%rdi 8@%rsi", these registers in their order, whole? */
int operands_plain(const char *arguments);

struct session;

/* Before the probes of a provider in a file are attached: the programs are told if any has its arguments elsewhere. */
void operands_tell(struct session *session, const char *path, const char *provider);

#endif
