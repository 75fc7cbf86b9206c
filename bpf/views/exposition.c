/* exposition.c - which of the formats in openmetrics.h a client gets. */
#include "openmetrics.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* How exactly a range of media types means a format: 0 not at all. */
enum match { MATCH_NONE, MATCH_ALL, MATCH_TYPE, MATCH_EXACT, MATCH_VERSION };

static const struct {
	const char *type, *subtype, *version, *content_type;
} formats[EXPOSITIONS] = {
	[EXPOSITION_TEXT] = { "text", "plain", "0.0.4", "text/plain; version=0.0.4; charset=utf-8" },
	[EXPOSITION_OPENMETRICS] = { "application", "openmetrics-text", "1.0.0",
				     "application/openmetrics-text; version=1.0.0; charset=utf-8" },
};

struct text_part {
	const char *start;
	size_t length;
};

const char *exposition_type(enum exposition exposition)
{
	return formats[exposition].content_type;
}

static int is(struct text_part part, const char *word)
{
	return part.length == strlen(word) && strncasecmp(part.start, word, part.length) == 0;
}

static struct text_part trim(struct text_part part)
{
	while (part.length && isspace((unsigned char)part.start[0])) {
		part.start++;
		part.length--;
	}
	while (part.length && isspace((unsigned char)part.start[part.length - 1]))
		part.length--;
	return part;
}

/* Takes what comes before the next `separator` that is not within quotes off the front; 0 when nothing is left. */
static int take(struct text_part *rest, char separator, struct text_part *part)
{
	int quoted = 0;
	size_t n;

	if (!rest->start)
		return 0;
	for (n = 0; n < rest->length && (quoted || rest->start[n] != separator); n++)
		if (rest->start[n] == '"')
			quoted = !quoted;
	*part = trim((struct text_part){ rest->start, n });
	if (n == rest->length) {
		rest->start = NULL;
	} else {
		rest->start += n + 1;
		rest->length -= n + 1;
	}
	return 1;
}

/* 0 to 1 with up to three decimals, as thousandths; what is no such number counts as 0. */
static int thousandths(struct text_part text)
{
	int value = 0, scale = 100;

	if (!text.length || (text.start[0] != '0' && text.start[0] != '1'))
		return 0;
	value = (text.start[0] - '0') * 1000;
	if (text.length > 5 || (text.length > 1 && text.start[1] != '.'))
		return 0;
	for (size_t i = 2; i < text.length; i++, scale /= 10) {
		if (!isdigit((unsigned char)text.start[i]))
			return 0;
		value += (text.start[i] - '0') * scale;
	}
	return value > 1000 ? 0 : value;
}

static enum match match_type(struct text_part range, enum exposition exposition)
{
	struct text_part type, subtype;

	if (!take(&range, '/', &type) || !take(&range, '/', &subtype) || range.start)
		return MATCH_NONE;
	if (is(type, "*"))
		return is(subtype, "*") ? MATCH_ALL : MATCH_NONE;
	if (!is(type, formats[exposition].type))
		return MATCH_NONE;
	if (is(subtype, "*"))
		return MATCH_TYPE;
	return is(subtype, formats[exposition].subtype) ? MATCH_EXACT : MATCH_NONE;
}

/* One element of the header for one format. Parameters that are not known do not matter. */
static enum match match_element(struct text_part element, enum exposition exposition, int *quality)
{
	struct text_part range, parameter;
	enum match match;

	*quality = 1000;
	if (!take(&element, ';', &range))
		return MATCH_NONE;
	match = match_type(range, exposition);
	while (match && take(&element, ';', &parameter)) {
		struct text_part name, value = { NULL, 0 };

		take(&parameter, '=', &name);
		take(&parameter, '=', &value);
		if (value.length >= 2 && value.start[0] == '"')
			value = (struct text_part){ value.start + 1, value.length - 2 };
		if (is(name, "q"))
			*quality = thousandths(value);
		else if (is(name, "version") && match >= MATCH_EXACT)
			match = is(value, formats[exposition].version) ? MATCH_VERSION : MATCH_NONE;
	}
	return match;
}

enum exposition exposition_wanted(const char *accept)
{
	enum match best[EXPOSITIONS] = { MATCH_NONE };
	int quality[EXPOSITIONS] = { 0 };
	struct text_part rest = { accept, accept ? strlen(accept) : 0 }, element;

	while (take(&rest, ',', &element)) {
		for (int i = 0; i < EXPOSITIONS; i++) {
			int q;
			enum match match = match_element(element, (enum exposition)i, &q);

			if (match > best[i] || (match && match == best[i] && q > quality[i])) {
				best[i] = match;
				quality[i] = q;
			}
		}
	}
	if (quality[EXPOSITION_OPENMETRICS] > quality[EXPOSITION_TEXT])
		return EXPOSITION_OPENMETRICS;
	if (quality[EXPOSITION_OPENMETRICS] < quality[EXPOSITION_TEXT] || !quality[EXPOSITION_TEXT])
		return EXPOSITION_TEXT;
	return best[EXPOSITION_OPENMETRICS] > best[EXPOSITION_TEXT] ? EXPOSITION_OPENMETRICS : EXPOSITION_TEXT;
}
