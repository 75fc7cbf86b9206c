/* code_lines.c - see code_lines.h. */
#include "code_lines.h"

#define UNIT 2 /* bytes of an instruction's unit, from 3.6 on */

/* Lines of a hostile table can go anywhere. */
static uint32_t sane(int64_t line)
{
	return line > 0 && line <= INT32_MAX ? (uint32_t)line : 0;
}

/* Pairs: so many bytes further, so many lines down. What lies before the first step belongs to the first line. */
static uint32_t from_lnotab(const uint8_t *table, size_t size, int64_t line, int64_t offset)
{
	int64_t at = 0;

	for (size_t i = 0; i + 1 < size; i += 2) {
		at += table[i];
		if (at > offset)
			break;
		line += (int8_t)table[i + 1];
	}
	return sane(line);
}

/* Pairs: so many lines down, and then so many bytes of it. -128: these bytes have no line. */
static uint32_t from_linetable(const uint8_t *table, size_t size, int64_t line, int64_t offset)
{
	int64_t end = 0;

	for (size_t i = 0; i + 1 < size; i += 2) {
		int8_t step = (int8_t)table[i + 1];

		if (step != -128)
			line += step;
		end += table[i];
		if (offset < end)
			return step == -128 ? 0 : sane(line);
	}
	return 0;
}

/* Six bits a byte, the lowest first; 0x40: there are more. What breaks off or is too long for 32 bits counts as it is. */
static uint32_t number(const uint8_t *table, size_t size, size_t at)
{
	uint32_t value = 0;

	for (unsigned shift = 0; at < size && shift < 32; at++, shift += 6) {
		value |= (uint32_t)(table[at] & 0x3f) << shift;
		if (!(table[at] & 0x40))
			break;
	}
	return value;
}

enum { FORM_ONE_LINE = 10, FORM_NO_COLUMNS = 13, FORM_LONG = 14, FORM_NONE = 15 };

/* Entries, each of a byte with the top bit set and others without it: a form, a length, and by the form a step in lines. */
static uint32_t from_locations(const uint8_t *table, size_t size, int64_t line, int64_t offset)
{
	int64_t end = 0;

	for (size_t i = 0; i < size;) {
		unsigned form = table[i] >> 3 & 15;
		uint32_t step;

		end += ((table[i] & 7) + 1) * UNIT;
		if (form == FORM_LONG || form == FORM_NO_COLUMNS) {
			step = number(table, size, i + 1);
			line += step & 1 ? -(int64_t)(step >> 1) : (int64_t)(step >> 1);
		} else if (form >= FORM_ONE_LINE && form < FORM_NO_COLUMNS) {
			line += form - FORM_ONE_LINE;
		}
		if (offset < end)
			return form == FORM_NONE ? 0 : sane(line);
		for (i++; i < size && !(table[i] & 0x80);)
			i++;
	}
	return 0;
}

uint32_t code_line(enum gil_lines format, const uint8_t *table, size_t size, uint32_t firstline, int64_t offset)
{
	if (offset < 0)
		return sane(firstline);
	switch (format) {
	case GIL_LINES_LNOTAB:
		return from_lnotab(table, size, firstline, offset);
	case GIL_LINES_LINETABLE:
		return from_linetable(table, size, firstline, offset);
	case GIL_LINES_LOCATIONS:
		return from_locations(table, size, firstline, offset);
	case GIL_LINES_NONE:
		break;
	}
	return 0;
}
