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

struct elf_call {
	uint64_t address;
	uint64_t to;  /* of a direct call: the address it goes to; else 0 */
	int target;   /* which of those that were looked for */
	int indirect; /* `call *slot`: the kernel has to single-step it, where it emulates a `call function` */
};

/* By address. */
struct elf_calls {
	struct elf_call *calls;
	size_t count;
};

/*
 * All calls of functions that other files define. `names` are at most ELF_CALLS_TARGETS. 0, or -1 with *why a text: no memory,
 * too many, or no code.
 */
int elf_calls_imported(struct elf_calls *calls, const struct elf_file *file, const char *const *names, size_t count,
		       const char **why);

/* All calls of, and jumps to, these addresses of the file, also jumps that end a function (`indirect` is 2 for those). */
int elf_calls_local(struct elf_calls *calls, const struct elf_file *file, const uint64_t *addresses, size_t count,
		    const char **why);

/* All direct calls and jumps from `start` to `end` that lead out of there. -1: too many, no memory, or no code there. */
int elf_calls_made(struct elf_calls *calls, const struct elf_file *file, uint64_t start, uint64_t end);
void elf_calls_free(struct elf_calls *calls);

#endif
