/* Bringing the virtual machine up. */
#include "vm/vm.h"

#include "core/err.h"
#include "objects/exception.h"
#include "objects/instance.h"
#include "objects/module.h"
#include "objects/str.h"
#include "objects/type.h"
#include "vm/generator.h"

Dict *vm_builtins;

static int enter_recursion(const char *where) {
    Thread *t = thread_current;
    char here;
    if (unlikely(&here < t->c_stack_limit)) {
        err_set(&exc_RecursionError, "maximum recursion depth exceeded%s", where);
        return -1;
    }
    if (unlikely(++t->depth > vm_recursion_limit) && vm_recursion_error_in(t, where)) {
        t->depth--;
        return -1;
    }
    return 0;
}

static void leave_recursion(void) {
    Thread *t = thread_current;
    t->depth--;
    if (unlikely(t->recursion_limit_hit) && t->depth < vm_recursion_limit / 2)
        t->recursion_limit_hit = 0;
}

static int poll(void) { return vm_safepoint(thread_current, 0); }

static Dict *current_globals(void) {
    Thread *t = thread_current;
    return t && t->frame ? t->frame->globals : NULL;
}

#define TYPE(t) extern Type t;
#include "objects/types.def"
#undef TYPE

static Type *const core_types[] = {
#define TYPE(t) &t,
#include "objects/types.def"
#undef TYPE
};

bool vm_init(void) {
    vm_hooks = (VmHooks){call_function, enter_recursion, leave_recursion, poll, current_globals};
    if (!shapes_init())
        return false;
    /* type and object need each other: object first, its wrappers use types that
     * become ready after it */
    for (size_t i = 0; i < sizeof core_types / sizeof *core_types; i++)
        if (!type_ready(core_types[i]))
            return false;
    if (!exceptions_init() || !import_init())
        return false;
    Val m = module_new("builtins");
    if (val_is_null(m))
        return false;
    vm_builtins = module_dict(m);
    return dict_set_str(import_modules(), STR_CONST("builtins"), m);
}
