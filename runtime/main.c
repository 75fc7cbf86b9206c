/* The command line of gilpy. */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gilpy.h"

static const char help[] =
    "Usage: gilpy [option]... [FILE | -c CODE | -m MODULE | -] [argument]...\n"
    "\n"
    "Run a Python program in OS threads under one Global Interpreter Lock that\n"
    "can be observed with USDT probes (see gilscope(1)).\n"
    "\n"
    "  FILE           program to run; - or nothing: read it from standard input\n"
    "  -c CODE        program given as a string\n"
    "  -m MODULE      run a module found on sys.path as the program\n"
    "      --dis      print the bytecode of the program instead of running it\n"
    "  -X gil=POLICY  how the GIL is handed over: fair (default; a thread back from\n"
    "                 a blocking call preempts those that compute), interval (a\n"
    "                 waiter asks the holder after the switch interval, as CPython\n"
    "                 3.2 and later) or ticks (every 100 bytecodes, as before)\n"
    "  -X switchinterval=SECONDS\n"
    "                 how long a waiter waits before it asks (default 0.005)\n"
    "  -X gilstats[=FILE]\n"
    "                 at exit, write the runtime's own account of the GIL per OS\n"
    "                 thread as JSON to FILE (default: standard error)\n"
    "  -X gillog=FILE at exit, write every GIL event: ns tid event a b\n"
    "  -X gilwatch[=MILLISECONDS]\n"
    "                 report on standard error a thread that sleeps inside a system\n"
    "                 call for so long (default 50) while it holds the GIL\n"
    "  -X faulthandler\n"
    "                 on a fatal signal (such as SIGSEGV), write the Python stack of\n"
    "                 every thread to standard error\n"
    "  -u             accepted for compatibility\n"
    "  -V, --version  print the version and exit\n"
    "  -h, --help     print this help and exit\n"
    "\n"
    "Examples:\n"
    "  gilpy program.py\n"
    "  gilpy -X gilstats -X gil=ticks program.py\n"
    "  gilpy --dis -c 'x = 5; y = 7; print(x + y)'\n"
    "  gilscope hist -- gilpy program.py\n"
    "\n"
    "Exit status: the program's; 1 after an uncaught exception, 2 for a wrong\n"
    "command line or a file that cannot be read.\n";

typedef struct Options {
    GilpyConfig config;
    const char *code, *module, *file;
    int dis;
} Options;

static _Noreturn void usage_error(const char *what, const char *arg) {
    fprintf(stderr, "gilpy: %s%s%s\nTry 'gilpy --help'.\n", what, arg ? ": " : "", arg ? arg : "");
    exit(2);
}

static void x_option(Options *o, const char *x) {
    if (strncmp(x, "gil=", 4) == 0) {
        o->config.gil_policy = x + 4;
        if (!gilpy_has_policy(x + 4))
            usage_error("unknown GIL policy (fair, interval or ticks)", x + 4);
    } else if (strncmp(x, "switchinterval=", 15) == 0) {
        char *end;
        errno = 0;
        double d = strtod(x + 15, &end);
        if (end == x + 15 || *end || !(d > 0) || d > 1e6)
            usage_error("-X switchinterval wants a number of seconds greater than 0", x + 15);
        o->config.switch_interval = d;
    } else if (strcmp(x, "faulthandler") == 0) {
        o->config.faulthandler = 1;
    } else if (strcmp(x, "gilwatch") == 0) {
        o->config.gilwatch_ms = -1;
    } else if (strncmp(x, "gilwatch=", 9) == 0) {
        char *end;
        errno = 0;
        long ms = strtol(x + 9, &end, 10);
        if (end == x + 9 || *end || errno || ms < 1 || ms > 3600000)
            usage_error("-X gilwatch wants a number of milliseconds from 1 to 3600000", x + 9);
        o->config.gilwatch_ms = (int)ms;
    } else if (strcmp(x, "gilstats") == 0) {
        o->config.gilstats = "";
    } else if (strncmp(x, "gilstats=", 9) == 0) {
        if (!x[9])
            usage_error("-X gilstats= wants a file name", NULL);
        o->config.gilstats = x + 9;
    } else if (strncmp(x, "gillog=", 7) == 0 && x[7]) {
        o->config.gillog = x + 7;
    } else if (strcmp(x, "gillog") == 0 || strcmp(x, "gillog=") == 0) {
        usage_error("-X gillog=FILE wants a file name", NULL);
    } else {
        usage_error("unknown -X option", x);
    }
}

static const char *operand(int argc, char **argv, int *i, const char *attached, const char *name) {
    if (*attached)
        return attached;
    if (++*i >= argc) {
        fprintf(stderr, "gilpy: option %s wants an argument\nTry 'gilpy --help'.\n", name);
        exit(2);
    }
    return argv[*i];
}

