/* Runs a program several times in one runtime; fails if memory in use still
 * grows with each of the last three runs.  (Once is no leak: caches fill and
 * tables double late.)
 *
 *     repeat_main FILE */
#include <stdio.h>
#include <stdlib.h>

#include "core/mem.h"
#include "gilpy.h"

enum { RUNS = 8 };

int main(int argc, char **argv) {
    GilpyConfig config = GILPY_CONFIG_DEFAULT;
    size_t in_use[RUNS];
    if (argc != 2 || gilpy_start(&config) != 0)
        return 2;
    for (int i = 0; i < RUNS; i++) {
        if (gilpy_run_file(argv[1]) != 0)
            return 2;
        gilpy_run_string("import gc\ngc.collect()\n", "<collect>");
        in_use[i] = mem_in_use();
    }
    if (in_use[RUNS - 1] > in_use[RUNS - 2] && in_use[RUNS - 2] > in_use[RUNS - 3] &&
        in_use[RUNS - 3] > in_use[RUNS - 4]) {
        fprintf(stderr, "%s: bytes in use after the last runs: %zu, %zu, %zu, %zu\n", argv[1],
                in_use[RUNS - 4], in_use[RUNS - 3], in_use[RUNS - 2], in_use[RUNS - 1]);
        _Exit(1);
    }
    _Exit(0);
}
