/* operands.c - see operands.h. */
#include "operands.h"

#include <stddef.h>
#include <string.h>

#include <bpf/libbpf.h>

#include "elf_notes.h"
#include "gil_state.h"
#include "gilscope.skel.h"
#include "session.h"

/* System V ABI, AMD64 supplement, 3.2.3; Procedure Call Standard for the Arm 64-bit Architecture, 6.4. */
static const char *const plain[] = {
#ifdef __aarch64__
	"8@x0", "8@x1", "8@x2", "8@x3",
#else
	"8@%rdi", "8@%rsi", "8@%rdx", "8@%rcx",
#endif
};

int operands_plain(const char *arguments)
{
	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++) {
		size_t length = strcspn(arguments, " ");

		if (!length)
			return 1;
		if (length != strlen(plain[i]) || memcmp(arguments, plain[i], length) != 0)
			return 0;
		arguments += length + strspn(arguments + length, " ");
	}
	return 1;
}

void operands_tell(struct session *session, const char *path, const char *provider)
{
	struct elf_notes notes;
	const char *error;
	int elsewhere = 0;

	if (elf_notes_read(&notes, path, &error)) {
		session->bpf->data->operands_elsewhere = 1; /* what follows says what is wrong with the file */
		return;
	}
	for (size_t i = 0; i < notes.count; i++)
		elsewhere |= strcmp(notes.notes[i].provider, provider) == 0 && !operands_plain(notes.notes[i].arguments);
	elf_notes_free(&notes);
	if (elsewhere)
		session->bpf->data->operands_elsewhere = 1;
}
