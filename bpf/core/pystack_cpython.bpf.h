/*
 * pystack_cpython.bpf.h - the frames of a CPython, of any version: see struct gil_layout, and sources/cpython_layout.h for
 * where it comes from. Here bytes are only copied; events/codes.c makes names and lines of them.
 *
 * A code object has no number of its own, and its address is used again when it is gone. So its key is made of all that
 * tells one from another: where it lies, its strings, its table of lines, its first line.
 */
#ifndef GILSCOPE_PYSTACK_CPYTHON_BPF_H
#define GILSCOPE_PYSTACK_CPYTHON_BPF_H

/* What has been read of a frame or a code object: a word at a place that the verifier does not know. */
static __always_inline uint64_t pick(const char *bytes, uint64_t room, uint64_t offset)
{
	barrier_var(offset);
	return offset > room - sizeof(uint64_t) ? 0 : *(const uint64_t *)(bytes + offset);
}

static __always_inline int read_span(char *bytes, uint64_t room, uint64_t span, uint64_t address)
{
	barrier_var(span);
	return span > room ? -1 : bpf_probe_read_user(bytes, span, (const void *)address);
}

/* The key of the code object; 0: it is none. */
static __always_inline uint64_t cpython_key(struct walk *walk, const struct gil_layout *layout, uint64_t tgid, uint64_t code)
{
	uint64_t key;

	if (read_span(walk->code, sizeof(walk->code), layout->code_span, code) ||
	    pick(walk->code, sizeof(walk->code), CPYTHON_OBJECT_TYPE) != layout->code_type)
		return 0;
	key = mix(code ^ mix(tgid + (uint32_t)pick(walk->code, sizeof(walk->code), layout->code_firstline)));
	key = mix(key ^ pick(walk->code, sizeof(walk->code), layout->code_file)) +
	      pick(walk->code, sizeof(walk->code), layout->code_name);
	key = mix(key ^ pick(walk->code, sizeof(walk->code), layout->code_lines));
	return key ? key : 1;
}

/* Where in its code a frame is, in bytes; before the first instruction it is negative. */
static __always_inline uint64_t cpython_place(const struct gil_layout *layout, uint64_t pc, uint64_t code)
{
	return layout->instr_size ? (int64_t)(int32_t)pc * layout->instr_size : pc - code - layout->code_instrs;
}

/* Frames of other kinds than Python functions get a key of 0. The frames of C have been taken. */
__noinline int walk_cpython(struct walk *walk, const struct gil_layout *layout, uint64_t tgid, uint64_t tstate)
{
	uint64_t address = 0, code, place, key;
	uint32_t count = 0;
	uint8_t owner;

	if (!walk || !layout)
		return 0;
	walk->flags = 0;
	walk->hash = mix(tgid);
	if (read_user(&address, sizeof(address), tstate + layout->thread_frame) ||
	    (layout->thread_cframe && read_user(&address, sizeof(address), address + layout->cframe_frame))) {
		walk->flags = GIL_STACK_FAULT;
		address = 0;
	}
	for (uint32_t i = 0; i < NATIVES_MAX && i < walk->natives; i++) {
		key = walk->native[i];
		walk->frames[i].key = key;
		walk->hash = mix(walk->hash ^ key);
		count = i + 1;
	}
	for (uint32_t i = count; i < GIL_STACK_MAX && address; i++) {
		if (read_span(walk->frame, sizeof(walk->frame), layout->frame_span, address)) {
			walk->flags = GIL_STACK_FAULT;
			break;
		}
		code = pick(walk->frame, sizeof(walk->frame), layout->frame_code) & ~CPYTHON_TAGS;
		place = cpython_place(layout, pick(walk->frame, sizeof(walk->frame), layout->frame_pc), code);
		owner = layout->frame_owner ? pick(walk->frame, sizeof(walk->frame), layout->frame_owner) : 0;
		key = owner < CPYTHON_OWNER_NOT_PYTHON ? cpython_key(walk, layout, tgid, code) : 0;
		walk->frames[i].key = key;
		walk->frames[i].code = code;
		walk->frames[i].pc = place;
		walk->hash = mix(walk->hash ^ key) + place;
		address = pick(walk->frame, sizeof(walk->frame), layout->frame_back);
		count = i + 1;
	}
	if (address && !walk->flags)
		walk->flags = GIL_STACK_CUT;
	walk->count = count;
	walk->hash = mix(walk->hash + count);
	return 0;
}

