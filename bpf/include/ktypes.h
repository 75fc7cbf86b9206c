/*
 * ktypes.h - the few kernel types and fields that the BPF programs use, written by hand. The loader finds the real
 * offsets from the kernel's BTF (CO-RE), so order and completeness do not matter, names do.
 */
#ifndef GILSCOPE_KTYPES_H
#define GILSCOPE_KTYPES_H

#include <stdint.h>

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct upid {
	int nr;
};

struct pid {
	unsigned int level;
	struct upid numbers[1];
};

struct kernel_counter {
	int counter;
};

struct signal_struct {
	struct kernel_counter live; /* atomic_t: threads that have not begun to exit */
};

struct thread_struct { /* x86-64 */
	unsigned long fsbase;
};

struct task_struct {
	int pid;
	int tgid;
	unsigned int __state; /* Linux 5.14 and later */
	int on_cpu;
	uint64_t start_time; /* CLOCK_MONOTONIC */
	char comm[16];
	struct pid *thread_pid;
	struct signal_struct *signal;
	struct thread_struct thread;
};

struct seq_file;

struct bpf_iter_meta {
	struct seq_file *seq;
};

struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
};

#pragma clang attribute pop

#endif
