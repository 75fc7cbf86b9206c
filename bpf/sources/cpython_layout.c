/* cpython_layout.c - see cpython_layout.h. */
#include "cpython_layout.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cpython_objects.h"
#include "gil_event.h"
#include "process_memory.h"

/* As many are looked at; the others are as these are. */
#define MOST_INTERPRETERS 16
#define MOST_THREADS 64
#define MOST_FRAMES 8192 /* of them all, with those that are looked at again: some 50 ms */
#define LOOKS 8 /* at a thread that does not fit */
#define MOST_BYTES (1u << 24) /* of a code object's instructions, or of its table of lines */
#define MOST_CHARACTERS 4096  /* of a name or a path */
#define LOOKED_AT 255         /* of these */

struct look {
	pid_t pid;
	const struct cpython_offsets *offsets;
	uint64_t code_type;
	uint32_t text_shift; /* 0: no string has been seen yet */
	unsigned sound, bad; /* threads */
	unsigned frames;
	const char *why;     /* the last one was bad */
};

static int bad(struct look *look, const char *why)
{
	look->why = why;
	return -1;
}

static int word(struct look *look, uint64_t address, uint64_t *out)
{
	return process_read(look->pid, out, sizeof(*out), address) ? bad(look, "a pointer leads nowhere") : 0;
}

/* Is this an object of the type that calls itself so? */
static int check_type(struct look *look, uint64_t object, const char *wanted, uint64_t *type)
{
	char name[16];
	uint64_t text;

	if (!object || object & 7)
		return bad(look, "a pointer leads to no object");
	if (word(look, object + CPYTHON_OBJECT_TYPE, type) || word(look, *type + CPYTHON_TYPE_NAME, &text))
		return -1;
	if (process_read_string(look->pid, name, sizeof(name), text) || strcmp(name, wanted) != 0)
		return bad(look, "an object is not of the type that it should be");
	return 0;
}

static int has_characters(const char *text, uint64_t length, uint32_t width, int ascii)
{
	for (uint64_t i = 0; i <= length; i++) {
		uint32_t point = 0;

		memcpy(&point, text + i * width, width);
		if (i < length ? !point || point > (ascii ? 0x7fu : 0x10ffffu) : point != 0)
			return 0;
	}
	return 1;
}

/* A name or a path; its first characters into `out`, if they are of one byte; empty if not. */
static int check_text(struct look *look, uint64_t object, char out[LOOKED_AT + 1])
{
	char text[(LOOKED_AT + 1) * 4];
	uint64_t type, length;
	uint32_t state, shift, kind;
	int ascii;

	if (check_type(look, object, "str", &type) || word(look, object + CPYTHON_TEXT_LENGTH, &length))
		return -1;
	if (process_read(look->pid, &state, sizeof(state), object + CPYTHON_TEXT_STATE))
		return bad(look, "a string cannot be read");
	/*
	 * Before the kind stands whether the string is interned, 0 to 3: in 2 bits, so that a kind of 1 and more makes the
	 * lower half 4 at least; in some of 3.14 in 16 bits.
	 */
	shift = (state & 0xffff) <= 3 ? 16 : 2;
	kind = state >> shift & CPYTHON_TEXT_KIND;
	ascii = (state >> shift & CPYTHON_TEXT_IS_ASCII) != 0;
	if (!(state >> shift & CPYTHON_TEXT_IS_COMPACT) || (kind != 1 && kind != 2 && kind != 4) ||
	    (look->text_shift && look->text_shift != shift) || !length || length > MOST_CHARACTERS)
		return bad(look, "a name is no such string");
	look->text_shift = shift;
	out[0] = '\0';
	if (length > LOOKED_AT)
		return 0;
	if (process_read(look->pid, text, (length + 1) * kind,
			 object + (ascii ? look->offsets->text_ascii : look->offsets->text_compact)))
		return bad(look, "a string cannot be read");
	if (!has_characters(text, length, kind, ascii))
		return bad(look, "a name has characters that are none");
	if (kind == 1)
		memcpy(out, text, length + 1);
	return 0;
}

