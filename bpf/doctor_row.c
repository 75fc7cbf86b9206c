/* doctor_row.c - see doctor_row.h. */
#include "doctor_row.h"

#include <stdarg.h>
#include <stdio.h>

int doctor_bad_count;

void doctor_row(enum verdict verdict, const char *what, const char *fix, const char *format, ...)
{
	static const char *const marks[] = { "ok", "note", "MISSING" };
	va_list arguments;
	char text[512];

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	doctor_bad_count += verdict == BAD;
	printf("%-22s %-8s %s\n", what, marks[verdict], text);
	if (verdict != GOOD && fix[0])
		printf("%-22s %-8s -> %s\n", "", "", fix);
}
