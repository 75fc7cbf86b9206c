/* self_probe.c - see self_probe.h. */
#include "self_probe.h"

#include "usdt.h"

/* Counted up by the kernel while attached; nobody asks for it, as the probe is fired only to be measured. */
USDT_SEMAPHORE uint16_t gilscope_self_semaphore;

static uint64_t self_tstate = 1; /* stands for a thread state: the first word is its serial */

USDT_SITE_FUNCTION void self_probe(uint64_t acquire)
{
	USDT3(gilscope, self, gilscope_self_semaphore, &self_tstate, acquire, 0);
}