/* The size of a bytes object. */
static int check_bytes(struct look *look, uint64_t object, uint64_t *size)
{
	uint64_t type;

	if (check_type(look, object, "bytes", &type) || word(look, object + CPYTHON_OBJECT_SIZE, size))
		return -1;
	return *size > MOST_BYTES ? bad(look, "a code object is too large") : 0;
}

static int ends_with(const char *text, const char *end)
{
	size_t length = strlen(text), tail = strlen(end);

	return length >= tail && strcmp(text + length - tail, end) == 0;
}

/* `size` is that of its instructions in bytes. */
static int check_code(struct look *look, uint64_t code, uint64_t *size)
{
	const struct cpython_offsets *o = look->offsets;
	char file[LOOKED_AT + 1], name[LOOKED_AT + 1], qualname[LOOKED_AT + 1];
	uint64_t type, at[4] = { 0 }, table_size;
	int32_t firstline;

	if (check_type(look, code, "code", &type))
		return -1;
	look->code_type = type;
	if (word(look, code + o->code_file, &at[0]) || word(look, code + o->code_name, &at[1]) ||
	    word(look, code + o->code_table, &at[2]) || (o->code_qualname && word(look, code + o->code_qualname, &at[3])) ||
	    check_text(look, at[0], file) || check_text(look, at[1], name) || check_bytes(look, at[2], &table_size))
		return -1;
	if (o->code_qualname) {
		if (check_text(look, at[3], qualname))
			return -1;
		if (name[0] && qualname[0] && !ends_with(qualname, name))
			return bad(look, "the names of a function do not agree");
		if (strcmp(name, "<interpreter trampoline>") == 0 || strcmp(name, "<shim>") == 0)
			return bad(look, "a frame of the interpreter's own is said to be a function's");
	}
	/* That of a module is 1; up to 3.10 it is the line of its first statement. */
	if (process_read(look->pid, &firstline, sizeof(firstline), code + o->code_firstline) || firstline < 0 ||
	    (uint32_t)firstline > MOST_BYTES || (!o->code_code && strcmp(name, "<module>") == 0 && firstline != 1))
		return bad(look, "a first line is none");
	if (o->code_code)
		return word(look, code + o->code_code, &at[0]) || check_bytes(look, at[0], size) ? -1 : 0;
	/* The instructions are what follows the fixed part of the object. */
	if (word(look, type + CPYTHON_TYPE_BASICSIZE, &at[0]) || word(look, code + CPYTHON_OBJECT_SIZE, size))
		return -1;
	if (at[0] != o->code_instrs)
		return bad(look, "a code object has another size");
	*size *= 2;
	return !*size || *size > MOST_BYTES ? bad(look, "a code object is too large") : 0;
}

static int check_place(struct look *look, uint64_t frame, uint64_t code, uint64_t size, int calls)
{
	const struct cpython_offsets *o = look->offsets;
	int64_t offset;
	uint64_t pc;
	int32_t index;

	if (o->frame_pc_unit) {
		if (process_read(look->pid, &index, sizeof(index), frame + o->frame_pc))
			return bad(look, "a frame cannot be read");
		offset = (int64_t)index * o->frame_pc_unit;
	} else {
		if (word(look, frame + o->frame_pc, &pc))
			return -1;
		offset = (int64_t)(pc - code - o->code_instrs);
	}
	/* Before the first instruction: the frame is new. One that calls another is behind it. */
	if (offset < (calls ? 1 : -2) || offset >= (int64_t)size || (offset & 1 && offset != -1))
		return bad(look, "a frame is at no instruction of its code");
	return 0;
}

