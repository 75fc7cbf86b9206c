/*
 * self_probe.h - a USDT probe of gilscope's own, gilscope:self, by which it measures what an event costs.
 */
#ifndef GILSCOPE_SELF_PROBE_H
#define GILSCOPE_SELF_PROBE_H

#include <stdint.h>

/* Fires gilscope:self(some address, acquire). */
void self_probe(uint64_t acquire);

#endif
