/* text.c - see text.h. */
#include "text.h"

#include <stdarg.h>
#include <string.h>
#include <wchar.h>

#include "progress.h"

static FILE *said; /* NULL: stderr */

int say(const char *format, ...)
{
	FILE *out = said ? said : stderr;
	va_list arguments;

	progress_clear();
	fputs("gilscope: ", out);
	va_start(arguments, format);
	vfprintf(out, format, arguments);
	va_end(arguments);
	fputc('\n', out);
	return -1;
}

void say_to(FILE *out)
{
	said = out;
}

/* Length of the valid UTF-8 sequence at `s` (of `left` bytes), 0 if there is none. No overlong forms, no surrogates. */
static size_t sequence(const unsigned char *s, size_t left)
{
	static const struct {
		unsigned char first, last, second_low, second_high;
		size_t length;
	} forms[] = {
		{ 0x01, 0x7f, 0, 0, 1 },          { 0xc2, 0xdf, 0x80, 0xbf, 2 }, { 0xe0, 0xe0, 0xa0, 0xbf, 3 },
		{ 0xe1, 0xec, 0x80, 0xbf, 3 },    { 0xed, 0xed, 0x80, 0x9f, 3 }, { 0xee, 0xef, 0x80, 0xbf, 3 },
		{ 0xf0, 0xf0, 0x90, 0xbf, 4 },    { 0xf1, 0xf3, 0x80, 0xbf, 4 }, { 0xf4, 0xf4, 0x80, 0x8f, 4 },
	};

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		size_t length = forms[i].length;

		if (s[0] < forms[i].first || s[0] > forms[i].last)
			continue;
		if (length > left)
			return 0;
		if (length > 1 && (s[1] < forms[i].second_low || s[1] > forms[i].second_high))
			return 0;
		for (size_t n = 2; n < length; n++)
			if ((s[n] & 0xc0) != 0x80)
				return 0;
		return length;
	}
	return 0;
}

void text_clean(char out[TEXT_NAME_SIZE], const char *in, size_t size, int cut)
{
	const unsigned char *s = (const unsigned char *)in;
	size_t left = strnlen(in, size < 255 ? size : 255), n = 0;

	while (left) {
		size_t length = sequence(s, left);

		if (length) {
			memcpy(out + n, s, length);
			n += length;
		} else if (cut && left < 4 && s[0] >= 0xc2) {
			break; /* the cut went through a character */
		} else {
			memcpy(out + n, "\xef\xbf\xbd", 3);
			n += 3;
			length = 1;
		}
		s += length;
		left -= length;
	}
	if (cut) {
		memcpy(out + n, "\xe2\x80\xa6", 3);
		n += 3;
	}
	out[n] = '\0';
}

int text_is_valid(const char *text)
{
	size_t left = strlen(text), length;

	for (; left; text += length, left -= length) {
		length = sequence((const unsigned char *)text, left);
		if (!length)
			return 0;
	}
	return 1;
}

uint32_t text_next(const char *text, size_t *bytes)
{
	const unsigned char *s = (const unsigned char *)text;

	if (s[0] < 0x80) {
		*bytes = s[0] != 0;
		return s[0];
	}
	if (s[0] < 0xe0) {
		*bytes = 2;
		return (s[0] & 0x1fu) << 6 | (s[1] & 0x3fu);
	}
	if (s[0] < 0xf0) {
		*bytes = 3;
		return (s[0] & 0x0fu) << 12 | (s[1] & 0x3fu) << 6 | (s[2] & 0x3fu);
	}
	*bytes = 4;
	return (s[0] & 0x07u) << 18 | (s[1] & 0x3fu) << 12 | (s[2] & 0x3fu) << 6 | (s[3] & 0x3fu);
}

int text_is_control(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x61c || (code >= 0x200b && code <= 0x200f) ||
	       (code >= 0x2028 && code <= 0x202e) || (code >= 0x2060 && code <= 0x206f) || code == 0xfeff ||
	       (code >= 0xfff9 && code <= 0xfffb) || (code >= 0xe0000 && code <= 0xe0fff);
}

/* One character as a terminal gets it, and its columns. A backslash is doubled, so that escapes are unambiguous. */
static int piece(char out[16], const char *text, uint32_t code, size_t bytes)
{
	int columns;

	if (code == '\\')
		return snprintf(out, 16, "\\\\");
	if (text_is_control(code))
		return snprintf(out, 16, code < 0x100 ? "\\x%02x" : "\\u%04x", code);
	memcpy(out, text, bytes);
	out[bytes] = '\0';
	columns = code < 0x80 ? 1 : wcwidth((wchar_t)code);
	if (columns >= 0)
		return columns;
	return snprintf(out, 16, "\\u%04x", code); /* this locale cannot show it */
}

int text_print_terminal(FILE *out, const char *text, int width)
{
	int columns = 0, cut = width && text_print_terminal(NULL, text, 0) > width;
	int room = cut ? width - 1 : width;
	uint32_t code;
	size_t bytes;

	for (; (code = text_next(text, &bytes)) != 0; text += bytes) {
		char buffer[16];
		int n = piece(buffer, text, code, bytes);

		if (width && columns + n > room)
			break;
		if (out)
			fputs(buffer, out);
		columns += n;
	}
	if (cut) {
		columns++;
		if (out)
			fputc('~', out);
	}
	for (; columns < width; columns++)
		if (out)
			fputc(' ', out);
	return columns;
}

const char *text_time(char out[16], uint64_t ns)
{
	static const char *const units[] = { "ns", "us", "ms", "s" };
	double value = (double)ns;
	int unit = 0;

	while (unit < 3 && value >= 999.95) {
		value /= 1000;
		unit++;
	}
	if (unit == 0)
		snprintf(out, 16, "%dns", (int)ns);
	else if (value >= 9999.5)
		snprintf(out, 16, "%.6gs", value);
	else
		snprintf(out, 16, "%.*f%s", value < 9.9995 ? 3 : value < 99.995 ? 2 : value < 999.95 ? 1 : 0, value, units[unit]);
	return out;
}

const char *text_bytes(char out[16], uint64_t bytes)
{
	static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB" };
	double value = (double)bytes;
	int unit = 0;

	while (unit < 4 && value >= 1024) {
		value /= 1024;
		unit++;
	}
	snprintf(out, 16, unit && value < 100 ? "%.1f%s" : "%.0f%s", value, units[unit]);
	return out;
}

const char *text_share(char out[16], uint64_t part, uint64_t whole)
{
	if (!whole)
		snprintf(out, 16, "-");
	else
		snprintf(out, 16, "%.1f%%", 100.0 * (double)part / (double)whole);
	return out;
}
