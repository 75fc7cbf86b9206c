/*
 * pystack.bpf.h - takes the stack of Python frames of a thread, and tells each stack and each code object once: names and
 * line numbers are read here, in the target's memory, because later it may have ended. The frames of gilpy; those of
 * CPython are walked in pystack_cpython.bpf.h.
 *
 * A walk may be interrupted by one of another kind: a uprobe program by the sampler's interrupt or by the scheduler's
 * hook. So each kind has scratch memory of its own, with the thread.
 *
 * The frames of a thread that runs change under the walk if another thread does it (at a drop request): then a frame may
 * be stale, but what it points to are code objects, which live on. What cannot be read ends the stack, marked.
 *
 * Functions that are not static are looked at by the verifier once, whatever calls them: here loops lie within loops, and
 * five programs take stacks. It wants to see that their pointers are not NULL, which they never are.
 */
#ifndef GILSCOPE_PYSTACK_BPF_H
#define GILSCOPE_PYSTACK_BPF_H

#define LINE_STEPS 17 /* of a binary search: 2^17 lines in one code object */

#define NATIVES_MAX 8 /* frames of C, innermost ones */

/* The beginning of a frame: one reading for the three, as each costs some 50 ns, however little is read. */
struct walk_frame {
	uint64_t back, code, pc;
};

struct walk {
	uint64_t hash;
	uint64_t told, told_round; /* a stack that is known to have been sent, in that round of telling */
	uint32_t count, flags;
	uint32_t tgid, natives; /* the first frames are natives: of C, the key is an address */
	struct {
		uint64_t key, code, pc; /* key: of gilpy the serial number, mixed when it is sent */
	} frames[GIL_STACK_MAX];
	uint64_t native[NATIVES_MAX];
	char frame[GIL_FRAME_SPAN_MAX], code[GIL_CODE_SPAN_MAX]; /* of a CPython: the ones at hand */
};

enum walk_kind { WALK_PROBE, WALK_CLOCK, WALK_SWITCH, WALK_KINDS };

struct walk_scratch {
	struct walk walks[WALK_KINDS];
};

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct walk_scratch);
} walk_scratch SEC(".maps");

/* Sent already. When it is full the oldest are forgotten, and sent again. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16384);
	__type(key, uint64_t);
	__type(value, uint8_t);
} known_stacks SEC(".maps"), known_codes SEC(".maps");

/* Counted up by gilscope when what has been sent is to be sent again. */
volatile uint64_t telling_round = 1;

/* Mixes bits well enough for keys that nobody chooses to collide (the finalizer of MurmurHash3). */
static __always_inline uint64_t mix(uint64_t value)
{
	value ^= value >> 33;
	value *= 0xff51afd7ed558ccdULL;
	value ^= value >> 33;
	value *= 0xc4ceb9fe1a85ec53ULL;
	return value ^ value >> 33;
}

static __always_inline int read_user(void *out, uint32_t size, uint64_t address)
{
	return bpf_probe_read_user(out, size, (const void *)address);
}

#include "core/pystack_cpython.bpf.h"

/* The line of an instruction: of the entries sorted by their first instruction, the last that begins at or before it. */
__noinline uint32_t code_line(const struct gil_layout *layout, uint64_t code, uint64_t pc)
{
	uint64_t instrs = 0, lines = 0;
	uint32_t low = 0, high = 0, index, line = 0;

	if (!layout)
		return 0;
	if (read_user(&instrs, sizeof(instrs), code + layout->code_instrs) ||
	    read_user(&lines, sizeof(lines), code + layout->code_lines) ||
	    read_user(&high, sizeof(high), code + layout->code_nlines) || pc < instrs || !layout->instr_size)
		return 0;
	index = (uint32_t)(pc - instrs) / layout->instr_size;
	for (int i = 0; i < LINE_STEPS && low < high; i++) {
		uint32_t middle = low + (high - low) / 2, start = 0;

		if (read_user(&start, sizeof(start), lines + (uint64_t)middle * layout->line_size + layout->line_start))
			return 0;
		if (start <= index)
			low = middle + 1;
		else
			high = middle;
	}
	if (low && read_user(&line, sizeof(line), lines + (uint64_t)(low - 1) * layout->line_size + layout->line_number))
		return 0;
	return line;
}

