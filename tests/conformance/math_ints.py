# math: functions of ints
import math
def t(f, *a, **k):
    try:
        return repr(f(*a, **k))
    except Exception as e:
        return f"{type(e).__name__}: {e}"
print([math.factorial(n) for n in range(25)], math.factorial(100), math.factorial(1000) % 10 ** 9 + math.factorial(1000).bit_length())
print(t(math.factorial, -1), t(math.factorial, 1.5), t(math.factorial, 5.0), t(math.factorial, "a"), t(math.factorial, 10 ** 20), t(math.factorial, True), t(math.factorial), t(math.factorial, 1, 2), t(math.factorial, -10 ** 30))
print([math.isqrt(n) for n in range(30)], math.isqrt(10 ** 40), math.isqrt(10 ** 40 - 1), math.isqrt(2 ** 64 - 1), t(math.isqrt, -1), t(math.isqrt, 1.5), t(math.isqrt, -10 ** 30), math.isqrt(True))
print([[math.comb(n, k) for k in range(n + 2)] for n in range(8)], math.comb(100, 50), math.comb(1000, 3), math.comb(10 ** 20, 2), math.comb(10 ** 20, 10 ** 20 - 1), t(math.comb, -1, 2), t(math.comb, 5, -2), t(math.comb, 5, 1.5), t(math.comb, 10 ** 30, 10 ** 25), t(math.comb, 5), math.comb(62, 31), math.comb(67, 33), math.comb(68, 34))
print([[math.perm(n, k) for k in range(n + 2)] for n in range(6)], math.perm(5), math.perm(5, None), math.perm(100, 10), t(math.perm, -5), t(math.perm, 5, -1), t(math.perm, -5, 2), t(math.perm, 5, 1.5), math.perm(10 ** 20, 3), math.perm(30, 30) == math.factorial(30), t(math.perm))
print(math.gcd(), math.gcd(12), math.gcd(-12, 18), math.gcd(12, 18, 27), math.gcd(0, 0), math.gcd(0, 5), math.gcd(2 ** 100, 6 ** 50), math.gcd(10 ** 30, 15), t(math.gcd, 1.5), t(math.gcd, 2, "a"), math.gcd(True, 2), math.gcd(-7))
print(math.lcm(), math.lcm(4), math.lcm(4, 6), math.lcm(0, 5), math.lcm(-4, 6), math.lcm(2, 3, 5, 7), math.lcm(10 ** 20, 10 ** 15 + 1), t(math.lcm, 1.5))
print(math.prod([1, 2, 3]), math.prod([]), math.prod([2.5, 4]), math.prod(range(1, 20)), math.prod([1, 2], start=10), t(math.prod, ["a"], start=2), t(math.prod, 5), t(math.prod), t(math.prod, [1], 2), t(math.prod, [[]]), math.prod([10 ** 10] * 5), math.prod(x for x in (0.5, 2)))
class I:
    def __index__(self): return 10
print(math.factorial(I()), math.isqrt(I()), math.comb(I(), 3), math.gcd(I(), 4), math.perm(I(), 2))
