/* html.c - see html.h. */
#include "html.h"

#include <inttypes.h>

#include "text.h"

static const char *reference(uint32_t code)
{
	switch (code) {
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '&':
		return "&amp;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

void html_text(FILE *out, const char *text, size_t columns)
{
	size_t bytes, written = 0;

	for (uint32_t code; (code = text_next(text, &bytes)) != 0; text += bytes, written++) {
		if (columns && written == columns) {
			fputs("\u2026", out);
			return;
		}
		if (reference(code))
			fputs(reference(code), out);
		else if (text_is_control(code) || (code & 0xfffe) == 0xfffe)
			fprintf(out, "\\u%04" PRIx32, code);
		else
			fwrite(text, 1, bytes, out);
	}
}