__noinline int send_code(const struct gil_layout *layout, uint64_t key, uint64_t code, uint64_t time)
{
	struct gil_event_code *event;
	uint64_t name = 0, file = 0;
	uint8_t yes = 1;

	if (!layout || bpf_map_lookup_elem(&known_codes, &key))
		return 0;
	event = bpf_ringbuf_reserve(&ring, sizeof(*event), 0);
	if (!event) {
		stream_lost();
		return 0;
	}
	event_fill(&event->head, time, 0, GIL_EVENT_CODE, 0, key);
	event->padding = 0;
	event->firstline = 0;
	event->name[0] = event->file[0] = '\0';
	read_user(&event->firstline, sizeof(event->firstline), code + layout->code_firstline);
	if (!read_user(&name, sizeof(name), code + layout->code_name))
		bpf_probe_read_user_str(event->name, sizeof(event->name), (const void *)name);
	if (!read_user(&file, sizeof(file), code + layout->code_file))
		bpf_probe_read_user_str(event->file, sizeof(event->file), (const void *)file);
	bpf_ringbuf_submit(event, BPF_RB_NO_WAKEUP);
	bpf_map_update_elem(&known_codes, &key, &yes, BPF_ANY);
	return 0;
}

/* What a code object of gilpy is known by. */
static __always_inline uint64_t code_key(uint64_t serial, uint64_t tgid)
{
	return mix(serial ^ mix(tgid));
}

/* One of the two it is. */
static __always_inline bool is_cpython(const struct gil_layout *layout)
{
	return cpython_on && (!gilpy_on || layout->kind == GIL_LAYOUT_CPYTHON);
}

static __always_inline uint64_t frame_key(const struct walk *walk, uint32_t i, bool cpython)
{
	return cpython ? walk->frames[i].key : code_key(walk->frames[i].key, walk->tgid);
}

/* 0: there was no room for it. */
__noinline int send_stack(const struct gil_layout *layout, const struct walk *walk, uint64_t time)
{
	struct gil_event_stack *event;
	uint64_t hash;
	uint8_t yes = 1;
	bool cpython;

	if (!layout || !walk)
		return 0;
	hash = walk->hash;
	cpython = is_cpython(layout);
	for (uint32_t i = 0; i < GIL_STACK_MAX && i < walk->count; i++) {
		if (!cpython)
			send_code(layout, frame_key(walk, i, false), walk->frames[i].code, time);
		else if (i >= walk->natives)
			send_cpython_code(layout, walk->frames[i].key, walk->frames[i].code, time);
	}
	event = bpf_ringbuf_reserve(&ring, sizeof(*event), 0);
	if (!event) {
		stream_lost();
		return 0;
	}
	event_fill(&event->head, time, cpython ? walk->tgid : 0, GIL_EVENT_STACK, 0, hash);
	event->count = walk->count;
	event->flags = walk->flags;
	/*
	 * Two loops: of a `continue` clang makes a loop whose last instruction falls through to its first, which verifiers
	 * up to 6.1 take for one that may have no end (they want a jump there).
	 */
	for (uint32_t i = 0; i < GIL_STACK_MAX; i++) {
		event->frames[i].padding = 0;
		event->frames[i].code = 0;
		event->frames[i].line = 0;
	}
	for (uint32_t i = 0; i < GIL_STACK_MAX && i < walk->count; i++) {
		event->frames[i].code = frame_key(walk, i, cpython);
		event->frames[i].padding = !cpython ? 0 : i < walk->natives ? GIL_RAW_FRAME_NATIVE : GIL_RAW_FRAME_OFFSET;
		event->frames[i].line =
			cpython ? walk->frames[i].pc : code_line(layout, walk->frames[i].code, walk->frames[i].pc);
	}
	bpf_ringbuf_submit(event, BPF_RB_NO_WAKEUP);
	bpf_map_update_elem(&known_stacks, &hash, &yes, BPF_ANY);
	return 1;
}

/*
 * Not static, like send_stack(): such a function is verified once, by itself, and not for each state in which a program may
 * call it, which was more than verifiers up to 6.1 would look at. They do not know there that pointers are not NULL.
 */
