/* The watchdog reports a hold that sleeps in a system call, once, and nothing
 * else: not one that computes, not a sleep without the GIL. */
#include "unit.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "thread/blocking.h"
#include "thread/gil_watch.h"

#define LONG_MS 250 /* well over the limit, for a machine with other work */

static int saved_stderr = -1;
static char report_path[] = "/tmp/gilwatch-XXXXXX";

static int start(void **state) {
    (void)state;
    runtime_test_init();
    int fd = mkstemp(report_path);
    saved_stderr = dup(STDERR_FILENO);
    if (fd < 0 || saved_stderr < 0 || dup2(fd, STDERR_FILENO) < 0)
        return -1;
    close(fd);
    fcntl(STDERR_FILENO, F_SETFL, O_APPEND);
    return gil_watch_start(GIL_WATCH_DEFAULT_MS) ? 0 : -1;
}
static int stop(void **state) {
    (void)state;
    gil_watch_stop();
    dup2(saved_stderr, STDERR_FILENO);
    unlink(report_path);
    return 0;
}

/* What has been reported since the last time. */
static int reports(char *text, size_t size) {
    int fd = open(report_path, O_RDONLY);
    ssize_t n = read(fd, text, size - 1);
    close(fd);
    assert_int_equal(ftruncate(STDERR_FILENO, 0), 0);
    text[n < 0 ? 0 : n] = 0;
    int lines = 0;
    for (const char *p = text; *p; p++)
        lines += *p == '\n';
    return lines;
}

static void assert_one(long call, const char *name) {
    char text[4096], want[128];
    snprintf(want, sizeof want, "gilpy: gilwatch: thread %d (", (int)syscall(SYS_gettid));
    assert_int_equal(reports(text, sizeof text), 1);
    assert_memory_equal(text, want, strlen(want));
    snprintf(want, sizeof want, ") holds the GIL inside system call %ld (%s) for at least ", call, name);
    assert_non_null(strstr(text, want));
}
static void assert_none(void) {
    char text[4096];
    if (reports(text, sizeof text))
        fail_msg("reported: %s", text);
}

static void sleep_ms(long ms) {
    struct timespec ts = {0, ms * 1000000};
    syscall(SYS_nanosleep, &ts, NULL);
}

static void test_nanosleep(void **state) {
    (void)state;
    sleep_ms(LONG_MS);
    assert_one(SYS_nanosleep, "nanosleep");
}

static void *writer(void *fd) {
    sleep_ms(LONG_MS);
    ssize_t r = write(*(int *)fd, "x", 1);
    return (void *)r;
}
static void test_read(void **state) {
    (void)state;
    int fds[2];
    char c;
    pthread_t id;
    assert_int_equal(pipe(fds), 0);
    assert_int_equal(pthread_create(&id, NULL, writer, &fds[1]), 0);
    assert_int_equal(read(fds[0], &c, 1), 1);
    pthread_join(id, NULL);
    close(fds[0]);
    close(fds[1]);
    assert_one(SYS_read, "read");
}

/* Computes, with system calls that do not wait in between. */
static void test_computing(void **state) {
    (void)state;
    int64_t end = monotonic_ns() + LONG_MS * INT64_C(1000000);
    for (volatile unsigned n = 0; monotonic_ns() < end; n++)
        if (n % 1000 == 0)
            syscall(SYS_getppid);
    assert_none();
}

/* Sleeps often, but never for long. */
static void test_short_sleeps(void **state) {
    (void)state;
    for (int i = 0; i < 60; i++)
        sleep_ms(4);
    assert_none();
}

static void test_sleep_without_gil(void **state) {
    (void)state;
    assert_int_equal(block_sleep_until(deadline_after(LONG_MS * INT64_C(1000000))), 0);
    assert_none();
    /* nor a sleep in which the GIL changed hands: two halves of the limit are no hold */
    for (int i = 0; i < 4; i++) {
        sleep_ms(30);
        blocking_begin(thread_current);
        blocking_end(thread_self());
    }
    assert_none();
}

static void test_second_hold(void **state) {
    (void)state;
    char text[4096];
    for (int i = 0; i < 2; i++) {
        sleep_ms(LONG_MS);
        blocking_begin(thread_current);
        blocking_end(thread_self());
    }
    assert_int_equal(reports(text, sizeof text), 2);
}

/* Number of threads of the process named gil-watch. */
static int watchers(void) {
    FILE *f = popen("cat /proc/$PPID/task/*/comm", "r");
    char line[64];
    int n = 0;
    assert_non_null(f);
    while (fgets(line, sizeof line, f))
        n += strcmp(line, "gil-watch\n") == 0;
    pclose(f);
    return n;
}

static void test_fork(void **state) {
    (void)state;
    char text[4096];
    int status;
    pid_t pid = fork();
    if (pid == 0) {
        int n = watchers();
        gil_watch_stop(); /* nothing to wait for */
        _exit(n);
    }
    blocking_begin(thread_current);
    waitpid(pid, &status, 0);
    blocking_end(thread_self());
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    blocking_begin(thread_current);
    int n = watchers();
    blocking_end(thread_self());
    assert_int_equal(n, 1);
    assert_int_equal(thread_count, 1);
    reports(text, sizeof text);
}

static void test_stop(void **state) {
    (void)state;
    gil_watch_stop();
    assert_int_equal(watchers(), 0);
    sleep_ms(LONG_MS);
    assert_none();
    assert_true(gil_watch_start(GIL_WATCH_DEFAULT_MS));
    sleep_ms(LONG_MS);
    assert_one(SYS_nanosleep, "nanosleep");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nanosleep),    cmocka_unit_test(test_read),
        cmocka_unit_test(test_computing),    cmocka_unit_test(test_short_sleeps),
        cmocka_unit_test(test_sleep_without_gil), cmocka_unit_test(test_second_hold),
        cmocka_unit_test(test_fork),         cmocka_unit_test(test_stop),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
