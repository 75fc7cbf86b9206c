/* The blocking layer: names, metadata and modes of files.  Any of these may wait
 * for a disk, a server or a file system in user space.  GIL held by the caller,
 * released meanwhile; errno survives; no exception is set.  Memory passed in
 * stays valid without the GIL: see blocking.h. */
#ifndef GILPY_THREAD_BLOCKING_FILE_H
#define GILPY_THREAD_BLOCKING_FILE_H

#include <stddef.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>

#include "core/object.h"

/* The calls that only do what the one of that name does (block_stat() …), and
 * return what it returns: type, name, parameters, arguments. */
#define BLOCKING_FILE_CALLS(CALL)                                                                  \
    CALL(int, stat, (const char *path, struct stat *st), (path, st))                               \
    CALL(int, lstat, (const char *path, struct stat *st), (path, st))                              \
    CALL(int, fstat, (int fd, struct stat *st), (fd, st))                                          \
    CALL(int, access, (const char *path, int mode), (path, mode))                                  \
    CALL(int, unlink, (const char *path), (path))                                                  \
    CALL(int, rmdir, (const char *path), (path))                                                   \
    CALL(int, chdir, (const char *path), (path))                                                   \
    CALL(int, rename, (const char *from, const char *to), (from, to))                              \
    CALL(int, link, (const char *from, const char *to), (from, to))                                \
    CALL(int, symlink, (const char *target, const char *path), (target, path))                     \
    CALL(int, mkdir, (const char *path, mode_t mode), (path, mode))                                \
    CALL(int, chmod, (const char *path, mode_t mode), (path, mode))                                \
    CALL(int, mkfifo, (const char *path, mode_t mode), (path, mode))                               \
    CALL(ssize_t, readlink, (const char *path, char *buf, size_t n), (path, buf, n))               \
    CALL(char *, getcwd, (char *buf, size_t n), (buf, n))                                          \
    CALL(int, isatty, (int fd), (fd))                                                              \
    CALL(int, dup2, (int fd, int fd2), (fd, fd2))                                                  \
    CALL(int, dup3, (int fd, int fd2, int flags), (fd, fd2, flags))                                \
    CALL(int, pipe2, (int fds[2], int flags), (fds, flags))                                        \
    CALL(off_t, lseek, (int fd, off_t at, int whence), (fd, at, whence))

#define BLOCKING_FILE_DECLARATION(type, name, parameters, arguments) type block_##name parameters;
BLOCKING_FILE_CALLS(BLOCKING_FILE_DECLARATION)
#undef BLOCKING_FILE_DECLARATION

int block_fcntl(int fd, int command, int argument);

/* The names in a directory but for . and .., one after the other, each ended by
 * a NUL, size bytes in all: to be freed.  NULL: errno. */
char *block_list_directory(const char *path, size_t *size);
/* The beginning of a regular file, up to limit bytes, ended by a NUL that does
 * not count: to be freed.  NULL: it is not one (a FIFO would wait for a writer),
 * or cannot be read. */
char *block_read_regular(const char *path, size_t limit, size_t *size);

/* Writes to standard error what the runtime has to say, all of it if it can be;
 * signal handlers do not run in between.  Text as of printf(). */
void block_report(const char *format, ...) __attribute__((format(printf, 1, 2)));
void block_report_text(const char *text, size_t n);

/* What the C library reads from files of the system. */
int block_getloadavg(double *load, int n);
long block_cpu_count(void); /* online; -1: unknown */
/* The local time now, formatted as by strftime(); may read the time zone. */
size_t block_strftime_now(char *out, size_t size, const char *format);

#endif
