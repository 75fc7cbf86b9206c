/*
 * fast.h - what five-byte probe sites need that one-byte ones do not (USDT_FAST in usdt.h; CMake: -DFAST_PROBES=ON).
 *
 * Kernels from 6.18 replace such a nop, when it is first hit, by a call to a page that they map into the process. A child of
 * fork() has the call and not the page, and would die at its first probe. So, first thing in the child, whatever of its
 * probe sites is not as it was in the file is taken from there again, and the kernel told to look what is attached.
 *
 * It covers fork(), whoever calls it, in a program or a library, also while a tracer attaches or detaches. vfork() and
 * posix_spawn() need nothing: until exec the child lives in its parent's memory. A child made by a raw clone system call, or by
 * _Fork(), which runs no handlers, is not covered: it dies if it fires a probe while its parent is traced.
 */
#ifndef GILPY_FAST_H
#define GILPY_FAST_H

/* Registers the handler. Called by a constructor; once more does no harm. */
void usdt_fast_start(void);

#endif
