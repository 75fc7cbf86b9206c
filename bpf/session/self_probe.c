/* self_probe.c - see self_probe.h. */
#include "self_probe.h"

#include "usdt.h"

/* Counted up by the kernel while attached; nobody asks for it, as the probe is fired only to be measured. */
USDT_SEMAPHORE uint16_t gilscope_self_semaphore;

static uint64_t self_tstate = 1; /* stands for a thread state: the first word is its serial */

/* Apart, so that the arguments are where the runtime's are: see operands.h. */
USDT_SITE_FUNCTION static void fire(uint64_t *tstate, uint64_t acquire, uint64_t waiters)
{
	USDT3(gilscope, self, gilscope_self_semaphore, tstate, acquire, waiters);
}

void self_probe(uint64_t acquire)
{
	fire(&self_tstate, acquire, 0);
}
