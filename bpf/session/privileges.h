/*
 * privileges.h - may this process measure at all?
 */
#ifndef GILSCOPE_PRIVILEGES_H
#define GILSCOPE_PRIVILEGES_H

/* The effective capabilities, as a bit mask by CAP_* numbers. */
unsigned long long privileges_effective(void);

/* 1: CAP_SYS_ADMIN, which includes all that BPF needs. */
int privileges_admin(void);

/* 1: CAP_BPF and CAP_PERFMON, which are enough where the kernel has uprobe_multi links. */
int privileges_bpf(void);

/* 0, or -1 after one line on stderr that says what is missing and what works without. */
int privileges_check(void);

#endif
