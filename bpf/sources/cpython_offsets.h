/*
 * cpython_offsets.h - where CPython keeps what a walk over its Python frames needs: byte offsets, by version. They are
 * claims, to be checked in a live process before anything is read by them (cpython_layout.h).
 */
#ifndef GILSCOPE_CPYTHON_OFFSETS_H
#define GILSCOPE_CPYTHON_OFFSETS_H

#include <stddef.h>
#include <stdint.h>

#include "gil_raw.h"

struct cpython_offsets {
	uint32_t runtime_interpreters; /* _PyRuntime: the first interpreter */
	uint32_t interp_next, interp_threads;
	uint32_t thread_next, thread_interp;
	uint32_t thread_frame;  /* the innermost frame; or what has it, at cframe_frame */
	uint32_t thread_cframe; /* 1: that */
	uint32_t cframe_frame;
	uint32_t frame_back, frame_code, frame_pc;
	uint32_t frame_pc_unit; /* 0: a pointer to an instruction; else an index of instructions of so many bytes, in an int */
	uint32_t frame_owner;   /* who owns the frame, a byte; 0: no such field */
	uint32_t code_firstline, code_file, code_name;
	uint32_t code_qualname; /* 0: no such field */
	uint32_t code_table, code_instrs; /* of lines, a bytes object; the instructions, if frame_pc_unit is 0 */
	uint32_t code_code;     /* the instructions as a bytes object; 0: they follow the code object, which has their number */
	uint32_t lines;         /* enum gil_lines, of that table */
	uint32_t text_ascii, text_compact; /* where the characters are: of ASCII strings, of all others */
};

/* So much of _PyRuntime has to be read to have the whole table that is at its start. */
#define CPYTHON_DEBUG_OFFSETS_SIZE (96 * sizeof(uint64_t))

/* The offsets of a version whose tables are known here, 3.8 to 3.12; NULL: of no other one. */
const struct cpython_offsets *cpython_offsets_known(int major, int minor);

/*
 * From 3.13 on: from the table at the start of _PyRuntime, which comes from the process and is hostile. 0, or with *why
 * a text 1: it is no such table, and may not be there yet; -1: it is of another version, or has what cannot be.
 */
int cpython_offsets_debug(struct cpython_offsets *offsets, int major, int minor, const void *table, size_t size,
			  const char **why);

#endif
