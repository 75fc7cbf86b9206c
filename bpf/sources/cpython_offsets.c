/*
 * cpython_offsets.c - see cpython_offsets.h.
 *
 * The numbers of 3.8 to 3.12 are from the debugging information (DWARF) of x86-64 builds of 3.8.18, 3.9.18, 3.10.13,
 * 3.11.7 and 3.12.1, by structure and member as named in the comments. CPython keeps these structures as they are within
 * a minor version but for its first pre-releases.
 */
#include "cpython_offsets.h"

#include <string.h>

#include "cpython_objects.h"

/* With wchar_t *wstr in PyASCIIObject, and its length in PyCompactUnicodeObject. */
#define TEXT_TO_311 .text_ascii = 48, .text_compact = 72
#define TEXT_FROM_312 .text_ascii = 40, .text_compact = 56

/* PyFrameObject and PyCodeObject as 3.8, 3.9 and 3.10 have them. */
#define FRAMES_TO_310 \
	.interp_next = 0, .interp_threads = 8,     /* PyInterpreterState.next, .tstate_head */ \
	.thread_next = 8, .thread_interp = 16,     /* PyThreadState.next, .interp */ \
	.thread_frame = 24,                        /* PyThreadState.frame */ \
	.frame_back = 24, .frame_code = 32,        /* PyFrameObject.f_back, .f_code */ \
	.code_firstline = 40,                      /* PyCodeObject.co_firstlineno */ \
	.code_file = 104, .code_name = 112,        /* .co_filename, .co_name */ \
	.code_table = 120, .code_code = 48         /* .co_lnotab or .co_linetable, .co_code */

/* PyCodeObject as 3.11 and 3.12 have it. */
#define CODE_FROM_311 \
	.code_file = 112, .code_name = 120, .code_qualname = 128, .code_table = 136, .lines = GIL_LINES_LOCATIONS

static const struct {
	int minor;
	struct cpython_offsets offsets;
} known[] = {
	{ 8, { TEXT_TO_311, FRAMES_TO_310,
	       .runtime_interpreters = 32,                /* _PyRuntimeState.interpreters.head */
	       .frame_pc = 104, .frame_pc_unit = 1,       /* .f_lasti, in bytes */
	       .lines = GIL_LINES_LNOTAB } },
	{ 9, { TEXT_TO_311, FRAMES_TO_310, .runtime_interpreters = 32,
	       .frame_pc = 104, .frame_pc_unit = 1, .lines = GIL_LINES_LNOTAB } },
	{ 10, { TEXT_TO_311, FRAMES_TO_310, .runtime_interpreters = 32,
		.frame_pc = 96, .frame_pc_unit = 2,       /* .f_lasti, in instructions */
		.lines = GIL_LINES_LINETABLE } },
	{ 11, { TEXT_TO_311, CODE_FROM_311, .runtime_interpreters = 40,
		.interp_next = 0, .interp_threads = 16,   /* PyInterpreterState.next, .threads.head */
		.thread_next = 8, .thread_interp = 16,
		.thread_frame = 56, .thread_cframe = 1,   /* PyThreadState.cframe */
		.cframe_frame = 8,                        /* _PyCFrame.current_frame */
		.frame_back = 48, .frame_code = 32,       /* _PyInterpreterFrame.previous, .f_code */
		.frame_pc = 56, .frame_owner = 69,        /* .prev_instr, .owner */
		.code_firstline = 72, .code_instrs = 184, /* PyCodeObject.co_firstlineno, .co_code_adaptive */
	  } },
	{ 12, { TEXT_FROM_312, CODE_FROM_311, .runtime_interpreters = 40,
		.interp_next = 0, .interp_threads = 72,
		.thread_next = 8, .thread_interp = 16,
		.thread_frame = 56, .thread_cframe = 1, .cframe_frame = 0,
		.frame_back = 8, .frame_code = 0, .frame_pc = 56, .frame_owner = 70,
		.code_firstline = 68, .code_instrs = 192,
	  } },
};

const struct cpython_offsets *cpython_offsets_known(int major, int minor)
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (major == 3 && known[i].minor == minor)
			return &known[i].offsets;
	return NULL;
}

/*
 * Places in _Py_DebugOffsets (Include/internal/pycore_runtime.h of 3.13, pycore_debug_offsets.h from 3.14), counted in
 * words of 8 bytes. Each of its groups begins with the size of the structure that it is about.
 */
struct places {
	int minor;
	uint8_t interpreter, thread, frame, code, object, type, bytes, text; /* where the groups begin */
	uint8_t words;                                                      /* up to the last that is used */
};

static const struct places places[] = {
	{ 13, .interpreter = 6, .thread = 19, .frame = 28, .code = 34, .object = 44, .type = 46, .bytes = 64, .text = 67,
	  .words = 71 },
	/* threads_main, code_object_generation and tlbc_generation; stackpointer and tlbc_index; co_tlbc; sets are new. */
	{ 14, .interpreter = 6, .thread = 22, .frame = 31, .code = 39, .object = 50, .type = 52, .bytes = 74, .text = 77,
	  .words = 81 },
	/* Four more for an interpreter, six for a thread; err_stackitem; localspluskinds and more. Of a build of 3.15.2. */
	{ 15, .interpreter = 6, .thread = 22, .frame = 39, .code = 47, .object = 58, .type = 60, .bytes = 86, .text = 89,
	  .words = 93 },
};

