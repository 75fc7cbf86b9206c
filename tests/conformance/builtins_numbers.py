# abs bin oct hex divmod pow round sum chr ord hash id
def t(f, *a, **k):
    try:
        print(repr(f(*a, **k)), end=" ")
    except Exception as e:
        print(type(e).__name__ + ":", e, end=" ")
for v in (0, 5, -5, 255, -256, 2 ** 70, -2 ** 70, True, 1.5, "a", None):
    for f in (abs, bin, oct, hex):
        t(f, v)
    print()
class V:
    def __abs__(self): return "abs"
    def __index__(self): return 10
    def __divmod__(self, o): return ("divmod", o)
    def __rdivmod__(self, o): return ("rdivmod", o)
    def __pow__(self, o, m=None): return ("pow", o, m)
    def __rpow__(self, o): return ("rpow", o)
    def __round__(self, n="none"): return ("round", n)
    def __hash__(self): return 2 ** 61
    def __radd__(self, o): return 100
    def __add__(self, o): return 7
for f in (abs, bin, hex, oct, round, hash, lambda v: divmod(v, 1), lambda v: divmod(1, v), lambda v: divmod("a", v), lambda v: pow(v, 2), lambda v: pow(2, v), lambda v: pow(v, 2, 3), lambda v: round(v, 2), lambda v: round(v, None), lambda v: sum([v]), lambda v: sum([1, v]), lambda v: sum([v, v], v), chr):
    t(f, V())
print()
t(divmod, 7, 2); t(divmod, -7, 2); t(divmod, 7.5, 2); t(divmod, 1, "a"); t(divmod, 1, 0); t(divmod, 1.0, 0); t(divmod, 1); t(divmod, 10 ** 30, 7); t(divmod, True, 2); print()
t(pow, 2, 3); t(pow, 2, -1); t(pow, 2, 3, 5); t(pow, base=2, exp=3); t(pow, 2, exp=3, mod=7); t(pow, 2, 3, None); t(pow, 2); t(pow, 2, 3, 0); t(pow, "a", 1, 2); t(pow, 1, "a", 2); t(pow, 2.0, 3); t(pow, 2, 3, 4.0); t(pow, 2, 3, 4, 5); t(pow, 38, -1, mod=97); t(pow, True, 2, 2); print()
t(round, 2.5); t(round, 3.5); t(round, -2.5); t(round, 2.567, 2); t(round, 5, 2); t(round, 15, -1); t(round, "a"); t(round); t(round, 1.5, "a"); t(round, number=2.5, ndigits=0); t(round, 2.5, None); t(round, 1, 2, 3); t(round, True); t(round, 1e20); t(round, 1.5, 1.5); print()
t(sum, []); t(sum, [1, 2]); t(sum, [1.5, 2]); t(sum, [[1], [2]], []); t(sum, ["a"]); t(sum, ["a"], ""); t(sum, [b"a"], b""); t(sum, [1], bytearray()); t(sum, 5); t(sum); t(sum, [1], start=5); t(sum, [(1,), (2,)], ()); t(sum, [True, True]); t(sum, [2 ** 62, 2 ** 62]); t(sum, [1, None]); t(sum, iterable=[1]); t(sum, {1: 2, 3: 4}); t(sum, (x for x in range(5))); t(sum, [0.1] * 3); t(sum, [1, 2], 3, 4); print()
t(chr, 97); t(chr, 0x10ffff); t(chr, 0x110000); t(chr, -1); t(chr, 10 ** 30); t(chr, 2 ** 40); t(chr, -2 ** 40); t(chr, 1.5); t(chr, "a"); t(chr, True); t(chr); t(chr, 0xd800); t(ord, "a"); t(ord, "\U0001f600"); t(ord, "ab"); t(ord, ""); t(ord, 5); t(ord, b"a"); t(ord, b"ab"); t(ord, bytearray(b"x")); t(ord); t(ord, None); print()
print([chr(ord(c)) == c for c in "a\x00\xff\u0100\uffff\U0010ffff"], len(chr(0)), [ord(c) for c in "h\u00e9\u4e2d"])
x = []
print(id(x) == id(x), id(x) != id([]), isinstance(id(5), int), id(None) == id(None), id(x) > 0, hash(5), hash(-1), hash(2 ** 61), hash(1.0), hash(True), hash("") == hash(""), hash("abc") == hash("ab" + "c"), hash(()) == hash(()), hash(None) == hash(None))
t(hash); t(hash, []); t(hash, {}); t(hash, ([],)); t(id); t(abs); t(bin, 1, 2); t(abs, []); t(hex); print()
