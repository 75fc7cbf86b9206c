/*
 * exact.bpf.h - with --exact: each start and end of a Python frame, each object, added up here; see gil_exact.h.
 */
#ifndef GILSCOPE_EXACT_BPF_H
#define GILSCOPE_EXACT_BPF_H

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, GIL_EXACT_MAX);
	__type(key, uint64_t);
	__type(value, struct gil_exact_function);
} exact_functions SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct gil_exact_stack);
} exact_stacks SEC(".maps");

/* How often a function is on the stack of a thread. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, GIL_EXACT_MAX);
	__type(key, struct gil_exact_place);
	__type(value, uint64_t);
} exact_active SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, GIL_EXACT_MAX);
	__type(key, struct gil_exact_type_key);
	__type(value, struct gil_exact_objects);
} exact_types SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, GIL_EXACT_MAX);
	__type(key, struct gil_exact_place);
	__type(value, struct gil_exact_objects);
} exact_places SEC(".maps");

/* Shared: atomic adds. */
uint64_t exact_events = 0;
uint64_t exact_ns = 0; /* what the programs took */

/* The innermost frame's code, which becomes known by name; 0: none. */
static __always_inline uint64_t current_code(const struct gil_hit *hit, uint64_t tgid, uint64_t tstate)
{
	const struct gil_layout *layout = &hit->process->layout;
	uint64_t frame = 0, code = 0, serial = 0, key;

	if (layout->kind != GIL_LAYOUT_GILPY || !tstate || read_user(&frame, sizeof(frame), tstate + layout->thread_frame) || !frame ||
	    read_user(&code, sizeof(code), frame + layout->frame_code) ||
	    read_user(&serial, sizeof(serial), code + layout->code_serial))
		return 0;
	key = code_key(serial, tgid);
	send_code(layout, key, code, hit->now);
	return key;
}

static __always_inline struct gil_exact_function *exact_function(uint64_t code)
{
	struct gil_exact_function *function = bpf_map_lookup_elem(&exact_functions, &code), fresh = { 0 };

	if (function)
		return function;
	bpf_map_update_elem(&exact_functions, &code, &fresh, BPF_NOEXIST);
	function = bpf_map_lookup_elem(&exact_functions, &code);
	if (!function)
		stream_lost();
	return function;
}

/* What has passed since the thread's last event is the innermost frame's own time. */
static __always_inline void exact_pass(struct gil_exact_stack *stack, uint64_t now)
{
	struct gil_exact_function *function;
	uint64_t top = stack->depth, code;

	if (top) {
		top = top > GIL_EXACT_DEPTH ? GIL_EXACT_DEPTH - 1 : top - 1;
		barrier_var(top);
		if (top >= GIL_EXACT_DEPTH)
			return;
		code = stack->frames[top].code;
		function = bpf_map_lookup_elem(&exact_functions, &code);
		if (function)
			function->self_ns += since(now, stack->last);
	}
	stack->last = now;
}

static __always_inline void enter(struct gil_hit *hit, uint64_t tstate)
{
	struct gil_exact_function *function;
	struct gil_exact_stack *stack;
	struct gil_exact_place place;
	uint64_t one = 1, depth, *active;

	note_tstate(hit, tstate);
	stack = storage_make(&exact_stacks, hit->task);
	if (!stack) {
		__sync_fetch_and_add(&lost.no_storage, 1);
		return;
	}
	stack->thread = hit->thread->id;
	exact_pass(stack, hit->now);
	place.thread = hit->thread->id;
	place.code = current_code(hit, hit->thread->tgid, tstate);
	function = exact_function(place.code);
	if (function)
		function->calls++;
	depth = stack->depth++;
	barrier_var(depth);
	if (depth >= GIL_EXACT_DEPTH)
		return;
	stack->frames[depth].code = place.code;
	stack->frames[depth].start = hit->now;
	active = bpf_map_lookup_elem(&exact_active, &place);
	if (active)
		*active += 1;
	else if (bpf_map_update_elem(&exact_active, &place, &one, BPF_NOEXIST))
		stream_lost();
}

