# floats: operators, comparison with ints, special values
def t(f, *a):
    try:
        return repr(f(*a))
    except Exception as e:
        return f"{type(e).__name__}: {e}"

inf, nan = float("inf"), float("nan")
values = [-2.5, -1.0, -0.0, 0.0, 0.5, 1.0, 3.0, 7.25, 1e300, inf, -inf, nan, 3, -2, 0]
ops = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a / b,
    "//": lambda a, b: a // b, "%": lambda a, b: a % b, "divmod": divmod,
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, "==": lambda a, b: a == b, "!=": lambda a, b: a != b,
}
for name, f in ops.items():
    for a in values:
        print(name, a, [t(f, a, b) for b in values])
for a in (0.0, -0.0, 0.5, 1.0, 2.0, inf, -inf, nan, 4.0):
    print("**", a, [t(lambda: a ** b) for b in (-2, -1.0, -0.5, 0, 0.5, 1, 2, 3.0, inf, -inf, nan)])
for a in (-1.0, -2.0, -0.5):
    print("**", a, [t(lambda: a ** b) for b in (-2, -1.0, 0, 1, 2, 3.0, inf, -inf, nan)])
print(t(lambda: 1e200 ** 2), t(lambda: 2.0 ** 1024), 2.0 ** -1080, 10.0 ** 308)
for v in (0.0, -0.0, 1.5, -2.7, 1e22, inf, nan):
    print(v, -v, +v, abs(v), bool(v), t(lambda: v.is_integer()), t(lambda: int(v)), t(lambda: v.as_integer_ratio()), v.real, v.imag, v.conjugate())
print(hash(1.0), hash(0.0), hash(-0.0), hash(0.5), hash(-1.0), hash(1.5), hash(1e100), hash(inf), hash(-inf), hash(3.14), hash(-2.5e-10), hash(2.0 ** 70) == hash(2 ** 70), hash(5e-324), hash(1.7976931348623157e308))
x = nan
print(x == x, x != x, x is x, x in [x], [x] == [x], (x,) == (x,), x in {x}, {x: 1}[x], [nan].count(nan), [x].index(x), float("nan") in [x], x < 1, 1 < x, max(x, 1) , min(1, x))
print(1 == 1.0, 2 ** 53 == 2.0 ** 53, 2 ** 53 + 1 == 2.0 ** 53, 2 ** 53 + 1 > 2.0 ** 53, 10 ** 30 > 1e30, 10 ** 30 == 1e30, -10 ** 400 < -inf, 10 ** 400 < inf, 0.1 + 0.2 == 0.3, 1e16 + 1 == 10 ** 16, 9007199254740993 < 9007199254740992.0, 9007199254740993 > 9007199254740992.0, True == 1.0)
print(t(lambda: 1.0 + "a"), t(lambda: [] * 1.5), t(lambda: 1.5 < "a"), t(lambda: 1.5 << 1), t(lambda: 1.5 | 1), t(lambda: 1.5 @ 2), t(lambda: ~1.5), t(lambda: 10 ** 400 * 1.0), t(lambda: 1.0 < None))
print(5.0 // 0.1, 5.0 % 0.1, -5.0 // 0.3, -5.0 % 0.3, 1e20 % 3, -1e20 % 3, 3.0 % -2.0, -3.0 % 2.0, 0.0 % -3.0, -0.0 % 3.0, 7.5 // 2, -7.5 // 2, 1 // 0.3, 1e308 // 1e-10, divmod(7.5, -2), divmod(-7.5, 2), 6.0 // 3.0, 0.7 // 0.1)
class F(float):
    tag = "F"
f = F("2.5")
f.z = 3
print(f, repr(f), f + 1, type(f + 1) is float, f.z, f == 2.5, hash(f) == hash(2.5), F(), F(3), int(f), F(10 ** 30), float(f), type(float(f)) is float, -f, abs(F(-1)), F(1) < F(2), round(f), round(f, 1), F.fromhex("0x1p3"), type(F.fromhex("0x1p3")).__name__, f.hex(), f"{f:.2f}")
total = 0.0
for i in range(1000):
    total += 0.1 * i
print(total, sum([0.1] * 10), sum([1, 2.5, 3]), sum([0.5], 1), sum([], 1.5))
print([i * 0.1 for i in range(12)], [1 / i for i in range(1, 12)], [2.0 ** i for i in range(-5, 6)], [-1e5 / i for i in range(1, 5)])
