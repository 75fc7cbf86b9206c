/*
 * stuck.c - gilpy with one more module: stuck.nap(ms) sleeps in the kernel and keeps the GIL, as a careless extension does.
 *
 *     stuck FILE.py [ARGUMENT...]
 */
#include <stdio.h>
#include <time.h>

#include "gilpy.h"
#include "objects/int.h"
#include "objects/module.h"
#include "objects/str.h"
#include "vm/vm.h"

static Val m_nap(Val *args, int n, Val kw)
{
	struct timespec time = { 0, 0 };

	(void)n, (void)kw;
	if (!val_is_int(args[0]) || val_int(args[0]) < 0 || val_int(args[0]) > 999)
		return err_set(&exc_ValueError, "nap() wants milliseconds from 0 to 999");
	time.tv_nsec = val_int(args[0]) * 1000000;
	nanosleep(&time, NULL);
	return VAL_NONE;
}

static const MethodDef functions[] = { { "nap", m_nap, 1, 1, 0, "Sleep so many milliseconds with the GIL." }, { 0 } };

int main(int argc, char **argv)
{
	GilpyConfig config = GILPY_CONFIG_DEFAULT;
	Val module;
	int status;

	if (argc < 2) {
		fputs("usage: stuck FILE.py [ARGUMENT...]\n", stderr);
		return 2;
	}
	config.argc = argc - 1;
	config.argv = argv + 1;
	if (gilpy_start(&config))
		return 1;
	module = module_new("stuck");
	if (val_is_null(module) || !module_add_functions(module, functions) ||
	    !dict_set_str(import_modules(), STR_CONST("stuck"), module))
		return 1;
	status = gilpy_run_file(argv[1]);
	return gilpy_finish(status);
}
