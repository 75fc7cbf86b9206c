#include "modules/modules.h"

const ModuleDef builtin_modules[] = {
    {"time", time_init},
    {"_thread", thread_init},
    {"gc", gc_init},
    {0},
};
