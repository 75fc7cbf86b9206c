/* json.c - see json.h. */
#include "json.h"

#include <math.h>

#include "text.h"

static void quoted(FILE *out, const char *text)
{
	uint32_t code;
	size_t bytes;

	fputc('"', out);
	for (; (code = text_next(text, &bytes)) != 0; text += bytes) {
		if (code == '"' || code == '\\')
			fprintf(out, "\\%c", (int)code);
		else if (code > 0xffff && text_is_control(code))
			fprintf(out, "\\u%04x\\u%04x", 0xd800 + ((code - 0x10000) >> 10), 0xdc00 + ((code - 0x10000) & 0x3ff));
		else if (text_is_control(code))
			fprintf(out, "\\u%04x", code);
		else
			fwrite(text, 1, bytes, out);
	}
	fputc('"', out);
}

static void begin(struct json *json, const char *name)
{
	if (json->comma)
		fputc(',', json->out);
	json->comma = 1;
	if (name) {
		quoted(json->out, name);
		fputc(':', json->out);
	}
}

void json_object(struct json *json, const char *name)
{
	begin(json, name);
	fputc('{', json->out);
	json->comma = 0;
}

void json_object_end(struct json *json)
{
	fputc('}', json->out);
	json->comma = 1;
}

void json_array(struct json *json, const char *name)
{
	begin(json, name);
	fputc('[', json->out);
	json->comma = 0;
}

void json_array_end(struct json *json)
{
	fputc(']', json->out);
	json->comma = 1;
}

void json_number(struct json *json, const char *name, uint64_t value)
{
	begin(json, name);
	fprintf(json->out, "%llu", (unsigned long long)value);
}

void json_signed(struct json *json, const char *name, int64_t value)
{
	begin(json, name);
	fprintf(json->out, "%lld", (long long)value);
}

void json_real(struct json *json, const char *name, double value)
{
	begin(json, name);
	fprintf(json->out, "%.6g", isfinite(value) ? value : 0.0);
}

void json_bool(struct json *json, const char *name, int value)
{
	begin(json, name);
	fputs(value ? "true" : "false", json->out);
}

void json_null(struct json *json, const char *name)
{
	begin(json, name);
	fputs("null", json->out);
}

void json_string(struct json *json, const char *name, const char *text)
{
	begin(json, name);
	quoted(json->out, text);
}
