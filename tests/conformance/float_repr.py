# float to text and back
vals = [0.0, -0.0, 1.0, -1.0, 0.1, 0.2, 0.3, 1 / 3, 2 / 3, 1e15, 1e16, 1e17, 123456789012345.6, 1234567890123456.7, 12345678901234567.8, 9999999999999998.0, 99999999999999990.0, 0.0001, 0.00001, 0.00012345, 1e-5, 1.5e-7, 1e22, 1e23, 1e100, 1e300, 1.7976931348623157e308, 2.2250738585072014e-308, 5e-324, 1e-323, 4.9e-320, 3.141592653589793, 2.718281828459045, 100.0, 1000000.0, 123456.789, 0.5, 2.5, 1e21, 5e15, 5e16, 1e-10, 9.5367431640625e-07, 4503599627370496.5, 9007199254740993.0, 1.1, 2.2, 3.3000000000000003, 0.30000000000000004, 1e5, 12345.678e-10, 4.35, 4.349999999999999, 8.41e21, 2.0 ** 60, 2.0 ** 70, 2.0 ** -30, 7.0e-310]
for v in vals:
    print(repr(v), str(v), repr(-v), float(repr(v)) == v, f"{v}", "%s" % v)
print(float("inf"), float("-inf"), float("nan"), [1e400, -1e400], 1e-400, (float("nan"),))
def t(s):
    try:
        return repr(float(s))
    except Exception as e:
        return f"{type(e).__name__}: {e}"
for s in ("1", " 1.5 ", "-1e5", "+.5", "5.", ".", "", "e5", "1e", "1e+", "1e5.", "1_000.5", "1__0", "_1", "1_", "1_.5", "1._5", "1e1_0", "inf", "-Infinity", "+INF", "nan", "-NaN", "infinit", "0x10", "1e500", "-1e500", "1e-500", "\u0661.\u0665", "1\u00b2", "1 2", "\t2\n", "1,5", "--1", "1e5e5", "0.1e-3", "123456789" * 30, "0." + "0" * 400 + "1", "9007199254740993", "1.7976931348623159e308", "4.9406564584124654e-324", "2.4703282292062327e-324", "2.4703282292062328e-324", "179769313486231580793728971405301e276", b"1.5", b"x", bytearray(b" 2 "), None, [], 5, True, 10 ** 30):
    print(repr(s)[:40], t(s))
class A:
    def __float__(self): return 1.25
class B:
    def __index__(self): return 7
class C:
    def __float__(self): return 1
print(t(A()), t(B()), t(C()).replace("C", "X"), float())
try:
    float(1, 2)
except TypeError as e:
    print(e)
try:
    float(x=1)
except TypeError as e:
    print(e)
for v in (0.0, -0.0, 1.0, 1.5, -3.7, 1e300, 5e-324, 2.2250738585072014e-308, 0.1, 1 / 3, 65536.0, float("inf"), float("-inf"), float("nan")):
    print(v.hex(), end=" ")
print()
def h(s):
    try:
        return repr(float.fromhex(s))
    except Exception as e:
        return f"{type(e).__name__}: {e}"
for s in ("0x1p0", "0x1.8p1", "1.8", " -0x.8p-3 ", "0x1p-1074", "0x1p-1075", "0x1.8p-1075", "0x1p1024", "0x1.fffffffffffffp1023", "0x1.fffffffffffff8p1023", "0x1.fffffffffffff7p1023", "inf", "-nan", "0x", "0x1p", "0xg", "", "0x1.0000000000000080000001p0", "0x1.00000000000008p0", "0x1.00000000000018p0", "abc", "0x1p99999", "0x1p-99999", "+0x10", "0X1P+4"):
    print(s, h(s))
for v in (2.5, 3.5, -2.5, 0.5, 1.5, 2.675, 1.005, 1e300, 123456.789, -0.5, 1e-10, 5e-324, 1.7e308, 15.0, 25.0, 149.9, 150.0, 0.15, 0.25, 0.35, 1e22, 12345678.9):
    print(v, round(v), [round(v, n) for n in (0, 1, 2, 3, 5, 15, 20, 330, -1, -2, -3, -7, -330)])
for n in (-308, -309, 308, 323, 324):
    try:
        print(n, round(1.7e308, n), round(5e-324, n))
    except Exception as e:
        print(n, type(e).__name__, e)
for v in (float("inf"), float("nan")):
    for a in ((), (2,), (None,)):
        try:
            print(round(v, *a))
        except Exception as e:
            print(type(e).__name__, e)
