/*
 * elf_calls.h - which instructions of a file call which functions of other files (through its procedure linkage table or its
 * global offset table) or functions of its own. x86-64 only.
 *
 * Instructions are not decoded: the bytes of a call whose target is exactly right are taken for one. That the four bytes of
 * a target stand by chance behind a byte e8 in the midst of something else happens once in many thousands of programs.
 */
#ifndef GILSCOPE_ELF_CALLS_H
#define GILSCOPE_ELF_CALLS_H

#include <stddef.h>
#include <stdint.h>

#include "elf_file.h"

#define ELF_CALLS_MAX 4096   /* calls that are kept */
#define ELF_CALLS_TARGETS 64 /* targets that can be looked for at once */

enum elf_call_kind {
	ELF_CALL,       /* of a function: the kernel emulates it */
	ELF_CALL_SLOT,  /* `call *slot`: the kernel has to single-step it */
	ELF_JUMP,
	ELF_JUMP_SHORT, /* of two bytes */
};

struct elf_call {
	uint64_t address;
	uint64_t to;  /* the address it goes to; of an ELF_CALL_SLOT 0 */
	int target;   /* which of those that were looked for */
	enum elf_call_kind kind;
};

/* By address. */
struct elf_calls {
	struct elf_call *calls;
	size_t count;
};

/*
 * All calls of functions that other files define; or that this one does, where it has taken them in (a static libc) and `named`,
 * the file or its debug file, tells where they are. `names` are at most ELF_CALLS_TARGETS. 0, or -1 with *why a text: no memory,
 * too many, or no code.
 */
int elf_calls_imported(struct elf_calls *calls, const struct elf_file *file, const struct elf_file *named,
		       const char *const *names, size_t count, const char **why);

/* All calls of, and jumps to, these addresses of the file, also jumps that end a function, but not short ones. */
int elf_calls_local(struct elf_calls *calls, const struct elf_file *file, const uint64_t *addresses, size_t count,
		    const char **why);

/*
 * All direct calls and jumps from `start` to `end` that lead out of there; two bytes that look like a short jump, to a function next
 * door, are often none. -1: too many, no memory, or no code there.
 */
int elf_calls_made(struct elf_calls *calls, const struct elf_file *file, uint64_t start, uint64_t end);

/* Adds those of `more` that are direct calls, as calls of `target`. 0, or -1: too many, or no memory. */
int elf_calls_add(struct elf_calls *calls, const struct elf_calls *more, int target);
void elf_calls_free(struct elf_calls *calls);

#endif
