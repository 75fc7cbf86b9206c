#include "thread/blocking_file.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "thread/blocking_call.h"

#define DEFINITION(type, name, parameters, arguments)                                              \
    type block_##name parameters { return WITHOUT_GIL(name arguments); }
BLOCKING_FILE_CALLS(DEFINITION)
#undef DEFINITION

int block_fcntl(int fd, int command, int argument) { return WITHOUT_GIL(fcntl(fd, command, argument)); }

static char *list_directory(const char *path, size_t *size) {
    DIR *dir = opendir(path);
    if (!dir)
        return NULL;
    size_t capacity = 4096, used = 0;
    char *names = malloc(capacity);
    while (names) {
        errno = 0;
        struct dirent *e = readdir(dir);
        if (!e) {
            if (errno) {
                free(names);
                names = NULL;
            }
            break;
        }
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        size_t n = strlen(e->d_name) + 1;
        if (used + n > capacity) {
            char *p = realloc(names, capacity *= 2);
            if (!p)
                free(names);
            if (!(names = p))
                break;
        }
        memcpy(names + used, e->d_name, n);
        used += n;
    }
    int e = errno;
    closedir(dir);
    errno = e;
    *size = used;
    return names;
}
char *block_list_directory(const char *path, size_t *size) { return WITHOUT_GIL(list_directory(path, size)); }

static char *read_open(int fd, size_t limit, size_t *size) {
    size_t capacity = 65536, n = 0;
    char *text = malloc(capacity);
    while (text && n < limit) {
        if (n + 1 == capacity) {
            char *p = realloc(text, capacity *= 2);
            if (!p)
                break; /* what there is will do */
            text = p;
        }
        size_t room = capacity - n - 1;
        ssize_t r = read(fd, text + n, room < limit - n ? room : limit - n);
        if (r < 0 && errno == EINTR)
            continue;
        if (r <= 0)
            break;
        n += (size_t)r;
    }
    if (text)
        text[n] = 0;
    *size = n;
    return text;
}
static char *read_regular(const char *path, size_t limit, size_t *size) {
    struct stat st;
    /* First by its name: even to open a FIFO does something to its writer. */
    if (stat(path, &st) || !S_ISREG(st.st_mode))
        return NULL;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return NULL;
    char *text = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? read_open(fd, limit, size) : NULL;
    close(fd);
    return text;
}
char *block_read_regular(const char *path, size_t limit, size_t *size) {
    return WITHOUT_GIL(read_regular(path, limit, size));
}

static bool write_all(int fd, const char *text, size_t n) {
    while (n) {
        ssize_t r = write(fd, text, n);
        if (r < 0 && errno == EINTR)
            continue;
        if (r <= 0)
            return false;
        text += r;
        n -= (size_t)r;
    }
    return true;
}
void block_report_text(const char *text, size_t n) { WITHOUT_GIL(write_all(STDERR_FILENO, text, n)); }

void block_report(const char *format, ...) {
    va_list ap;
    char *text;
    va_start(ap, format);
    int n = vasprintf(&text, format, ap);
    va_end(ap);
    if (n < 0)
        return; /* no memory, not even for this */
    block_report_text(text, (size_t)n);
    free(text);
}

int block_getloadavg(double *load, int n) { return WITHOUT_GIL(getloadavg(load, n)); }
long block_cpu_count(void) { return WITHOUT_GIL(sysconf(_SC_NPROCESSORS_ONLN)); }

static size_t strftime_now(char *out, size_t size, const char *format) {
    time_t now = time(NULL);
    struct tm tm;
    return localtime_r(&now, &tm) ? strftime(out, size, format, &tm) : 0;
}
size_t block_strftime_now(char *out, size_t size, const char *format) {
    return WITHOUT_GIL(strftime_now(out, size, format));
}
