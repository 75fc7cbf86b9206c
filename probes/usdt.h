/*
 * usdt.h - emits a USDT probe site: one `nop` and an ELF note that says where it is ("stapsdt", version 3).
 *
 * The note format is public (SystemTap wiki, "User Space Probe Implementation"); libbpf, bpftrace, perf, bcc, gdb and
 * SystemTap read it:
 *
 *     name "stapsdt", type 3, and as description
 *         u64 address of the nop
 *         u64 address of .stapsdt.base as linked (a tool detects prelink by it)
 *         u64 address of the 16-bit semaphore, 0 for none
 *         provider\0 name\0 arguments\0           arguments: "8@%rdi 8@%rsi", size@operand
 *
 * Choices, each because the alternative has been measured to fail:
 *  - operands have the constraint "nr" (constant or register) and are cast to 8 bytes. Memory operands ("nor") come out
 *    as base+index forms that tools reject, or, with clang, as red zone slots that hold something else by then;
 *  - the site is the one-byte nop. A five-byte nop is faster, but kernels from 6.18 rewrite it to a call, which overwrites
 *    the red zone and kills the children of fork(). With USDT_FAST it is the five-byte form nevertheless: the file must then
 *    be compiled with -mno-red-zone, and the program linked to fast.c, which keeps children alive;
 *  - the semaphore is named in the asm text, so it must be a global symbol marked `used`: link-time optimisation does
 *    not see this reference.
 */
#ifndef GILPY_USDT_H
#define GILPY_USDT_H

#include <stdint.h>

/* Attributes of the function that holds a site: one copy of it, with its arguments as called. */
#if defined(__clang__)
#define USDT_SITE_FUNCTION __attribute__((noinline, cold, used))
#else
#define USDT_SITE_FUNCTION __attribute__((noinline, noclone, noipa, cold, used))
#endif

/* Attributes of a semaphore. The kernel counts it up in the process's private copy of the file's page, so it has to be
 * in a writable section that is stored in the file; hidden, so that every module has its own. */
#define USDT_SEMAPHORE __attribute__((section(".probes"), used, visibility("hidden")))

#define USDT_STRING_(x) #x
#define USDT_STRING(x) USDT_STRING_(x)

#if __SIZEOF_POINTER__ != 8
#error "usdt.h: only 64-bit targets are supported"
#endif

#ifdef USDT_FAST
#ifndef __x86_64__
#error "usdt.h: USDT_FAST is for x86-64 only"
#endif
/* This form of the 5-byte nop and no other: 0f 1f 44 00 00 is single-stepped by kernels before 6.18, which costs 15 us. Its
 * place is noted for fast.c, as a distance from the note: that needs no relocation. */
#define USDT_NOP_                                                         \
	"990:	.byte 0x66, 0x66, 0x66, 0x66, 0x90\n"                     \
	"	.pushsection usdt_fast_sites,\"a\"\n"                    \
	"	.balign 8\n"                                             \
	"	.8byte 990b - .\n"                                       \
	"	.popsection\n"
#else
#define USDT_NOP_ "990:	nop\n"
#endif

/* `semaphore` is assembler text, such as my_semaphore or my_word+2. */
#define USDT_NOTE_(provider, name, semaphore, arguments)                  \
	USDT_NOP_                                                         \
	"	.pushsection .note.stapsdt,\"\",\"note\"\n"               \
	"	.balign 4\n"                                              \
	"	.4byte 992f-991f, 994f-993f, 3\n"                         \
	"991:	.asciz \"stapsdt\"\n"                                     \
	"992:	.balign 4\n"                                              \
	"993:	.8byte 990b\n"                                            \
	"	.8byte _.stapsdt.base\n"                                  \
	"	.8byte " semaphore "\n"                                   \
	"	.asciz \"" provider "\"\n"                                \
	"	.asciz \"" name "\"\n"                                    \
	"	.asciz \"" arguments "\"\n"                               \
	"994:	.balign 4\n"                                              \
	"	.popsection\n"                                            \
	"	.ifndef _.stapsdt.base\n"                                 \
	"	.pushsection .stapsdt.base,\"aG\",\"progbits\",.stapsdt.base,comdat\n" \
	"	.weak _.stapsdt.base\n"                                   \
	"	.hidden _.stapsdt.base\n"                                 \
	"_.stapsdt.base: .space 1\n"                                      \
	"	.size _.stapsdt.base, 1\n"                                \
	"	.popsection\n"                                            \
	"	.endif\n"

#define USDT_OPERAND(label, value) [label] "nr"((uint64_t)(value))

/* One probe site with 1 to 4 arguments. The memory clobber makes what the arguments point at complete before the nop. */
#define USDT1(provider, name, semaphore, a)                                                        \
	__asm__ volatile(USDT_NOTE_(#provider, #name, USDT_STRING(semaphore), "8@%[a0]")           \
			 : : USDT_OPERAND(a0, a) : "memory")
#define USDT2(provider, name, semaphore, a, b)                                                     \
	__asm__ volatile(USDT_NOTE_(#provider, #name, USDT_STRING(semaphore), "8@%[a0] 8@%[a1]")   \
			 : : USDT_OPERAND(a0, a), USDT_OPERAND(a1, b) : "memory")
#define USDT3(provider, name, semaphore, a, b, c)                                                  \
	__asm__ volatile(USDT_NOTE_(#provider, #name, USDT_STRING(semaphore),                      \
				    "8@%[a0] 8@%[a1] 8@%[a2]")                                     \
			 : : USDT_OPERAND(a0, a), USDT_OPERAND(a1, b), USDT_OPERAND(a2, c) : "memory")
#define USDT4(provider, name, semaphore, a, b, c, d)                                               \
	__asm__ volatile(USDT_NOTE_(#provider, #name, USDT_STRING(semaphore),                      \
				    "8@%[a0] 8@%[a1] 8@%[a2] 8@%[a3]")                             \
			 : : USDT_OPERAND(a0, a), USDT_OPERAND(a1, b), USDT_OPERAND(a2, c),        \
			     USDT_OPERAND(a3, d) : "memory")

#endif
