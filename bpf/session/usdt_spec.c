/* usdt_spec.c - see usdt_spec.h. */
#include "usdt_spec.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/user.h>

#define REGISTER(member, ...) { { __VA_ARGS__ }, offsetof(struct user_regs_struct, member) }

/* The offset in struct pt_regs, which is the beginning of struct user_regs_struct; -1: no such register. */
static int register_offset(const char *name)
{
	static const struct {
		const char *names[4]; /* of 64, 32, 16 and 8 bits */
		size_t offset;
	} registers[] = {
		REGISTER(rax, "rax", "eax", "ax", "al"),     REGISTER(rbx, "rbx", "ebx", "bx", "bl"),
		REGISTER(rcx, "rcx", "ecx", "cx", "cl"),     REGISTER(rdx, "rdx", "edx", "dx", "dl"),
		REGISTER(rsi, "rsi", "esi", "si", "sil"),    REGISTER(rdi, "rdi", "edi", "di", "dil"),
		REGISTER(rbp, "rbp", "ebp", "bp", "bpl"),    REGISTER(rsp, "rsp", "esp", "sp", "spl"),
		REGISTER(r8, "r8", "r8d", "r8w", "r8b"),     REGISTER(r9, "r9", "r9d", "r9w", "r9b"),
		REGISTER(r10, "r10", "r10d", "r10w", "r10b"), REGISTER(r11, "r11", "r11d", "r11w", "r11b"),
		REGISTER(r12, "r12", "r12d", "r12w", "r12b"), REGISTER(r13, "r13", "r13d", "r13w", "r13b"),
		REGISTER(r14, "r14", "r14d", "r14w", "r14b"), REGISTER(r15, "r15", "r15d", "r15w", "r15b"),
		REGISTER(rip, "rip", "eip", "ip", "ip"),
	};

	for (size_t i = 0; i < sizeof(registers) / sizeof(registers[0]); i++)
		for (size_t n = 0; n < 4; n++)
			if (strcmp(name, registers[i].names[n]) == 0)
				return (int)registers[i].offset;
	return -1;
}

/* "WIDTH@PLACE", up to a blank or the end; how many characters that was, or -1. */
static int parse_argument(struct usdt_spec_arg *argument, const char *text)
{
	char name[16];
	long long number;
	int width, length = -1;

	if (sscanf(text, " %d @ $%lld%n", &width, &number, &length) == 2 && length > 0) {
		argument->type = USDT_SPEC_CONST;
		argument->value = (uint64_t)number;
	} else if (sscanf(text, " %d @ %%%15[a-z0-9]%n", &width, name, &length) == 2 && length > 0) {
		argument->type = USDT_SPEC_REG;
	} else if (sscanf(text, " %d @ (%%%15[a-z0-9])%n", &width, name, &length) == 2 && length > 0) {
		argument->type = USDT_SPEC_REG_DEREF;
		argument->value = 0;
	} else if (sscanf(text, " %d @ %lld(%%%15[a-z0-9])%n", &width, &number, name, &length) == 3 && length > 0) {
		argument->type = USDT_SPEC_REG_DEREF;
		argument->value = (uint64_t)number;
	} else {
		return -1;
	}
	argument->is_signed = width < 0;
	width = abs(width);
	if (width != 1 && width != 2 && width != 4 && width != 8)
		return -1;
	argument->shift = (char)(64 - width * 8);
	if (argument->type != USDT_SPEC_CONST) {
		int offset = register_offset(name);

		if (offset < 0)
			return -1;
		argument->register_offset = (short)offset;
	}
	return text[length] == ' ' || text[length] == '\0' ? length : -1;
}

int usdt_spec_parse(struct usdt_spec *spec, const char *arguments)
{
	memset(spec, 0, sizeof(*spec));
	while (arguments[strspn(arguments, " ")]) {
		int length;

		if (spec->count == USDT_SPEC_MAX_ARGS)
			return -1;
		length = parse_argument(&spec->args[spec->count], arguments);
		if (length < 0)
			return -1;
		spec->count++;
		arguments += length;
	}
	return 0;
}
