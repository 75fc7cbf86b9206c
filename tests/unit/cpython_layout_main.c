/*
 * cpython_layout_main.c PID MAJOR MINOR RUNTIME [SHIFT] - for cpython_layout.sh: says what cpython_layout_find() says of a
 * running CPython, or the same with the offset of number SHIFT moved, and -1 asks how many offsets there are.
 */
#include <stdio.h>
#include <stdlib.h>

#include "cpython_layout.h"

int main(int argc, char **argv)
{
	static const char *const results[] = { "sound", "not yet", "unsure", "wrong" };
	enum cpython_layout_result result;
	struct gil_layout layout;
	const char *why = "";

	if (argc < 5) {
		printf("%zu\n", sizeof(struct cpython_offsets) / sizeof(uint32_t));
		return 0;
	}
	if (argc > 5)
		setenv("GILSCOPE_CPYTHON_SHIFT", argv[5], 1);
	result = cpython_layout_find(&layout, atoi(argv[1]), atoi(argv[2]), atoi(argv[3]), strtoull(argv[4], NULL, 0), &why);
	printf("%s: %s\n", results[result], result == CPYTHON_LAYOUT_SOUND ? "" : why);
	return result != CPYTHON_LAYOUT_SOUND;
}
