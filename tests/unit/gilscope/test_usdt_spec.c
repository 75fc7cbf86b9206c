/* test_usdt_spec.c - bpf/session/usdt_spec.c: the arguments of USDT sites as compilers write them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/user.h>

#include <cmocka.h>

#include "usdt_spec.h"

static void places(void **state)
{
	struct usdt_spec spec;

	(void)state;
	assert_int_equal(usdt_spec_parse(&spec, "8@%rdi -4@%eax 4@$-9 8@-1204(%rbp) 1@(%rsi) -2@%r15w"), 0);
	assert_int_equal(spec.count, 6);
	assert_int_equal(spec.args[0].type, USDT_SPEC_REG);
	assert_int_equal(spec.args[0].register_offset, offsetof(struct user_regs_struct, rdi));
	assert_int_equal(spec.args[0].shift, 0);
	assert_false(spec.args[0].is_signed);
	assert_int_equal(spec.args[1].register_offset, offsetof(struct user_regs_struct, rax));
	assert_int_equal(spec.args[1].shift, 32);
	assert_true(spec.args[1].is_signed);
	assert_int_equal(spec.args[2].type, USDT_SPEC_CONST);
	assert_int_equal((int64_t)spec.args[2].value, -9);
	assert_int_equal(spec.args[3].type, USDT_SPEC_REG_DEREF);
	assert_int_equal((int64_t)spec.args[3].value, -1204);
	assert_int_equal(spec.args[3].register_offset, offsetof(struct user_regs_struct, rbp));
	assert_int_equal(spec.args[4].type, USDT_SPEC_REG_DEREF);
	assert_int_equal(spec.args[4].value, 0);
	assert_int_equal(spec.args[4].shift, 56);
	assert_int_equal(spec.args[5].register_offset, offsetof(struct user_regs_struct, r15));
	assert_int_equal(spec.args[5].shift, 48);
}

static void none(void **state)
{
	struct usdt_spec spec;

	(void)state;
	assert_int_equal(usdt_spec_parse(&spec, ""), 0);
	assert_int_equal(spec.count, 0);
	assert_int_equal(usdt_spec_parse(&spec, "  "), 0);
	assert_int_equal(spec.count, 0);
}

/* Guessing would be worse than saying no. */
static void not_understood(void **state)
{
	static const char *const texts[] = {
		"8", "8@", "@%rdi", "8@rdi", "8@%xmm0", "3@%rdi", "16@%rdi", "8@%rdi,8@%rsi", "8@%rdi8@%rsi", "8@(%rdi", "8@8(%rdi,%rsi,4)",
		"8@%rdi x", "8@$", "8@foo(%rip)", "8@%rdi 8@%rdi 8@%rdi 8@%rdi 8@%rdi 8@%rdi 8@%rdi 8@%rdi 8@%rdi 8@%rdi 8@%rdi 8@%rdi 8@%rdi",
		"8@%aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	};
	struct usdt_spec spec;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_int_equal(usdt_spec_parse(&spec, texts[i]), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(places),
		cmocka_unit_test(none),
		cmocka_unit_test(not_understood),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
