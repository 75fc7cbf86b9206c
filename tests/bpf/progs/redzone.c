/*
 * redzone.c - a function that calls none and keeps numbers on its stack across a probe site: what the kernel puts on the
 * stack for a five-byte site must not be where they are.
 *
 *     redzone CALLS
 *
 * Waits until somebody listens, half a minute at most, calls the function so often and prints how many results were wrong.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "usdt.h"

USDT_SEMAPHORE uint16_t redzone_semaphore;

USDT_SITE_FUNCTION static uint64_t sum(uint64_t a, uint64_t b)
{
	volatile uint64_t w = a, x = b, y = a ^ b, z = a | b; /* few enough for the red zone, if there is one */

	USDT2(redzone, sum, redzone_semaphore, a, b);
	return w + x + y + z;
}

int main(int argc, char **argv)
{
	long calls = argc > 1 ? atol(argv[1]) : 1000, wrong = 0;

	for (int i = 0; i < 3000 && !*(volatile uint16_t *)&redzone_semaphore; i++)
		usleep(10000);
	usleep(500000); /* the semaphore is counted up before the first hit is taken */
	for (long i = 0; i < calls; i++) {
		uint64_t a = (uint64_t)i * 0x9e3779b97f4a7c15, b = a ^ (a >> 29);

		wrong += sum(a, b) != a + b + (a ^ b) + (a | b);
	}
	printf("%ld of %ld wrong, %u listeners\n", wrong, calls, redzone_semaphore);
	return 0;
}