static __always_inline void leave(const struct gil_hit *hit)
{
	struct gil_exact_function *function;
	struct gil_exact_stack *stack;
	struct gil_exact_place place;
	uint64_t depth, start, *active;

	stack = bpf_task_storage_get(&exact_stacks, hit->task, NULL, 0);
	if (!stack || !stack->depth) /* it ran already when the window opened */
		return;
	exact_pass(stack, hit->now);
	depth = --stack->depth;
	barrier_var(depth);
	if (depth >= GIL_EXACT_DEPTH)
		return;
	start = stack->frames[depth].start;
	place.thread = hit->thread->id;
	place.code = stack->frames[depth].code;
	active = bpf_map_lookup_elem(&exact_active, &place);
	if (!active)
		return;
	*active -= 1;
	if (*active)
		return;
	bpf_map_delete_elem(&exact_active, &place);
	function = exact_function(place.code);
	if (function)
		function->total_ns += since(hit->now, start);
}

static __always_inline uint32_t size_class(uint64_t bytes)
{
	uint32_t class = 8;

	for (int i = 0; i < 29 && class < bytes; i++)
		class <<= 1;
	return bytes > 1ULL << 31 ? 0 : class;
}

static __always_inline struct gil_exact_objects *exact_objects(void *map, const void *key)
{
	struct gil_exact_objects *objects = bpf_map_lookup_elem(map, key), fresh = { 0 };

	if (objects)
		return objects;
	bpf_map_update_elem(map, key, &fresh, BPF_NOEXIST);
	objects = bpf_map_lookup_elem(map, key);
	if (!objects)
		stream_lost();
	return objects;
}

static __always_inline void count_object(const struct gil_hit *hit, uint64_t bytes, const char *type, bool made)
{
	struct gil_exact_type_key key = { 0 };
	struct gil_exact_objects *objects;
	struct gil_exact_place place;

	key.tgid = hit->thread->tgid;
	key.size_class = size_class(bytes);
	bpf_probe_read_user_str(key.name, sizeof(key.name), type);
	objects = exact_objects(&exact_types, &key);
	if (objects && made) {
		objects->objects++;
		objects->bytes += bytes;
	} else if (objects) {
		objects->freed_objects++;
		objects->freed_bytes += bytes;
	}
	if (!made)
		return;
	place.thread = hit->thread->id;
	place.code = current_code(hit, hit->thread->tgid, hit->thread->tstate);
	objects = exact_objects(&exact_places, &place);
	if (objects) {
		objects->objects++;
		objects->bytes += bytes;
	}
}

static __always_inline void exact_done(const struct gil_hit *hit)
{
	__sync_fetch_and_add(&exact_events, 1);
	__sync_fetch_and_add(&exact_ns, since(bpf_ktime_get_ns(), hit->now));
}

static __always_inline void exact_entry(uint64_t tstate)
{
	struct gil_hit hit;

	if (!hit_begin(&hit) || !hit.thread)
		return;
	enter(&hit, tstate);
	exact_done(&hit);
}

static __always_inline void exact_return(void)
{
	struct gil_hit hit;

	if (!hit_begin(&hit) || !hit.thread)
		return;
	leave(&hit);
	exact_done(&hit);
}

static __always_inline void exact_object(uint64_t bytes, const char *type, bool made)
{
	struct gil_hit hit;

	if (!hit_begin(&hit) || !hit.thread)
		return;
	count_object(&hit, bytes, type, made);
	exact_done(&hit);
}

/* Read by gilscope: one struct gil_exact_stack for each living thread that has one. */
SEC("iter/task")
int read_exact_stacks(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	struct gil_exact_stack *stack;

	if (!task)
		return 0;
	stack = bpf_task_storage_get(&exact_stacks, task, NULL, 0);
	if (stack && stack->thread)
		bpf_seq_write(ctx->meta->seq, stack, sizeof(*stack));
	return 0;
}

#endif