__noinline int walk_frames(struct walk *walk, const struct gil_layout *layout, uint64_t tgid, uint64_t tstate)
{
	struct walk_frame frame;
	uint64_t address = 0, serial, hash = mix(tgid);
	uint32_t count = 0;

	if (!walk || !layout)
		return 0;
	walk->flags = 0;
	if (read_user(&address, sizeof(address), tstate + layout->thread_frame))
		walk->flags = GIL_STACK_FAULT;
	for (uint32_t i = 0; i < GIL_STACK_MAX && address; i++) {
		if (read_user(&frame, sizeof(frame), address + layout->frame_back) ||
		    read_user(&serial, 8, frame.code + layout->code_serial)) {
			walk->flags = GIL_STACK_FAULT;
			break;
		}
		walk->frames[i].code = frame.code;
		walk->frames[i].pc = frame.pc;
		walk->frames[i].key = serial;
		hash = mix(hash ^ serial) + frame.pc;
		address = frame.back;
		count = i + 1;
	}
	if (address && !walk->flags)
		walk->flags = GIL_STACK_CUT;
	walk->count = count;
	walk->hash = mix(hash + count);
	return 0;
}

/*
 * By which thread state the thread runs; 0 if that is not known. A holder's in a CPython is read where the GIL has it, and
 * only when it is wanted: a reading costs 80 ns, more than all else that the account does at an event.
 */
static __always_inline uint64_t current_state(const struct gil_process *process, const struct gil_thread *thread)
{
	uint64_t tstate = 0;

	if (!process->gil || gil_word_state(thread->word) != GIL_HOLDING)
		return thread->tstate;
	read_user(&tstate, sizeof(tstate), process->gil + CPYTHON_GIL_HOLDER);
	return tstate;
}

static __always_inline bool layout_is_known(const struct gil_layout *layout)
{
	return layout->kind == GIL_LAYOUT_GILPY || layout->kind == GIL_LAYOUT_CPYTHON;
}

/*
 * Takes the stack of the thread state, and sends what it is if nobody knows yet. Its number; 0: it was not taken. With `ctx`
 * also the frames of C on top of it, as far as frame pointers lead: of a CPython, and of the thread that runs.
 */
static __always_inline uint64_t stream_stack(uint64_t time, struct gil_process *process, uint64_t tgid, uint64_t tstate,
					     enum walk_kind kind, void *ctx)
{
	long bytes = 0;
	struct walk_scratch *scratch;
	struct walk *walk;

	if (!stream_on || !layout_is_known(&process->layout) || !tstate)
		return 0;
	scratch = storage_make(&walk_scratch, bpf_get_current_task_btf());
	if (!scratch) {
		__sync_fetch_and_add(&lost.stacks, 1);
		return 0;
	}
	walk = &scratch->walks[kind];
	walk->tgid = tgid;
	if (is_cpython(&process->layout)) {
		if (ctx)
			bytes = bpf_get_stack(ctx, walk->native, sizeof(walk->native), BPF_F_USER_STACK);
		walk->natives = bytes > 0 ? bytes / 8 : 0;
		walk_cpython(walk, &process->layout, tgid, tstate);
	} else {
		walk_frames(walk, &process->layout, tgid, tstate);
	}
	/* The same stack again, as it often is, needs no look-up. */
	if (walk->told == walk->hash && walk->told_round == telling_round)
		return walk->hash;
	walk->told_round = telling_round;
	walk->told = walk->hash;
	if (!bpf_map_lookup_elem(&known_stacks, &walk->hash) && !send_stack(&process->layout, walk, time))
		walk->told = 0;
	return walk->hash;
}

/* Takes the stack of the thread state and sends that `thread`, the holder, had it at that time. */
static __always_inline void stream_sample(uint64_t time, struct gil_process *process, uint64_t tgid, uint64_t holder,
					  uint64_t tstate, enum gil_cause cause, enum walk_kind kind, void *ctx)
{
	uint64_t stack = stream_stack(time, process, tgid, tstate, kind, ctx);
	struct gil_event *event;

	if (!stack)
		return;
	event = bpf_ringbuf_reserve(&ring, sizeof(*event), 0);
	if (!event) {
		stream_lost();
		return;
	}
	event_fill(event, time, holder, GIL_EVENT_SAMPLE, cause, stack);
	bpf_ringbuf_submit(event, BPF_RB_NO_WAKEUP);
}

#endif
