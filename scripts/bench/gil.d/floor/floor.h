/* floor - the programs of the GIL laboratory in C, without a GIL: what the machine and its kernel allow at best.
 *
 * Each takes the arguments of the Python program of the same name and prints the same figures. */
#ifndef FLOOR_H
#define FLOOR_H

#include <stddef.h>
#include <stdint.h>
#include <pthread.h>

#define SECOND 1000000000LL
#define BIN (SECOND / 10) /* work is counted in windows of this length */

int64_t now_ns(void);
void sleep_ns(int64_t ns);
_Noreturn void fail(const char *what); /* with the text of errno */
pthread_t start(void *(*function)(void *), void *arg);

/* Figures of one kind, as many as come. */
typedef struct {
    int64_t *values;
    size_t count, room;
} Figures;
void add(Figures *figures, int64_t value);
void show(const char *name, const Figures *figures);

void unit(void); /* a piece of pure computation, a microsecond or so */
void start_hogs(int count);

/* A thread that counts its units of work for each BIN. */
typedef struct {
    int64_t begin;
    Figures bins;
    int units;                 /* between two looks at the clock, and releases */
    void (*release)(void);     /* or NULL */
    pthread_t thread;
} Worker;
void start_worker(Worker *worker, int64_t begin, double seconds, int units, void (*release)(void));
void join_worker(Worker *worker, const char *name); /* and shows its bins */

/* The programs. */
void throughput(const char *threads, double seconds);
void releaser(const char *call, double seconds);
void nap(const char *hogs, double seconds);
void release_cost(const char *unused, double seconds);
void echo(const char *hogs, double seconds);
void packets(const char *hogs, double seconds);
void locks(const char *hogs, double seconds);
void condition(const char *hogs, double seconds);
void echo_client(const char *port, double seconds);
void packets_client(const char *port, double seconds);
void http_client(const char *port, double seconds);

/* A connection to that port of the loopback device, which gives up a reply after some seconds; or -1 and errno. */
int dial(int type, const char *port);

#endif