/* 1: it is of a Python function, 0: it is another kind of frame; -1. `calls`: it is not the innermost one. */
static int check_frame(struct look *look, uint64_t frame, int calls)
{
	const struct cpython_offsets *o = look->offsets;
	uint64_t code, size;
	uint8_t owner = 0;

	if (look->frames++ >= MOST_FRAMES)
		return bad(look, "its frames do not end");
	if (frame & 7)
		return bad(look, "a frame is where none can be");
	if (o->frame_owner && process_read(look->pid, &owner, sizeof(owner), frame + o->frame_owner))
		return bad(look, "a frame cannot be read");
	if (owner > CPYTHON_OWNER_NOT_PYTHON + 1)
		return bad(look, "a frame's owner is none");
	if (owner >= CPYTHON_OWNER_NOT_PYTHON)
		return 0;
	if (word(look, frame + o->frame_code, &code))
		return -1;
	code &= ~CPYTHON_TAGS;
	return check_code(look, code, &size) || check_place(look, frame, code, size, calls) ? -1 : 1;
}

/* 1: it runs Python functions, 0: it runs none; -1. */
static int check_thread(struct look *look, uint64_t thread, uint64_t interpreter)
{
	const struct cpython_offsets *o = look->offsets;
	uint64_t frame, owner;
	int python = 0, result;

	if (word(look, thread + o->thread_interp, &owner) || word(look, thread + o->thread_frame, &frame) ||
	    (o->thread_cframe && word(look, frame + o->cframe_frame, &frame)))
		return -1;
	if (owner != interpreter)
		return bad(look, "a thread is not of the interpreter that lists it");
	for (unsigned i = 0; i < GIL_STACK_MAX && frame; i++) {
		result = check_frame(look, frame, i > 0);
		if (result < 0 || word(look, frame + o->frame_back, &frame))
			return -1;
		python |= result;
	}
	return python;
}

static void look_at_thread(struct look *look, uint64_t thread, uint64_t interpreter)
{
	int result = -1;

	/* The one that has the GIL runs on: a frame may be another one's before it is read to its end. */
	for (int i = 0; i < LOOKS && result < 0; i++)
		result = check_thread(look, thread, interpreter);
	look->bad += result < 0;
	look->sound += result > 0;
}

static void look_at_interpreter(struct look *look, uint64_t interpreter)
{
	uint64_t thread = 0;

	if (word(look, interpreter + look->offsets->interp_threads, &thread))
		look->bad++;
	for (unsigned i = 0; i < MOST_THREADS && thread; i++) {
		look_at_thread(look, thread, interpreter);
		if (word(look, thread + look->offsets->thread_next, &thread)) {
			look->bad++;
			return;
		}
	}
}

/* The end of the last of these fields, each of 8 bytes at the most. */
static uint32_t span(const uint32_t *offsets, size_t count)
{
	uint32_t end = 0;

	for (size_t i = 0; i < count; i++)
		end = offsets[i] + 8 > end ? offsets[i] + 8 : end;
	return end;
}

/* 0, or -1: a structure is larger than the BPF side has room for. */
static int fill_in(struct gil_layout *layout, const struct look *look)
{
	const struct cpython_offsets *o = look->offsets;
	const uint32_t frame[] = { o->frame_back, o->frame_code, o->frame_pc, o->frame_owner & ~7u };
	const uint32_t code[] = { CPYTHON_OBJECT_TYPE, o->code_firstline & ~7u, o->code_file, o->code_name, o->code_qualname,
				  o->code_table };
	uint32_t frame_span = span(frame, sizeof(frame) / sizeof(frame[0]));
	uint32_t code_span = span(code, sizeof(code) / sizeof(code[0]));

	if (frame_span > GIL_FRAME_SPAN_MAX || code_span > GIL_CODE_SPAN_MAX)
		return -1;
	*layout = (struct gil_layout){
		.kind = GIL_LAYOUT_CPYTHON,
		.thread_frame = o->thread_frame,
		.thread_cframe = o->thread_cframe,
		.cframe_frame = o->cframe_frame,
		.frame_back = o->frame_back,
		.frame_code = o->frame_code,
		.frame_pc = o->frame_pc,
		.frame_owner = o->frame_owner,
		.code_instrs = o->code_instrs,
		.code_firstline = o->code_firstline,
		.code_name = o->code_qualname ? o->code_qualname : o->code_name,
		.code_file = o->code_file,
		.code_lines = o->code_table,
		.instr_size = o->frame_pc_unit,
		.lines_form = o->lines,
		.text_ascii = o->text_ascii,
		.text_compact = o->text_compact,
		.text_shift = look->text_shift,
		.frame_span = frame_span,
		.code_span = code_span,
		.code_type = look->code_type,
	};
	return 0;
}

