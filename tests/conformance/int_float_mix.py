# numbers of different kinds together: comparison chains, hashing, sorting, sums
nums = [0, -0.0, 1, True, 1.0, 1.5, -1, 2 ** 53, 2.0 ** 53, 2 ** 53 + 1, 10 ** 20, 1e20, float("inf"), -float("inf"), 10 ** 400, -10 ** 400, 0.1, 3, 2 ** 62, 2.0 ** 62, 2 ** 63, -2 ** 63, 5e-324]
for a in nums:
    print("".join("<" if a < b else "=" if a == b else ">" if a > b else "?" for b in nums), "".join("1" if a <= b else "0" for b in nums), "".join("1" if a >= b else "0" for b in nums), "".join("1" if a != b else "0" for b in nums))
for a in nums:
    for b in nums:
        if a == b and hash(a) != hash(b):
            print("hash differs", a, b)
print(sorted(nums) == sorted(nums, reverse=True)[::-1], len(set(nums)), len({x: 1 for x in nums}))
print(min(nums), max(nums) == 10 ** 400 or max(nums), sum([1, 2.5, True]), sum([2 ** 62, 0.5]), sum([0.1] * 3 + [1]), 1 + 2.0 + True, 2 ** 62 + 0.0, 2 ** 63 * 1.0, 7 // 2.0, 7.0 // 2, 7 % 2.5, -7 % 2.5, 2 ** 0.5, 2.0 ** 3, 10 ** -1, (-8) ** 3.0, 1e308 * 10, -1e308 * 10, 0 * float("inf"), True / 2, 5 / 2, 4 / 2, 2 ** 60 / 2 ** 59)
print(3 == 3.0 == True + 2, 1 < 2.5 < 10 ** 20, 1 is not 1.0, [1] == [1.0], (1, 2) == (1.0, 2.0), {1} == {1.0}, {1: 1} == {1.0: True}, 1.0 in [1], 2 ** 53 + 1 in [2.0 ** 53], "1" == 1, None == 0, [] == 0)
x = 0
for i in range(100):
    x = x * 31 + i
print(x, x % 997, float(x), x / 3, int(float(x)) == x, x > float(x), x < float(x))
def mandel(cr, ci):
    zr = zi = 0.0
    for n in range(50):
        zr, zi = zr * zr - zi * zi + cr, 2 * zr * zi + ci
        if zr * zr + zi * zi > 4:
            return n
    return 50
print([mandel(a / 10 - 2, b / 10 - 1) for a in range(0, 30, 3) for b in range(0, 20, 4)])
def gcd(a, b):
    while b:
        a, b = b, a % b
    return a
print(gcd(2 ** 100, 6 ** 40), gcd(10 ** 30, 10 ** 20 + 10), [gcd(i, 36) for i in range(12)])
def newton(n):
    x = n / 2
    for _ in range(30):
        x = (x + n / x) / 2
    return x
print([newton(n) for n in (2, 3, 10, 1e10, 1e-10)])
primes = [n for n in range(2, 200) if all(n % d for d in range(2, int(n ** 0.5) + 1))]
print(primes, sum(primes), 2 ** 127 - 1, pow(3, 2 ** 127 - 2, 2 ** 127 - 1))
