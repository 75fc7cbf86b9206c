/*
 * code_lines_main.c - for code_lines.py: reads lines "FORMAT FIRSTLINE BYTES TABLE", TABLE as hexadecimal digits and BYTES
 * of instructions, and prints for each the lines of all of its instructions.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "code_lines.h"

static size_t from_hex(uint8_t *out, const char *in)
{
	size_t size = strlen(in) / 2;

	for (size_t i = 0; i < size; i++) {
		char digits[3] = { in[2 * i], in[2 * i + 1], '\0' };

		out[i] = (uint8_t)strtoul(digits, NULL, 16);
	}
	return size;
}

int main(void)
{
	char *line = NULL, *at;
	size_t room = 0;

	while (getline(&line, &room, stdin) > 0) {
		unsigned long format = strtoul(line, &at, 10), firstline = strtoul(at, &at, 10), bytes = strtoul(at, &at, 10);
		uint8_t *table;
		size_t size;

		at += strspn(at, " ");
		at[strcspn(at, "\n")] = '\0';
		table = malloc(strlen(at) / 2 + 1);
		if (!table)
			return 1;
		size = from_hex(table, at);
		for (unsigned long offset = 0; offset < bytes; offset += 2)
			printf("%u ", code_line((enum gil_lines)format, table, size, (uint32_t)firstline, (int64_t)offset));
		putchar('\n');
		free(table);
	}
	free(line);
	return 0;
}
