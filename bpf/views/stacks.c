/* stacks.c - see stacks.h. */
#include "stacks.h"

#include <inttypes.h>

#include "text.h"

#define NO_STACK "(no stack)"
#define MORE_CALLERS "(more callers)"
#define OUTSIDE "(outside of Python code)"

/* What stands between the thread and its frames, NULL: nothing. */
static const char *note(const struct stack_entry *stack)
{
	if (!stack)
		return NO_STACK;
	if (!stack->count)
		return OUTSIDE;
	return stack->flags ? MORE_CALLERS : NULL;
}

static void print_name(FILE *out, const char *name)
{
	size_t bytes;

	for (uint32_t code; (code = text_next(name, &bytes)) != 0; name += bytes) {
		if (code == ';')
			fputc(':', out);
		else if (code == ' ')
			fputs("\u00a0", out); /* a no-break space: looks the same, ends no name */
		else if (text_is_control(code))
			fprintf(out, "\\u%04" PRIx32, code);
		else
			fwrite(name, 1, bytes, out);
	}
}

static const char *frame_name(const struct dictionary *dictionary, const struct stack_entry *stack, uint32_t i)
{
	return dictionary_code_name(dictionary, dictionary_frame(dictionary, stack, i)->code);
}

void stacks_print_folded(FILE *out, const struct dictionary *dictionary, const struct stacks *stacks)
{
	for (size_t r = 0; r < stacks->rows->count; r++) {
		const struct table_key *key = table_at(stacks->rows, r);
		const struct stack_entry *stack = dictionary_stack(dictionary, key->b);
		uint64_t weight = stacks->weight(key) / stacks->unit;

		if (!weight)
			continue;
		print_name(out, dictionary_thread_name(dictionary, (uint32_t)key->a));
		if (note(stack)) {
			fputc(';', out);
			print_name(out, note(stack));
		}
		for (uint32_t i = stack ? stack->count : 0; i-- > 0;) {
			fputc(';', out);
			print_name(out, frame_name(dictionary, stack, i));
		}
		fprintf(out, " %" PRIu64 "\n", weight);
	}
	fflush(out);
}

/* From the thread inwards. */
static int add_row(struct flame *flame, const struct dictionary *dictionary, const struct table_key *key, uint64_t weight)
{
	const struct stack_entry *stack = dictionary_stack(dictionary, key->b);
	uint32_t at = flame_add(flame, 0, dictionary_thread_name(dictionary, (uint32_t)key->a), weight);

	if (at && note(stack))
		at = flame_add(flame, at, note(stack), weight);
	for (uint32_t i = stack ? stack->count : 0; at && i-- > 0;)
		at = flame_add(flame, at, frame_name(dictionary, stack, i), weight);
	return at ? 0 : -1;
}

static uint64_t weight_of(const struct dictionary *dictionary, const struct stacks *stacks, const struct table_key *key)
{
	const struct thread_entry *thread = stacks->tgid ? dictionary_thread(dictionary, (uint32_t)key->a) : NULL;

	return stacks->tgid && (!thread || thread->tgid != stacks->tgid) ? 0 : stacks->weight(key);
}

/* All of them as a tree. 0, or -1 having said why; flame_free() it in any case. */
static int build(struct flame *flame, const struct dictionary *dictionary, const struct stacks *stacks)
{
	int result = 0;

	flame_init(flame);
	for (size_t i = 0; !result && i < stacks->rows->count; i++) {
		const struct table_key *key = table_at(stacks->rows, i);
		uint64_t weight = weight_of(dictionary, stacks, key);

		if (weight)
			result = add_row(flame, dictionary, key, weight);
	}
	return result;
}

int stacks_print_svg(FILE *out, const struct dictionary *dictionary, const struct stacks *stacks)
{
	struct flame flame;
	int result = build(&flame, dictionary, stacks);

	if (!result)
		result = flame_print(out, &flame, stacks->title, stacks->subtitle, stacks->text);
	flame_free(&flame);
	fflush(out);
	return result;
}

int stacks_print_part(FILE *out, const struct dictionary *dictionary, const struct stacks *stacks, const char *label)
{
	struct flame flame;
	int result = build(&flame, dictionary, stacks);

	if (!result)
		result = flame_print_part(out, &flame, label, stacks->text);
	flame_free(&flame);
	return result;
}

uint64_t stacks_weight(const struct dictionary *dictionary, const struct stacks *stacks)
{
	uint64_t all = 0;

	for (size_t i = 0; i < stacks->rows->count; i++)
		all += weight_of(dictionary, stacks, table_at(stacks->rows, i));
	return all;
}
