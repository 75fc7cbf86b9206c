# ints: every operator over small values, with CPython's rounding rules and errors
def t(f, *a):
    try:
        return repr(f(*a))
    except Exception as e:
        return f"{type(e).__name__}: {e}"

values = [-17, -3, -2, -1, 0, 1, 2, 3, 5, 17, 100]
ops = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b,
    "/": lambda a, b: a / b, "//": lambda a, b: a // b, "%": lambda a, b: a % b,
    "**": lambda a, b: a ** b, "<<": lambda a, b: a << b, ">>": lambda a, b: a >> b,
    "&": lambda a, b: a & b, "|": lambda a, b: a | b, "^": lambda a, b: a ^ b,
    "divmod": divmod, "<": lambda a, b: a < b, "<=": lambda a, b: a <= b,
    "==": lambda a, b: a == b, "!=": lambda a, b: a != b,
    ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
}
for name, f in ops.items():
    print(name, [t(f, a, b) for a in values for b in values])
for name, f in ops.items():
    print(name, t(f, 1, "a"), t(f, "a", 1), t(f, 1, None), t(f, None, 1), t(f, [], {}))
for v in values:
    print(v, -v, +v, ~v, abs(v), bool(v), hash(v), v.bit_length(), v.bit_count(), str(v), repr(v))
print(t(lambda: -"a"), t(lambda: ~1.5), t(lambda: +[]), t(abs, "a"), t(lambda: ~True), -True, +False)
x = 5
x += 3; print(x)
x -= 10; print(x)
x *= -7; print(x)
x //= 4; print(x)
x %= 5; print(x)
x **= 3; print(x)
x <<= 4; print(x)
x >>= 2; print(x)
x |= 3; print(x)
x &= 7; print(x)
x ^= 1; print(x)
x /= 2; print(x)
print(True + True, True & 1, True | False, True ^ True, False or 0, isinstance(True, int), True == 1, True is 1 == 1)
print(True * 3, "ab" * True, [1] * False, 7 // True, t(lambda: 7 % False))
print((5).real, (5).imag, (5).numerator, (5).denominator, (5).conjugate(), (5).as_integer_ratio(), True.real, True.numerator)
print(pow(2, 10), pow(2, 10, 1000), pow(3, -1, 7), pow(-3, 5, 7), pow(3, 5, -7), pow(2, 3, 1), pow(0, 0), pow(0, 0, 1))
print(t(pow, 2, 3, 0), t(pow, 2, -1, 4), t(pow, 2.0, 3, 5), t(pow, 2, 3.0, 5), t(pow, "a", 2), t(pow, 2, "a", 3), t(pow, 2))
print(2 ** -1, (-2) ** -3, t(lambda: 0 ** -1), 10 ** -2, 1 ** -5)
print([7 // d for d in (-3, -2, -1, 1, 2, 3)], [7 % d for d in (-3, -2, -1, 1, 2, 3)], [-7 // 2, -7 % 2, 7 // -2, 7 % -2])
print(t(lambda: 1 << -1), t(lambda: 1 >> -1), 0 << 1000, 5 >> 1000, -5 >> 1000)
print(1 < 2 < 3, 1 < 3 < 2, 1 == 1.0, 1 == True, 2 == True, 1 != "1", 3 == 3.0000000000000001)
print(0b1010, 0o17, 0xff, 1_000_000, 0B1, 0XAb, 0O7)
