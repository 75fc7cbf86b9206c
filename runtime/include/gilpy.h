/* gilpy: embed the runtime in a C program.
 *
 *     GilpyConfig config = GILPY_CONFIG_DEFAULT;
 *     if (gilpy_start(&config) == 0) {
 *         gilpy_run_string("print('hello')", "<embedded>");
 *         return gilpy_finish(0);
 *     }
 *
 * One runtime a process.  gilpy_start makes the calling thread the main
 * thread and the holder of the GIL; the other functions are called by it. */
#ifndef GILPY_H
#define GILPY_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct GilpyConfig {
    const char *gil_policy;   /* "fair", "interval" or "ticks"; NULL: fair */
    double switch_interval;   /* seconds; 0: the default, 0.005 */
    const char *gilstats;     /* file for the account per thread as JSON; "": standard error; NULL: none */
    const char *gillog;       /* file for the log of every GIL event; NULL: none */
    const char *executable;   /* path of the program, for sys.executable; may be NULL */
    const char *path0;        /* first entry of sys.path; NULL: none */
    int argc;                 /* sys.argv */
    char **argv;
    int faulthandler;         /* on a fatal signal, write the Python stacks to standard error */
    int gilwatch_ms;          /* report holds that sleep so long in a system call; -1: 50; 0: do not look */
} GilpyConfig;

/* Is there a GIL policy of that name? */
bool gilpy_has_policy(const char *name);

#define GILPY_CONFIG_DEFAULT {0, 0.0, 0, 0, 0, 0, 0, 0, 0, 0}

/* 0, or -1 after a message on standard error. */
int gilpy_start(const GilpyConfig *config);

/* Run a program in __main__.  0: ended normally, else the exit status the
 * program asked for (an exception has been printed: 1; Ctrl-C: 130). */
int gilpy_run_string(const char *source, const char *filename);
int gilpy_run_text(const char *source, unsigned long size, const char *filename); /* may hold NUL bytes */
int gilpy_run_file(const char *path);
int gilpy_run_module(const char *name);

/* Print the bytecode of a source text. 0, or 1 after an error message. */
int gilpy_disassemble(const char *source, unsigned long size, const char *filename);

/* Waits for the threads that are not daemons, flushes the standard streams,
 * releases the GIL for the last time and writes the accounts.  Returns status,
 * or another non-zero status if something could not be written.  The process
 * must exit next. */
int gilpy_finish(int status);

const char *gilpy_version(void);

#ifdef __cplusplus
}
#endif
#endif
