/* cpython_file.c - see cpython_file.h. */
#include "cpython_file.h"

#include <stdio.h>

const char *cpython_file_version(const struct cpython_file *file, char text[CPYTHON_VERSION_TEXT])
{
	if (!file->major)
		snprintf(text, CPYTHON_VERSION_TEXT, "?");
	else if (file->micro < 0)
		snprintf(text, CPYTHON_VERSION_TEXT, "%d.%d", file->major, file->minor);
	else
		snprintf(text, CPYTHON_VERSION_TEXT, "%d.%d.%d", file->major, file->minor, file->micro);
	return text;
}
