/* test_symbols.c - bpf/session/symbols.c: this program's own functions, and those of the C library, found by address. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "symbols.h"

/* Not inlined, and large enough to have an inside. */
__attribute__((noinline)) static int a_function_of_mine(int n)
{
	int sum = 0;

	for (int i = 0; i < n; i++)
		sum += i ^ n;
	return sum;
}

static int data = 1;

static void functions(void **state)
{
	struct symbols *symbols = symbols_new();
	struct symbol symbol;
	char own[SYMBOLS_FILE_SIZE] = "";

	(void)state;
	assert_non_null(symbols);
	assert_true(readlink("/proc/self/exe", own, sizeof(own) - 1) > 0);
	for (int i = 0; i < 2; i++) { /* at the second time the tables are there */
		assert_int_equal(symbols_find(symbols, getpid(), (uintptr_t)a_function_of_mine, &symbol), 0);
		assert_string_equal(symbol.name, "a_function_of_mine");
		assert_string_equal(symbol.file, own);
		assert_int_equal(symbols_find(symbols, getpid(), (uintptr_t)a_function_of_mine + 3, &symbol), 0);
		assert_string_equal(symbol.name, "a_function_of_mine");
		assert_int_equal(symbols_find(symbols, getpid(), (uintptr_t)functions, &symbol), 0);
		assert_string_equal(symbol.name, "functions");
		assert_int_equal(symbols_find(symbols, getpid(), (uintptr_t)getpagesize, &symbol), 0);
		assert_non_null(strstr(symbol.name, "getpagesize"));
		assert_non_null(strstr(symbol.file, "libc"));
	}
	assert_int_not_equal(a_function_of_mine(data + 5), 0);
	symbols_free(symbols);
}

static void addresses_of_no_function(void **state)
{
	struct symbols *symbols = symbols_new();
	struct symbol symbol;

	(void)state;
	assert_int_equal(symbols_find(symbols, getpid(), 0, &symbol), -1);
	assert_int_equal(symbols_find(symbols, getpid(), UINT64_MAX, &symbol), -1);
	assert_int_equal(symbols_find(symbols, getpid(), (uintptr_t)&data, &symbol), -1);
	assert_int_equal(symbols_find(symbols, getpid(), (uintptr_t)&symbol, &symbol), -1);
	assert_int_equal(symbols_find(symbols, 0, (uintptr_t)functions, &symbol), -1); /* no process */
	symbols_free(symbols);
	symbols_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(functions),
		cmocka_unit_test(addresses_of_no_function),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