enum { COOKIE, VERSION, FREE_THREADED, RUNTIME_SIZE, RUNTIME_FINALIZING, RUNTIME_INTERPRETERS };
enum { INTERPRETER_NEXT = 2, INTERPRETER_THREADS = 3 };
enum { THREAD_NEXT = 2, THREAD_INTERP = 3, THREAD_FRAME = 4 };
enum { FRAME_BACK = 1, FRAME_CODE = 2, FRAME_PC = 3, FRAME_OWNER = 5 };
enum { CODE_FILE = 1, CODE_NAME = 2, CODE_QUALNAME = 3, CODE_TABLE = 4, CODE_FIRSTLINE = 5, CODE_INSTRS = 9 };
enum { OBJECT_TYPE = 1, TYPE_NAME = 1, BYTES_SIZE = 1, BYTES_DATA = 2, TEXT_STATE = 1, TEXT_LENGTH = 2, TEXT_ASCII = 3 };

#define FAR (1u << 22) /* no structure is as large: PyInterpreterState has some 100 kB */

/* One offset of a group, which must lie in the structure, whose size the group begins with. 0, or -1. */
static int get(uint32_t *out, const uint64_t *words, unsigned group, unsigned place, unsigned bytes)
{
	uint64_t size = words[group], offset = words[group + place];

	if (size > FAR || offset > size || size - offset < bytes)
		return -1;
	*out = (uint32_t)offset;
	return 0;
}

static int from_words(struct cpython_offsets *o, const uint64_t *words, const struct places *at)
{
	uint32_t ascii;

	memset(o, 0, sizeof(*o));
	o->lines = GIL_LINES_LOCATIONS;
	if (get(&o->runtime_interpreters, words, RUNTIME_SIZE, RUNTIME_INTERPRETERS - RUNTIME_SIZE, 8) ||
	    get(&o->interp_next, words, at->interpreter, INTERPRETER_NEXT, 8) ||
	    get(&o->interp_threads, words, at->interpreter, INTERPRETER_THREADS, 8) ||
	    get(&o->thread_next, words, at->thread, THREAD_NEXT, 8) ||
	    get(&o->thread_interp, words, at->thread, THREAD_INTERP, 8) ||
	    get(&o->thread_frame, words, at->thread, THREAD_FRAME, 8) ||
	    get(&o->frame_back, words, at->frame, FRAME_BACK, 8) || get(&o->frame_code, words, at->frame, FRAME_CODE, 8) ||
	    get(&o->frame_pc, words, at->frame, FRAME_PC, 8) || get(&o->frame_owner, words, at->frame, FRAME_OWNER, 1) ||
	    get(&o->code_file, words, at->code, CODE_FILE, 8) || get(&o->code_name, words, at->code, CODE_NAME, 8) ||
	    get(&o->code_qualname, words, at->code, CODE_QUALNAME, 8) ||
	    get(&o->code_table, words, at->code, CODE_TABLE, 8) ||
	    get(&o->code_firstline, words, at->code, CODE_FIRSTLINE, 4) ||
	    get(&o->code_instrs, words, at->code, CODE_INSTRS, 0) ||
	    words[at->object + OBJECT_TYPE] != CPYTHON_OBJECT_TYPE || words[at->type + TYPE_NAME] != CPYTHON_TYPE_NAME ||
	    words[at->bytes + BYTES_SIZE] != CPYTHON_OBJECT_SIZE || words[at->bytes + BYTES_DATA] != CPYTHON_BYTES_DATA ||
	    words[at->text + TEXT_STATE] != CPYTHON_TEXT_STATE || words[at->text + TEXT_LENGTH] != CPYTHON_TEXT_LENGTH ||
	    get(&ascii, words, at->text, TEXT_ASCII, 0))
		return -1;
	/* PyCompactUnicodeObject adds Py_ssize_t utf8_length and char *utf8. */
	o->text_ascii = ascii;
	o->text_compact = ascii + 16;
	return 0;
}

int cpython_offsets_debug(struct cpython_offsets *offsets, int major, int minor, const void *table, size_t size,
			  const char **why)
{
	uint64_t words[CPYTHON_DEBUG_OFFSETS_SIZE / sizeof(uint64_t)];
	const struct places *at = NULL;

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (major == 3 && places[i].minor == minor)
			at = &places[i];
	*why = "of this version no offsets are known";
	if (!at)
		return -1;
	*why = "its table of debug offsets cannot be read";
	if (size < at->words * sizeof(words[0]))
		return -1;
	memcpy(words, table, at->words * sizeof(words[0]));
	*why = "what stands at _PyRuntime is no table of debug offsets";
	if (memcmp(&words[COOKIE], "xdebugpy", 8) != 0)
		return 1;
	*why = "its table of debug offsets is of another version";
	if (words[VERSION] >> 16 != (unsigned)(major << 8 | minor)) /* PY_VERSION_HEX */
		return -1;
	*why = "it is a free-threaded build";
	if (words[FREE_THREADED])
		return -1;
	*why = "its table of debug offsets has what cannot be";
	return from_words(offsets, words, at);
}
