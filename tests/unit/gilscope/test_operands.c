/* test_operands.c - bpf/session/operands.c: are a site's arguments where the calling convention has them? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "operands.h"

#ifdef __aarch64__
#define A "8@x0"
#define B "8@x1"
#define C "8@x2"
#define D "8@x3"
#else
#define A "8@%rdi"
#define B "8@%rsi"
#define C "8@%rdx"
#define D "8@%rcx"
#endif

static void plain(void **state)
{
	static const char *const texts[] = { "", A, A " " B, A " " B " " C, A " " B " " C " " D, A " " B " " C " " D " 8@$1", A " " };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_true(operands_plain(texts[i]));
}

static void elsewhere(void **state)
{
	static const char *const texts[] = {
		B, B " " A, A " 8@$0", A " " A, "8@%rax", "4@%edi", "-8@%rdi", "8@%rdix", "8@%rd", "8@(%rdi)", A " " B " -4@%edx", A B,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_false(operands_plain(texts[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(plain), cmocka_unit_test(elsewhere) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
