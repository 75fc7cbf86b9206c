/*
 * json.h - writes JSON to a stream: commas, escapes, nothing else. One value a call; `name` is NULL inside arrays.
 */
#ifndef GILSCOPE_JSON_H
#define GILSCOPE_JSON_H

#include <stdint.h>
#include <stdio.h>

struct json {
	FILE *out;
	int comma;      /* the next value needs one before it */
	uint64_t bytes; /* written so far */
	/*
	 * For a page whose script shows the strings: `<`, `>` and `&` are written as \u escapes, too, and control
	 * characters as the text \u202e and so on, as html_text() has them: they must not get into what is shown.
	 */
	int html;
};

void json_object(struct json *json, const char *name);
void json_object_end(struct json *json);
void json_array(struct json *json, const char *name);
void json_array_end(struct json *json);
void json_number(struct json *json, const char *name, uint64_t value);
void json_signed(struct json *json, const char *name, int64_t value);
void json_real(struct json *json, const char *name, double value);
/* Nanoseconds as microseconds with three decimals, exact. */
void json_microseconds(struct json *json, const char *name, uint64_t ns);
void json_bool(struct json *json, const char *name, int value);
void json_null(struct json *json, const char *name);
/* `text` must be valid UTF-8. Control characters, also of bidi, are written as \u escapes. */
void json_string(struct json *json, const char *name, const char *text);
/* A new line, for arrays too long for one. */
void json_newline(struct json *json);

#endif
