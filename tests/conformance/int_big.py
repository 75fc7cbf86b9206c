# ints beyond the machine word
a = 2 ** 62
for n in (61, 62, 63, 64, 65, 127, 128):
    b = 1 << n
    print(n, b, -b, b - 1, b + 1, -b - 1, b.bit_length(), (b - 1).bit_length(), b * b, b // 3, b % 7, -b // 3, -b % 7)
print(4611686018427387903 + 1, -4611686018427387904 - 1, 4611686018427387904 - 1, -4611686018427387905 + 1)
print(4611686018427387903 * 2, 4611686018427387904 * 2, 3037000500 * 3037000500, -3037000500 * 3037000500)
print(9223372036854775807 + 1, -9223372036854775808 - 1, 9223372036854775807 * 9223372036854775807)
f = 1
for i in range(1, 51):
    f *= i
print(f, f % 1000007, f // 10 ** 40, str(f)[::-1])
def fib(n):
    x, y = 0, 1
    for _ in range(n):
        x, y = y, x + y
    return x
print(fib(100), fib(500), fib(1000) % 10 ** 20)
x = 3 ** 200
y = 7 ** 90
print(x // y, x % y, divmod(x, y) == (x // y, x % y), divmod(-x, y), divmod(x, -y), divmod(-x, -y))
print(x > y, x < y, x == y, x != y, x >= x, -x < y, x == 3 ** 200, hash(x) == hash(3 ** 200))
print(x & y, x | y, x ^ y, ~x, -x & y, -x | y, -x ^ y, x & -y, -x & -y, -x | -y)
print(x >> 100, x << 10, -x >> 100, -x << 10, x >> 1000, -x >> 1000)
print(abs(-x) == x, -(-x) == x, +x == x, bool(x), not x, int(x) is x)
print(pow(x, 5, y), pow(x, -1, 10 ** 9 + 7), pow(-x, 3, y), pow(x, y, 97), pow(2, 10 ** 20, 10 ** 9 + 7))
print(x / y, y / x, x / 3, -x / y, 10 ** 300 / 10 ** 299, (10 ** 400) / (10 ** 399), 1 / 10 ** 320, 1 / 10 ** 400)
print(2 ** 53 / 3, (2 ** 53 + 1) / 1, (2 ** 54 + 1) / 2, (2 ** 64 - 1) / (2 ** 64 + 1), 123456789012345678901234567890 / 7)
for e in ("x / 1", "10**400 / 1", "10**400 * 1.5", "float(10**400)", "10**309 + 0.5", "1 // (x - x)", "x % (y - y)"):
    try:
        print(e, eval(e))
    except Exception as exc:
        print(e, type(exc).__name__, exc)
print(float(2 ** 53 + 1), float(2 ** 53 + 3), float(2 ** 1000), float(-(2 ** 70) - 1), float(2 ** 1024 - 2 ** 971))
try:
    print(float(2 ** 1024))
except OverflowError as e:
    print(e)
print(10 ** 20 == 1e20, 10 ** 23 == 1e23, 2 ** 70 < 1e30, 10 ** 400 > 1e308, 10 ** 400 > float("inf"), -10 ** 400 < 1e308, 2 ** 53 + 1 == float(2 ** 53), 10 ** 16 + 1 > 1e16)
print(hash(2 ** 61 - 1), hash(2 ** 61), hash(-(2 ** 61)), hash(2 ** 100), hash(10 ** 30), hash(-(10 ** 30)), hash(2 ** 61 - 2), hash(-(2 ** 61 - 1)))
print(int("1" * 60), int("-" + "9" * 40), int("f" * 20, 16), int("z" * 15, 36), int("1" * 100, 2), int("0x" + "ab" * 10, 0))
print(hex(x), oct(y), bin(y), hex(-x)[:12], format(x, "x")[:10], format(x, ",")[:20], f"{x:_d}"[:20])
print(x.bit_count(), y.bit_count(), (-x).bit_count(), x.bit_length(), (2 ** 64 - 1).bit_count())
print((10 ** 30).to_bytes(16, "big"), int.from_bytes((10 ** 30).to_bytes(16, "little"), "little") == 10 ** 30)
print(round(x, -50), round(-x, -90), round(12345678901234567890, -5), round(x, 5) == x)
print(sum([10 ** 20] * 10), max(x, y) == x, min(x, y) == y, sorted([x, y, 0, -x])[0] == -x)
print(int(1e30), int(-1e25), int(1.5e300) % 1000, int(2.0 ** 63), int(2.0 ** 62), int(-2.0 ** 62))
d = {2 ** 70: "a", 2.0 ** 70: "b", 1: "c", True: "d", 1.0: "e"}
print(d)
print((2 ** 70) is not (2 ** 70 + 1), 2 ** 70 in [1, 2 ** 70], [10 ** 18, 10 ** 19].index(10 ** 19))
s = 0
for i in range(200):
    s = s * 10 + i % 10
print(s)
