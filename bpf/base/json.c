/* json.c - see json.h. */
#include "json.h"

#include <math.h>
#include <string.h>

#include "text.h"

#define SHORT 32 /* up to so many bytes, putting each is faster than a call */

/* One writer, one thread: no lock for each piece. */
static void put(struct json *json, const char *text, size_t size)
{
	json->bytes += size;
	if (size > SHORT)
		fwrite_unlocked(text, 1, size, json->out);
	else
		for (size_t i = 0; i < size; i++)
			putc_unlocked(text[i], json->out);
}

static void put_char(struct json *json, char c)
{
	putc_unlocked(c, json->out);
	json->bytes++;
}

static void put_text(struct json *json, const char *text)
{
	put(json, text, strlen(text));
}

/* At least `width` digits, with zeros before. */
static void put_digits(struct json *json, uint64_t value, int width)
{
	char digits[20];
	int at = sizeof(digits);

	for (; value || width > 0; value /= 10, width--)
		digits[--at] = (char)('0' + value % 10);
	put(json, digits + at, sizeof(digits) - (size_t)at);
}

static int is_markup(uint32_t code)
{
	return code == '<' || code == '>' || code == '&';
}

/* How much from here on stands for itself in a string. */
static size_t plain(const struct json *json, const char *text)
{
	size_t n = 0;

	while (text[n] >= 0x20 && text[n] < 0x7f && text[n] != '"' && text[n] != '\\' &&
	       !(json->html && is_markup((unsigned char)text[n])))
		n++;
	return n;
}

static void quoted(struct json *json, const char *text)
{
	char escape[16];
	uint32_t code;
	size_t bytes;

	put_char(json, '"');
	for (;; text += bytes) {
		bytes = plain(json, text);
		if (bytes) {
			put(json, text, bytes);
			continue;
		}
		code = text_next(text, &bytes);
		if (!code)
			break;
		if (!text_is_control(code) && code != '"' && code != '\\' && !(json->html && is_markup(code))) {
			put(json, text, bytes);
			continue;
		}
		if (code == '"' || code == '\\')
			snprintf(escape, sizeof(escape), "\\%c", (int)code);
		else if (json->html && text_is_control(code))
			snprintf(escape, sizeof(escape), "\\\\u%04x", code);
		else if (code > 0xffff)
			snprintf(escape, sizeof(escape), "\\u%04x\\u%04x", 0xd800 + ((code - 0x10000) >> 10),
				 0xdc00 + ((code - 0x10000) & 0x3ff));
		else
			snprintf(escape, sizeof(escape), "\\u%04x", code);
		put_text(json, escape);
	}
	put_char(json, '"');
}

static void begin(struct json *json, const char *name)
{
	if (json->comma)
		put_char(json, ',');
	json->comma = 1;
	if (name) {
		quoted(json, name);
		put_char(json, ':');
	}
}

void json_object(struct json *json, const char *name)
{
	begin(json, name);
	put_char(json, '{');
	json->comma = 0;
}

void json_object_end(struct json *json)
{
	put_char(json, '}');
	json->comma = 1;
}

void json_array(struct json *json, const char *name)
{
	begin(json, name);
	put_char(json, '[');
	json->comma = 0;
}

void json_array_end(struct json *json)
{
	put_char(json, ']');
	json->comma = 1;
}

void json_number(struct json *json, const char *name, uint64_t value)
{
	begin(json, name);
	put_digits(json, value, 1);
}

void json_signed(struct json *json, const char *name, int64_t value)
{
	begin(json, name);
	if (value < 0)
		put_char(json, '-');
	put_digits(json, value < 0 ? -(uint64_t)value : (uint64_t)value, 1);
}

void json_real(struct json *json, const char *name, double value)
{
	char text[32];

	begin(json, name);
	snprintf(text, sizeof(text), "%.6g", isfinite(value) ? value : 0.0);
	put_text(json, text);
}

void json_microseconds(struct json *json, const char *name, uint64_t ns)
{
	begin(json, name);
	put_digits(json, ns / 1000, 1);
	put_char(json, '.');
	put_digits(json, ns % 1000, 3);
}

void json_bool(struct json *json, const char *name, int value)
{
	begin(json, name);
	put_text(json, value ? "true" : "false");
}

void json_null(struct json *json, const char *name)
{
	begin(json, name);
	put_text(json, "null");
}

void json_string(struct json *json, const char *name, const char *text)
{
	begin(json, name);
	quoted(json, text);
}

void json_newline(struct json *json)
{
	put_char(json, '\n');
}
