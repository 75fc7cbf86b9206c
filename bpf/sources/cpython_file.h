/*
 * cpython_file.h - what is known of a file that holds a CPython: the program itself, or its libpython3.X.so. It comes from
 * the file alone, which may be hostile: each number is only as good as the file, none is unbounded.
 */
#ifndef GILSCOPE_CPYTHON_FILE_H
#define GILSCOPE_CPYTHON_FILE_H

#include <stdint.h>

#define CPYTHON_VERSION_TEXT 32

struct cpython_file {
	int major, minor; /* 0, 0: not known */
	int micro;        /* -1: not known */
	int free_threaded; /* 1: built without a GIL, or with one that can be switched off */
	uint64_t runtime_address; /* of _PyRuntime, as the file has it (not in a process); 0: the file does not tell */
	uint64_t runtime_size;    /* its bytes; 0: not known */
	uint64_t runtime_offset;  /* where its first bytes stand in the file; 0: nowhere, they are zeros at the start */
	uint64_t text_address, text_offset; /* of the first executable segment, as the file has it: see load_bias() */
};

/* "3.11.2", "3.8" or "?". */
const char *cpython_file_version(const struct cpython_file *file, char text[CPYTHON_VERSION_TEXT]);

#endif
