/*
 * load_bias.h - where a process has loaded a program or a library.
 */
#ifndef GILSCOPE_LOAD_BIAS_H
#define GILSCOPE_LOAD_BIAS_H

#include <stdint.h>
#include <sys/types.h>

/*
 * What has to be added to an address of a file to have it in process `pid`, which maps that file, open at `fd`, executable.
 * `text_address`, `text_offset`: of its first executable segment, as elf_file_text() has them. 0, or -1: the process is gone,
 * not ours to look at, or does not map it.
 */
int load_bias(int fd, pid_t pid, uint64_t text_address, uint64_t text_offset, uint64_t *bias);

#endif
