/*
 * gilpy.bpf.h - source "gilpy": the USDT probes of the runtime, provider gilpy (probes/probes.def), as the four events.
 *
 * Only the arguments that are used are fetched: each costs about 12 ns.
 */
#ifndef GILSCOPE_SOURCE_GILPY_BPF_H
#define GILSCOPE_SOURCE_GILPY_BPF_H

static __always_inline uint64_t usdt_argument(struct pt_regs *ctx, uint64_t number)
{
	long value = 0;

	bpf_usdt_arg(ctx, number, &value);
	return value;
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
