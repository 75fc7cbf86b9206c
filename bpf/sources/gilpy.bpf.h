/*
 * gilpy.bpf.h - source "gilpy": the USDT probes of the runtime, provider gilpy (probes/probes.def), as the four events.
 *
 * Only the arguments that are used are fetched.
 */
#ifndef GILSCOPE_SOURCE_GILPY_BPF_H
#define GILSCOPE_SOURCE_GILPY_BPF_H

/* Apart: else clang makes one load of the two ways, by a pointer that the verifier does not take. */
static __noinline uint64_t usdt_argument_elsewhere(struct pt_regs *ctx, uint64_t number)
{
	long value = 0;

	bpf_usdt_arg(ctx, number, &value);
	return value;
}

/*
 * A constant number below 4. A compiler that optimises leaves the arguments of a function that holds a site where the
 * caller has put them, so that they can be read from there; gilscope looks whether it is so. bpf_usdt_arg() looks up the
 * site's operands for each argument anew, which costs 36 ns: a tenth of all that an event takes.
 */
static __always_inline uint64_t usdt_argument(struct pt_regs *ctx, int number)
{
	if (operands_elsewhere)
		return usdt_argument_elsewhere(ctx, number);
	switch (number) {
	case 0:
		return PT_REGS_PARM1(ctx);
	case 1:
		return PT_REGS_PARM2(ctx);
	case 2:
		return PT_REGS_PARM3(ctx);
	default:
		return PT_REGS_PARM4(ctx);
	}
}

SEC("usdt")
int gilpy_request(struct pt_regs *ctx)
{
	account_request();
	return 0;
}

SEC("usdt")
int gilpy_acquire(struct pt_regs *ctx)
{
	account_acquire(usdt_argument(ctx, 0), usdt_argument(ctx, 1) != 0);
	return 0;
}

SEC("usdt")
int gilpy_release(struct pt_regs *ctx)
{
	account_release(usdt_argument(ctx, 0), usdt_argument(ctx, 1), usdt_argument(ctx, 2));
	return 0;
}

SEC("usdt")
int gilpy_drop_request(struct pt_regs *ctx)
{
	account_drop_request(usdt_argument(ctx, 2));
	return 0;
}

SEC("usdt")
int gilpy_thread_start(struct pt_regs *ctx)
{
	account_thread_name(usdt_argument(ctx, 0), (const char *)usdt_argument(ctx, 2));
	return 0;
}

SEC("usdt")
int gilpy_alloc_sample(struct pt_regs *ctx)
{
	account_alloc(usdt_argument(ctx, 1), (const char *)usdt_argument(ctx, 2), usdt_argument(ctx, 3));
	return 0;
}

/* With --exact only: these are hot. */
SEC("usdt")
int gilpy_eval_entry(struct pt_regs *ctx)
{
	exact_entry(usdt_argument(ctx, 3));
	return 0;
}

SEC("usdt")
int gilpy_eval_return(struct pt_regs *ctx)
{
	exact_return();
	return 0;
}

SEC("usdt")
int gilpy_alloc(struct pt_regs *ctx)
{
	exact_object(usdt_argument(ctx, 1), (const char *)usdt_argument(ctx, 2), true);
	return 0;
}

SEC("usdt")
int gilpy_free(struct pt_regs *ctx)
{
	exact_object(usdt_argument(ctx, 1), (const char *)usdt_argument(ctx, 2), false);
	return 0;
}

#endif
