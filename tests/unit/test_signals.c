/* The flag that says "a signal arrived" may come after its signal has been served: the handler runs in the thread where
 * the kernel put the signal, and sets the flag last. */
#include "unit.h"

#include <sys/wait.h>
#include <unistd.h>

#include "thread/blocking.h"
#include "thread/breaker.h"
#include "vm/vm.h"

/* Every blocking call waits for the flag to go before it blocks. */
static int late_flag_child(void) {
    GilpyConfig config = GILPY_CONFIG_DEFAULT;
    if (gilpy_start(&config) != 0)
        return 10;
    breaker_set(BREAK_SIGNAL);
    if (block_sleep_until(deadline_after(1000000)) != 0)
        return 11;
    breaker_set(BREAK_SIGNAL);
    if (block_poll(NULL, 0, deadline_after(1000000)) != 0)
        return 12;
    return 0;
}

static void late_flag(void **state) {
    (void)state;
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        alarm(20);
        _exit(late_flag_child());
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(late_flag)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