enum cpython_layout_result cpython_layout_check(struct gil_layout *layout, pid_t pid, const struct cpython_offsets *offsets,
						uint64_t runtime, const char **why)
{
	struct look look = { .pid = pid, .offsets = offsets };
	uint64_t interpreter;

	*layout = (struct gil_layout){ .kind = GIL_LAYOUT_CPYTHON_UNKNOWN };
	*why = "its memory cannot be read";
	if (process_read(pid, &interpreter, sizeof(interpreter), runtime + offsets->runtime_interpreters))
		return errno == EFAULT || errno == ESRCH ? CPYTHON_LAYOUT_NOT_YET : CPYTHON_LAYOUT_WRONG;
	*why = "no thread runs a Python function";
	for (unsigned i = 0; i < MOST_INTERPRETERS && interpreter; i++) {
		look_at_interpreter(&look, interpreter);
		if (word(&look, interpreter + offsets->interp_next, &interpreter)) {
			look.bad++;
			break;
		}
	}
	if (look.bad) {
		*why = look.why;
		return CPYTHON_LAYOUT_UNSURE;
	}
	if (!look.sound)
		return CPYTHON_LAYOUT_NOT_YET;
	*why = "its frames or code objects are larger than known ones";
	return fill_in(layout, &look) ? CPYTHON_LAYOUT_WRONG : CPYTHON_LAYOUT_SOUND;
}

static void shift(struct cpython_offsets *offsets)
{
	const char *number = getenv("GILSCOPE_CPYTHON_SHIFT");
	unsigned long n = number ? strtoul(number, NULL, 10) : ~0ul;

	if (n < sizeof(*offsets) / sizeof(uint32_t))
		((uint32_t *)offsets)[n] += 8;
}

enum cpython_layout_result cpython_layout_offsets(struct cpython_offsets *offsets, pid_t pid, int major, int minor,
						  uint64_t runtime, const char **why)
{
	const struct cpython_offsets *known = cpython_offsets_known(major, minor);
	uint64_t table[CPYTHON_DEBUG_OFFSETS_SIZE / sizeof(uint64_t)];
	int result;

	if (known) {
		*offsets = *known;
		return CPYTHON_LAYOUT_SOUND;
	}
	*why = "its memory cannot be read";
	if (process_read(pid, table, sizeof(table), runtime))
		return errno == EFAULT || errno == ESRCH ? CPYTHON_LAYOUT_NOT_YET : CPYTHON_LAYOUT_WRONG;
	result = cpython_offsets_debug(offsets, major, minor, table, sizeof(table), why);
	if (result > 0) /* the loader may not have brought it yet */
		return CPYTHON_LAYOUT_UNSURE;
	return result ? CPYTHON_LAYOUT_WRONG : CPYTHON_LAYOUT_SOUND;
}

enum cpython_layout_result cpython_layout_find(struct gil_layout *layout, pid_t pid, int major, int minor, uint64_t runtime,
					       const char **why)
{
	struct cpython_offsets offsets;
	enum cpython_layout_result result;
	uint32_t third;

	*layout = (struct gil_layout){ .kind = GIL_LAYOUT_CPYTHON_UNKNOWN };
	result = cpython_layout_offsets(&offsets, pid, major, minor, runtime, why);
	if (result != CPYTHON_LAYOUT_SOUND)
		return result;
	shift(&offsets);
	/* In all versions a code object's file, names and table of lines stand in this order: one string looks like another. */
	*why = "its code objects are laid out in a way that is not known";
	third = offsets.code_qualname ? offsets.code_qualname : offsets.code_table;
	if (offsets.code_name != offsets.code_file + 8 || third != offsets.code_file + 16 || offsets.lines > GIL_LINES_LOCATIONS)
		return CPYTHON_LAYOUT_WRONG;
	return cpython_layout_check(layout, pid, &offsets, runtime, why);
}
