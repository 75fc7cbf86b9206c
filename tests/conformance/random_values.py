# pseudo-random numbers, format specs and slices: thousands of small results
seed = 99
def rnd(n):
    global seed
    seed = (seed * 6364136223846793005 + 1442695040888963407) % 2**64
    return (seed >> 33) % n
def pick(s): return s[rnd(len(s))]
def num():
    k = rnd(8)
    if k == 0: return rnd(10) - 5
    if k == 1: return (rnd(2**30) - 2**29) * 10**rnd(30)
    if k == 2: return float(rnd(1000) - 500) / 8
    if k == 3: return float(rnd(10**6)) * 10.0**(rnd(40) - 20)
    if k == 4: return pick([0.0, -0.0, float("inf"), -float("inf"), float("nan"), 1e16, 1e22, 5e-324, 1.7976931348623157e308])
    if k == 5: return rnd(2) == 1
    if k == 6: return -rnd(10**9)
    return pick(["", "abc", "\u4e2dx", "a" * 12])
def show(f, *a):
    try: return repr(f(*a))
    except Exception as e: return type(e).__name__ + ": " + str(e)
for i in range(1500):
    spec = (pick(["", "", "*", "0", "\u4e2d", " "]) if rnd(2) else "") + pick(["", "", "<", ">", "^", "="]) + pick(["", "", "+", "-", " "]) + pick(["", "", "", "z"]) + pick(["", "", "#"]) + pick(["", "0"]) + pick(["", "5", "12", "20", "1"]) + pick(["", "", ",", "_"]) + pick(["", "", ".0", ".3", ".10", "."]) + pick(["", "d", "e", "f", "g", "%", "x", "X", "o", "b", "s", "n", "c", "G", "E", "F", "q"])
    v = num()
    print(i, repr(v), repr(spec), show(format, v, spec))
for i in range(1000):
    spec = "%" + pick(["", "", "-", "+", " ", "0", "#", "-0", "+0", "# "]) + pick(["", "5", "12", "1"]) + pick(["", "", ".0", ".3", ".12", "."]) + pick("diuoxXeEfFgGcrsa") 
    v = num()
    print(i, repr(v), repr(spec), show(lambda: spec % v), show(lambda: (spec + "|%s") % (v, 1)))
ops = [lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a * b, lambda a, b: a // b, lambda a, b: a % b, lambda a, b: a / b, lambda a, b: a & b, lambda a, b: a | b, lambda a, b: a ^ b, lambda a, b: a < b, lambda a, b: a == b, divmod, lambda a, b: a << (b % 100), lambda a, b: a >> (b % 100), lambda a, b: hash(a) ^ hash(b), lambda a, b: float(a) * b, lambda a, b: pow(a, abs(b) % 50), lambda a, b: pow(a, abs(b), 10**9 + 7)]
def big():
    k = rnd(5)
    if k == 0: return rnd(20) - 10
    if k == 1: return (1 << rnd(130)) - rnd(3) + 1
    if k == 2: return -(1 << rnd(130)) + rnd(3)
    if k == 3: return rnd(2**31) * rnd(2**31) - 2**60
    return (rnd(2**31) ** (1 + rnd(6))) * (1 - 2 * rnd(2))
for i in range(1200):
    a, b = big(), big()
    print(i, [show(f, a, b) for f in ops], round(a, -rnd(12)), a.bit_length(), f"{a:x}")
for i in range(700):
    f = float(rnd(2**31)) * 2.0 ** (rnd(200) - 100) / (1 + rnd(1000)); g = float(rnd(1000) - 500) / 16
    print(i, f, g, -f, round(f, rnd(8)), round(f, -rnd(4)), show(lambda: f // g), show(lambda: f % g), show(lambda: divmod(f, g)), f.hex(), hash(f), f.as_integer_ratio()[0] % 1000, repr(f).upper(), float(repr(f)) == f, show(lambda: abs(g) ** (rnd(9) / 4)), int(f) % 997)
for i in range(700):
    s = pick(["abcabcab", "", "a", "\u4e2d\u6587abc", "  x  y ", "aXbXc"]) * (1 + rnd(3)); x, y, z = rnd(20) - 10, rnd(20) - 10, rnd(7) - 3
    print(i, show(lambda: s[x:y:z]), show(lambda: list(s)[x:y:z]), s.find("a", x, y), s.rfind("b", x, y), s.count("a", x), s.split("X", z), s.rsplit(None, z), s.replace("ab", "Z", z), s.center(x + 20, "*"), s.startswith("ab", x), s.partition("X"), show(lambda: s.encode()[x:y:z]), show(lambda: slice(x, y, z).indices(len(s))), range(x, y, z or 1)[::z or 1])