/* Returns the index of the first program argument after the program itself. */
static int parse(int argc, char **argv, Options *o) {
    int i = 1;
    for (; i < argc; i++) {
        const char *a = argv[i];
        if (a[0] != '-' || !a[1])
            break;
        if (strcmp(a, "--") == 0) {
            i++;
            break;
        }
        if (strcmp(a, "--help") == 0 || strcmp(a, "-h") == 0) {
            fputs(help, stdout);
            exit(fflush(stdout) ? 1 : 0);
        } else if (strcmp(a, "--version") == 0 || strcmp(a, "-V") == 0) {
            printf("gilpy %s (Python 3.11)\n", gilpy_version());
            exit(fflush(stdout) ? 1 : 0);
        } else if (strcmp(a, "--dis") == 0) {
            o->dis = 1;
        } else if (strcmp(a, "-u") == 0) {
        } else if (strncmp(a, "-X", 2) == 0) {
            x_option(o, operand(argc, argv, &i, a + 2, "-X"));
        } else if (strncmp(a, "-c", 2) == 0) {
            o->code = operand(argc, argv, &i, a + 2, "-c");
            return i;
        } else if (strncmp(a, "-m", 2) == 0) {
            o->module = operand(argc, argv, &i, a + 2, "-m");
            return i;
        } else {
            usage_error("unknown option", a);
        }
    }
    if (i < argc && strcmp(argv[i], "-") != 0)
        o->file = argv[i];
    return i;
}

static char *read_stdin(size_t *n) {
    size_t cap = 65536;
    char *buf = malloc(cap);
    *n = 0;
    while (buf) {
        ssize_t r = read(0, buf + *n, cap - *n - 1);
        if (r < 0 && errno == EINTR)
            continue;
        if (r < 0) {
            fprintf(stderr, "gilpy: cannot read standard input: %s\n", strerror(errno));
            exit(2);
        }
        if (r == 0)
            break;
        *n += (size_t)r;
        if (*n + 1 == cap) {
            char *p = realloc(buf, cap *= 2);
            if (!p)
                free(buf);
            buf = p;
        }
    }
    if (!buf) {
        fprintf(stderr, "gilpy: out of memory\n");
        exit(1);
    }
    buf[*n] = 0;
    return buf;
}

static char *read_program(const char *path, size_t *n) {
    FILE *f = fopen(path, "re");
    if (!f) {
        fprintf(stderr, "gilpy: can't open file '%s': [Errno %d] %s\n", path, errno, strerror(errno));
        exit(2);
    }
    if (dup2(fileno(f), 0) < 0) {
        fprintf(stderr, "gilpy: %s: %s\n", path, strerror(errno));
        exit(2);
    }
    fclose(f);
    return read_stdin(n);
}

static const char *directory_of(const char *path) {
    static char dir[PATH_MAX], real[PATH_MAX];
    const char *p = realpath(path, real) ? real : path;
    const char *slash = strrchr(p, '/');
    snprintf(dir, sizeof dir, "%.*s", slash ? (int)(slash - p) : 0, p);
    return dir;
}

int main(int argc, char **argv) {
    Options o = {.config = GILPY_CONFIG_DEFAULT};
    int first = parse(argc, argv, &o);
    size_t n = 0;
    char *text = NULL;
    if (o.dis && !o.module && !o.code)
        text = o.file ? read_program(o.file, &n) : read_stdin(&n);
    else if (!o.file && !o.code && !o.module)
        text = read_stdin(&n);

    /* sys.argv[0] is the program: the file, "-c", "-m" or "-" */
    static char dash_c[] = "-c", dash_m[] = "-m", dash[] = "-";
    char **args = malloc((size_t)(argc + 2) * sizeof *args);
    if (!args) {
        fprintf(stderr, "gilpy: out of memory\n");
        return 1;
    }
    int nargs = 0;
    args[nargs++] = o.code ? dash_c : o.module ? dash_m : o.file ? (char *)o.file : dash;
    for (int i = first + 1; i < argc; i++)
        args[nargs++] = argv[i];
    o.config.argc = nargs;
    o.config.argv = args;
    static char executable[PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", executable, sizeof executable - 1);
    o.config.executable = len > 0 ? executable : argv[0];
    o.config.path0 = o.file ? directory_of(o.file) : "";
    if (gilpy_start(&o.config) != 0)
        return 1;
    int status;
    const char *name = o.file ? o.file : o.code ? "<string>" : "<stdin>";
    if (o.dis && o.module) {
        fprintf(stderr, "gilpy: --dis takes a file or -c CODE\n");
        status = 2;
    } else if (o.dis) {
        status = gilpy_disassemble(o.code ? o.code : text, o.code ? strlen(o.code) : n, name);
    } else if (o.code) {
        status = gilpy_run_string(o.code, name);
    } else if (o.module) {
        status = gilpy_run_module(o.module);
    } else if (text) {
        status = gilpy_run_text(text, n, name);
    } else {
        status = gilpy_run_file(o.file);
    }
    free(text);
    status = gilpy_finish(status);
    if (status == 130) { /* die of the signal, so that a shell's loop ends, too */
        signal(SIGINT, SIG_DFL);
        raise(SIGINT);
    }
    /* _exit: daemon threads may still run; nothing of ours is to be torn down under them */
    _exit(status);
}
