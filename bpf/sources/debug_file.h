/*
 * debug_file.h - the separate debug file of a stripped program: found by its build id, or by the name that the program tells
 * (.gnu_debuglink), in the directories where gdb looks.
 */
#ifndef GILSCOPE_DEBUG_FILE_H
#define GILSCOPE_DEBUG_FILE_H

#include <sys/types.h>

#include "elf_file.h"

/*
 * `name` is the program's path in the root directory of process `pid`. The descriptor of a file that has the same build id and a
 * table of symbols; close `debug` and it. -1: there is none.
 */
int debug_file_open(struct elf_file *debug, const struct elf_file *file, pid_t pid, const char *name);

#endif
