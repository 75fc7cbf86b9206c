/*
 * self.bpf.h - source "self": a USDT site of gilscope's own, fired in a loop before the measurement, to learn what one
 * event costs on this machine. It does what an acquire or a release of the real source does.
 */
#ifndef GILSCOPE_SOURCE_SELF_BPF_H
#define GILSCOPE_SOURCE_SELF_BPF_H

SEC("usdt")
int self_event(struct pt_regs *ctx)
{
	if (usdt_argument(ctx, 1))
		account_acquire(usdt_argument(ctx, 0), false);
	else
		account_release(usdt_argument(ctx, 0), GIL_REASON_NONE, 0);
	return 0;
}

#endif
