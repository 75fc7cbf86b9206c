/*
 * symbols.h - the name of the C function that has an address in a process: from the tables of symbols of the files it has
 * mapped, or of their separate debug files. The files are hostile.
 */
#ifndef GILSCOPE_SYMBOLS_H
#define GILSCOPE_SYMBOLS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct symbols;

/* NULL: out of memory. */
struct symbols *symbols_new(void);

#define SYMBOLS_NAME_SIZE 128
#define SYMBOLS_FILE_SIZE 256

struct symbol {
	char name[SYMBOLS_NAME_SIZE]; /* cut if it is longer; "" if the file does not tell */
	char file[SYMBOLS_FILE_SIZE]; /* as the process calls it */
};

/* 0, or -1: there is no code of a file at that address, or the process is gone. */
int symbols_find(struct symbols *symbols, pid_t pid, uint64_t address, struct symbol *symbol);

void symbols_free(struct symbols *symbols);

#endif
