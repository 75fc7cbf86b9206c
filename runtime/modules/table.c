#include "modules/modules.h"

const ModuleDef builtin_modules[] = {
    {"time", time_init},
    {"math", math_init},
    {"_thread", thread_init},
    {"gc", gc_init},
    {"posix", posix_init},
    {"_socket", socket_init},
    {"_signal", signal_init},
    {"select", select_init},
    {"faulthandler", faulthandler_init},
    {"errno", errno_init},
    {0},
};