/* Copies the characters of the string at `object`, as they are, up to `room` bytes, which is constant. */
static __always_inline void copy_text(const struct gil_layout *layout, uint64_t object, char *out, uint64_t room,
				      uint32_t *length, uint32_t *width)
{
	uint64_t characters = 0, bytes;
	uint32_t state = 0, kind;

	*length = *width = 0;
	if (read_user(&characters, sizeof(characters), object + CPYTHON_TEXT_LENGTH) ||
	    read_user(&state, sizeof(state), object + CPYTHON_TEXT_STATE))
		return;
	state >>= layout->text_shift & 31;
	kind = state & CPYTHON_TEXT_KIND;
	if (!(state & CPYTHON_TEXT_IS_COMPACT))
		return;
	if (characters > room)
		characters = room;
	bytes = characters * kind;
	if (bytes > room)
		bytes = room;
	/* The barrier keeps the test and the use on one register, else verifiers up to 6.1 do not see it. */
	barrier_var(bytes);
	if (bytes > room)
		return;
	object += state & CPYTHON_TEXT_IS_ASCII ? layout->text_ascii : layout->text_compact;
	if (bpf_probe_read_user(out, bytes, (const void *)object))
		return;
	*length = characters;
	*width = kind;
}

__noinline int send_lines(uint64_t key, uint64_t table, uint32_t size, uint64_t time)
{
	for (uint32_t i = 0; i < GIL_RAW_CHUNKS; i++) {
		uint32_t offset = i * GIL_RAW_CHUNK;
		struct gil_raw_lines *event;
		uint64_t bytes;

		if (offset >= size)
			break;
		event = bpf_ringbuf_reserve(&ring, sizeof(*event), 0);
		if (!event) {
			stream_lost();
			break;
		}
		bytes = size - offset;
		if (bytes > GIL_RAW_CHUNK)
			bytes = GIL_RAW_CHUNK;
		barrier_var(bytes);
		if (bytes > GIL_RAW_CHUNK || bpf_probe_read_user(event->bytes, bytes, (const void *)(table + offset)))
			bytes = 0;
		event_fill(&event->head, time, 0, GIL_RAW_LINES, 0, key);
		event->offset = offset;
		event->size = bytes;
		bpf_ringbuf_submit(event, BPF_RB_NO_WAKEUP);
	}
	return 0;
}

__noinline int send_cpython_code(const struct gil_layout *layout, uint64_t key, uint64_t code, uint64_t time)
{
	struct gil_raw_code *event;
	uint64_t name = 0, file = 0, lines = 0, size = 0;
	uint8_t yes = 1;

	if (!layout || !key || bpf_map_lookup_elem(&known_codes, &key))
		return 0;
	event = bpf_ringbuf_reserve(&ring, sizeof(*event), 0);
	if (!event) {
		stream_lost();
		return 0;
	}
	read_user(&name, sizeof(name), code + layout->code_name);
	read_user(&file, sizeof(file), code + layout->code_file);
	if (read_user(&lines, sizeof(lines), code + layout->code_lines) ||
	    read_user(&size, sizeof(size), lines + CPYTHON_OBJECT_SIZE) || size > GIL_RAW_TABLE_MAX)
		size = 0;
	event_fill(&event->head, time, 0, GIL_RAW_CODE, 0, key);
	event->firstline = 0;
	read_user(&event->firstline, sizeof(event->firstline), code + layout->code_firstline);
	event->format = layout->lines_form;
	event->table_size = size;
	event->padding = 0;
	copy_text(layout, name, event->name, sizeof(event->name), &event->name_length, &event->name_width);
	copy_text(layout, file, event->file, sizeof(event->file), &event->file_length, &event->file_width);
	bpf_ringbuf_submit(event, BPF_RB_NO_WAKEUP);
	send_lines(key, lines + CPYTHON_BYTES_DATA, size, time);
	bpf_map_update_elem(&known_codes, &key, &yes, BPF_ANY);
	return 0;
}

#endif
