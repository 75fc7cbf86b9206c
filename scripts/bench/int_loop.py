"""Integer arithmetic in a while loop: a linear congruential generator and bit counting."""


def run(n):
    state = 1
    ones = 0
    i = 0
    while i < n:
        state = (state * 16807) % 2147483647
        x = state & 0xffff
        x = x - ((x >> 1) & 0x5555)
        ones += (x & 0x3333) + ((x >> 2) & 0x3333) & 15
        i += 1
    return state, ones


print(run(3000000))
