# int(): text, bases, numbers, limits; and what an int gives back
def t(f, *a, **k):
    try:
        print(repr(f(*a, **k)))
    except Exception as e:
        print(type(e).__name__, e)

for s in ("0", " 42 ", "-7", "+7", "1_000", "0b1", "0x1f", "", " ", "-", "1__0", "_1", "1_", "12a", "\u0661\u0662", "\u2003 12 ", "1\u00b2", "1.5", "1e5", "007", "--1", "\n5\t", "1 2", "\x0012"):
    t(int, s)
for s, b in (("ff", 16), ("0xff", 16), ("0xff", 0), ("0o17", 0), ("0b11", 0), ("0b11", 2), ("0b12", 2), ("zz", 36), ("Zz", 36), ("z", 35), ("08", 0), ("00", 0), ("0_0", 0), ("0x_f", 0), ("0x__f", 0), ("10", 1), ("10", 37), ("10", -2), ("9", 8), ("0b2", 16), ("0o8", 8), ("1_0", 3), ("0x", 16), ("-0xF", 0), ("- 5", 10)):
    t(int, s, b)
t(int); t(int, 5.99); t(int, -5.99); t(int, 1e20); t(int, float("nan")); t(int, float("inf")); t(int, None); t(int, [])
t(int, b"12"); t(int, bytearray(b" 7 ")); t(int, b"x"); t(int, b"11", 2); t(int, "5", base=8); t(int, x="5"); t(int, base=5); t(int, 12, 3); t(int, 5, 6, 7)
t(int, "10", 2.0); t(int, True); t(int, False)

class A:
    def __int__(self): return 41
class B:
    def __index__(self): return 42
class C:
    def __trunc__(self): return 43
class D:
    def __int__(self): return "no"
class E:
    def __index__(self): return 1.5
for c in (A, B, C, D, E):
    t(int, c())
t(lambda: len(range(B())))
t(lambda: list(range(50))[B()]); t(lambda: "ab" * B() == "ab" * 42); t(lambda: [1, 2][A()]); t(lambda: hex(B())); t(lambda: bin(A())); t(lambda: range(E()))

import sys
big = "1" * 4300
t(lambda: int(big) % 1000); t(int, "1" * 4301); t(lambda: len(str(10 ** 4299))); t(str, 10 ** 4300); t(repr, -10 ** 5000); t(lambda: len(hex(10 ** 5000))); t(lambda: int("f" * 5000, 16) > 0); t(lambda: "%d" % 10 ** 4300); t(lambda: f"{10**4300}"); t(lambda: len(f"{10**4300:x}")); t(format, 10 ** 5000, ",")
print(sys.get_int_max_str_digits())
sys.set_int_max_str_digits(0)
print(len(str(10 ** 5000)), int("7" * 5000) % 1000)
sys.set_int_max_str_digits(4300)
t(sys.set_int_max_str_digits, 5)

t((1024).to_bytes, 2, "big"); t((1024).to_bytes, 2, "little"); t((1024).to_bytes, 1, "big"); t((-1).to_bytes, 2, "big"); t((-1).to_bytes, 2, "big", signed=True); t((-129).to_bytes, 1, "little", signed=True); t((-128).to_bytes, 1, "little", signed=True); t((127).to_bytes, 1, "big", signed=True); t((128).to_bytes, 1, "big", signed=True); t((5).to_bytes); t((0).to_bytes, 0, "big"); t((5).to_bytes, 0, "big"); t((5).to_bytes, -1, "big"); t((5).to_bytes, 2, "middle"); t((5).to_bytes, 2, 5); t((5).to_bytes, length=3, byteorder="little"); t((-32768).to_bytes, 2, "big", signed=True)
t(int.from_bytes, b"\x00\x10", "big"); t(int.from_bytes, b"\x00\x10", "little"); t(int.from_bytes, b"\xfc\x00", "big", signed=True); t(int.from_bytes, b"\xff\x7f", "little", signed=True); t(int.from_bytes, [255, 0, 0], "big"); t(int.from_bytes, b""); t(int.from_bytes, b"ab", "x"); t(int.from_bytes, 5); t(int.from_bytes, "ab", "big"); t(int.from_bytes, [300]); t(int.from_bytes, bytearray(b"\x01\x02")); t(int.from_bytes, b"\xff" * 20, "big", signed=True)

class I(int):
    def __repr__(self): return "I(%d)" % self
    extra = 1
i = I("12")
print(i, repr(i), i + 1, type(i + 1) is int, i == 12, hash(i) == hash(12), {12: "x"}[i], [0] * I(2), isinstance(i, int), int(i), type(int(i)) is int, -i, type(-i) is int, abs(I(-3)), type(+i) is int)
i.note = "hello"
print(i.note, I(10 ** 30), I(5) < I(6), I(True), I.from_bytes(b"\x05", "big"), type(I.from_bytes(b"\x05", "big")).__name__, f"{i:05d}", "%x" % i, i.real, type(i.real) is int, I(), I(7) // 2, divmod(I(7), 2), I(2) ** 3, list(range(I(3))), round(i), type(round(i)) is int)
print(round(15, -1), round(25, -1), round(-15, -1), round(14, -1), round(5, -1), round(1234, -2), round(1250, -2), round(1350, -2), round(7, 3), round(7), round(7, None), round(99, -2), round(49, -2), round(50, -2), round(5, -5), round(0, -3))
t(round, 5, 1.5); t(round, 5, "a")
print(bool(0), bool(-1), bool("") , bool([0]), bool(None), bool(), bool(0.0), bool(I(0)), bool(I(3)))
t(bool, 1, 2); t(bool, x=1)
print(True, repr(False), str(True), int(True), hash(True), f"{True}", f"{True:d}", f"{True:>6}", "%s %d" % (True, True), format(True), format(True, "5"))

for v in (bytearray(b"xyz"), bytearray(b" 12 "), bytearray(b"")):
    for base in (10, 16, 36):
        try:
            print(int(v, base))
        except ValueError as e:
            print(e)
