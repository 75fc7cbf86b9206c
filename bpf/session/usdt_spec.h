/*
 * usdt_spec.h - where the arguments of a USDT site are, in the form in which bpf_usdt_arg() of libbpf's <bpf/usdt.bpf.h>
 * wants to find it. libbpf does this itself when it attaches; here it is for attaching without.
 */
#ifndef GILSCOPE_USDT_SPEC_H
#define GILSCOPE_USDT_SPEC_H

#include <stdint.h>

#define USDT_SPEC_MAX_ARGS 12

enum usdt_spec_arg_type {
	USDT_SPEC_CONST,
	USDT_SPEC_REG,
	USDT_SPEC_REG_DEREF,
};

/* struct __bpf_usdt_spec and struct __bpf_usdt_arg_spec of libbpf 1.1, which are private to it but part of its ABI with the
 * BPF program: the caller compares the size with that of the map's values. */
struct usdt_spec_arg {
	uint64_t value; /* the constant, or what is added to the register before it is followed */
	enum usdt_spec_arg_type type;
	short register_offset; /* in struct pt_regs */
	_Bool is_signed;
	char shift; /* 64 - width in bits */
};

struct usdt_spec {
	struct usdt_spec_arg args[USDT_SPEC_MAX_ARGS];
	uint64_t cookie;
	short count;
};

/*
 * Reads the arguments of a note, such as "8@%rdi -4@$5 8@-16(%rbp)"; see
 * https://sourceware.org/systemtap/wiki/UserSpaceProbeImplementation. x86-64 only. 0, or -1: not understood.
 */
int usdt_spec_parse(struct usdt_spec *spec, const char *arguments);

#endif
