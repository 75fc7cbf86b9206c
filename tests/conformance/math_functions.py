# math: functions of floats, special values and errors
import math
def t(f, *a, **k):
    try:
        return repr(f(*a, **k))
    except Exception as e:
        return f"{type(e).__name__}: {e}"
inf, nan = math.inf, math.nan
vals = [0.0, -0.0, 0.5, -0.5, 1.0, -1.0, 2.0, -2.5, 10, 100.5, 1e-10, 1e10, inf, -inf, nan, True, 3]
for n in ("acos acosh asin asinh atan atanh cbrt cos cosh degrees erf erfc exp exp2 expm1 fabs gamma lgamma log log10 log1p log2 radians sin sinh sqrt tan tanh ulp isnan isinf isfinite floor ceil trunc frexp modf").split():
    f = getattr(math, n)
    print(n, [t(f, v) for v in vals])
for n in "atan2 copysign fmod pow remainder nextafter".split():
    f = getattr(math, n)
    for a in (0.0, -0.0, 1.0, -2.5, 7, inf, -inf, nan):
        print(n, a, [t(f, a, b) for b in (0.0, -0.0, 1.0, -1.5, 3, 0.5, inf, -inf, nan)])
print(t(math.exp, 1000), t(math.exp, -1000), t(math.cosh, 1000), t(math.expm1, 1000), t(math.exp2, 5000), t(math.pow, 0, -1), t(math.pow, -1, 0.5), t(math.pow, 1e300, 2), t(math.gamma, 171.7), t(math.gamma, 172), t(math.gamma, 0), t(math.gamma, -1), t(math.gamma, -0.5), t(math.gamma, -171.5), t(math.gamma, -200.5), t(math.gamma, 1e-309), t(math.lgamma, 0), t(math.lgamma, -3), t(math.lgamma, 1e306), t(math.lgamma, -0.5))
print([math.gamma(x / 4) for x in range(1, 40)], [math.lgamma(x / 3) for x in range(1, 40)], [math.gamma(float(x)) for x in range(1, 26)], [math.gamma(-x - 0.25) for x in range(10)])
print(t(math.sqrt, "a"), t(math.sqrt, None), t(math.sqrt, 10 ** 400), t(math.sqrt, 10 ** 300), t(math.floor, "a"), t(math.ceil, []), t(math.trunc, "a"), t(math.fabs, "x"), t(math.isnan, "a"), t(math.atan2, 1, "a"), t(math.pow, 1), t(math.log), t(math.log, 1, 2, 3), t(math.hypot, "a"), t(math.ldexp, 1, 1.5), t(math.frexp, "a"))
print(t(math.log, 0), t(math.log, -1), t(math.log, 10, 0), t(math.log, 10, 1), t(math.log2, 0), t(math.log10, -5), t(math.log, 10 ** 400), t(math.log2, 10 ** 400), t(math.log10, 10 ** 400), t(math.log, 8, 2), t(math.log, 2 ** 70, 2), t(math.log, 10 ** 400, 10), t(math.log, True), t(math.log, 100, 10), t(math.log1p, -1), t(math.log1p, -2), t(math.log, -10 ** 400), t(math.log, inf), t(math.log2, 2 ** 1000), t(math.log10, 10 ** 22))
print(t(math.ldexp, 1, 10000), t(math.ldexp, 1, -10000), t(math.ldexp, 1, 10 ** 30), t(math.ldexp, 1, -10 ** 30), t(math.ldexp, -1.5, 3), t(math.ldexp, 0.0, 10 ** 30), t(math.ldexp, inf, 5), t(math.ldexp, 1, -1074), t(math.ldexp, 1, -1075), t(math.ldexp, 3, True))
print(math.fsum([0.1] * 10), t(math.fsum, [1e308, 1e308]), t(math.fsum, [inf, -inf]), t(math.fsum, ["a"]), math.fsum([1e16, 1, -1e16]), math.fsum([]), math.fsum([inf, 1]), math.fsum([nan, 1]), math.fsum([1e100, 1.0, -1e100, 1e-100, 1e50, -1.0, -1e50]), math.fsum(1 / i for i in range(1, 1000)), math.fsum([1, 2, True, 10 ** 15]), t(math.fsum, 5), math.fsum([2 ** -53, 1.0]), math.fsum([2 ** -53, 1.0, 2 ** -100]), math.fsum((-1) ** i / (i + 1) for i in range(300)))
print(math.hypot(), math.hypot(3, 4), math.hypot(1, 2, 3, 4), math.hypot(1e200, 1e200), math.hypot(1e-200, 1e-200), math.hypot(inf, nan), math.hypot(nan, 1), math.hypot(-5), math.hypot(5e-324, 5e-324), math.hypot(0, 0), math.hypot(*range(20)), math.hypot(1.5, True), math.hypot(0.1, 0.2, 0.3))
print(math.dist([1, 2], [4, 6]), math.dist((0,), (5,)), math.dist([], []), t(math.dist, [1], [1, 2]), t(math.dist, 5, 6), t(math.dist, [1], [2], 3), t(math.dist, ["a"], [1]), math.dist((1, 2, 3), (4, 5, 6)), math.dist([inf], [1]), t(math.dist, [1]))
print(math.isclose(1, 1 + 1e-10), math.isclose(1, 1.1), math.isclose(1, 1.1, rel_tol=0.2), math.isclose(0, 1e-10), math.isclose(0, 1e-10, abs_tol=1e-9), math.isclose(inf, inf), math.isclose(inf, 1), math.isclose(nan, nan), t(math.isclose, 1, 2, rel_tol=-1), t(math.isclose, 1), t(math.isclose, 1, 2, 3), t(math.isclose, a=1, b=1), t(math.isclose, "a", 1))
print(math.pi, math.e, math.tau, math.inf, math.nan, math.cos(math.pi), math.sin(math.pi / 6), math.tan(math.pi / 4), math.atan2(1, -1), math.degrees(math.pi), math.radians(180), math.copysign(3, -0.0), math.exp(1) == math.e, math.sqrt(2), math.pow(2, 0.5), math.cbrt(27), math.cbrt(-8))
class F:
    def __floor__(self): return "floor"
    def __ceil__(self): return "ceil"
    def __trunc__(self): return "trunc"
    def __float__(self): return 2.25
class I:
    def __index__(self): return 16
print(math.floor(F()), math.ceil(F()), math.trunc(F()), math.sqrt(F()), math.sqrt(I()), math.floor(I()), t(math.trunc, I()), math.floor(-0.5), math.ceil(-0.5), math.trunc(-1.9), math.floor(1e300) == int(1e300), math.floor(10 ** 30), math.ceil(5), math.floor(True), t(math.floor, inf), t(math.ceil, nan), t(math.trunc, inf))
print([math.sin(x) for x in range(10)], [math.exp(x / 7) for x in range(10)], [math.log(x + 0.5) for x in range(10)], [math.sqrt(x) for x in range(12)], [math.atan(x / 3) for x in range(-5, 6)])
print(math.nextafter(1, 2), math.nextafter(0, 1), math.nextafter(1, 1), math.nextafter(inf, 0), math.ulp(1), math.ulp(0), math.ulp(-1e300), math.ulp(1.7976931348623157e308), math.ulp(inf))
