/* The command line: floor PROGRAM ARGUMENT SECONDS. */
#include "floor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct {
    const char *name;
    void (*run)(const char *argument, double seconds);
} programs[] = {
    {"throughput", throughput},
    {"releaser", releaser},
    {"sleep", nap},
    {"release_cost", release_cost},
    {"echo", echo},
    {"packets", packets},
    {"locks", locks},
    {"condition", condition},
    {"echo-client", echo_client},
    {"packets-client", packets_client},
    {"http-client", http_client},
};

int main(int argc, char **argv) {
    double seconds = argc == 4 ? strtod(argv[3], NULL) : 0;
    if (seconds > 0 && seconds <= 3600)
        for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
            if (strcmp(argv[1], programs[i].name) == 0) {
                alarm((unsigned)seconds * 2 + 30); /* it ends even if the laboratory has gone */
                programs[i].run(argv[2], seconds);
                return 0;
            }
    fprintf(stderr, "usage: floor PROGRAM ARGUMENT SECONDS\n");
    return 2;
}
