/* folded.c - see folded.h. */
#include "folded.h"

#include <inttypes.h>

#include "text.h"

void folded_print_name(FILE *out, const char *name)
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

void folded_print(FILE *out, const struct blame *blame, const struct dictionary *dictionary)
{
	for (size_t p = 0; p < blame->places.count; p++) {
		const struct blame_place *place = table_at(&blame->places, p);
		const struct stack_entry *stack = dictionary_stack(dictionary, place->key.b);

		if (place->ns < 1000)
			continue;
		folded_print_name(out, dictionary_thread_name(dictionary, (uint32_t)place->key.a));
		if (!stack || !stack->count)
			fputs(";?", out);
		if (stack && stack->flags)
			fputs(";...", out);
		for (uint32_t i = stack ? stack->count : 0; i-- > 0;) {
			const struct gil_frame *frame = dictionary_frame(dictionary, stack, i);

			fputc(';', out);
			folded_print_name(out, dictionary_code_name(dictionary, frame->code));
		}
		fprintf(out, " %" PRIu64 "\n", place->ns / 1000);
	}
}
