/*
 * privileges.h - may this process measure at all?
 */
#ifndef GILSCOPE_PRIVILEGES_H
#define GILSCOPE_PRIVILEGES_H

/* The effective capabilities, as a bit mask by CAP_* numbers. */
unsigned long long privileges_effective(void);

/* 0, or -1 after one line on stderr that says what is missing and what works without. */
int privileges_check(void);

#endif
