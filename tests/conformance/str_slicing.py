# indexing and slicing of str, list, tuple, bytes: the same rules
def t(f, *a):
    try:
        return repr(f(*a))
    except Exception as e:
        return f"{type(e).__name__}: {e}"
seqs = ["abcdefg", "\u4e2d\u6587abc\u00e9x", "\U0001f600bc", "", list(range(7)), tuple(range(7)), b"abcdefg", bytearray(b"abcdefg"), range(7)]
bounds = (None, 0, 1, 3, 6, 7, 10, -1, -3, -7, -8, -100, 10 ** 20, -10 ** 20)
for s in seqs:
    for a in bounds:
        print([t(lambda: s[a:b]) for b in (None, 0, 2, 5, -2, 100)], end=" ")
    print()
    for step in (1, 2, 3, -1, -2, -3, 100, -100, 10 ** 20, -10 ** 20):
        print([t(lambda: s[a:b:step]) for a in (None, 1, -2) for b in (None, 5, -6)], end=" ")
    print()
    print([t(lambda: s[i]) for i in (0, 1, -1, 6, 7, -7, -8, 10 ** 20, -10 ** 20, True, None, "a", 1.5, (1, 2))])
    print(t(lambda: s[::0]), t(lambda: s["a":]), t(lambda: s[1.5:]), t(lambda: s[:[]]), t(lambda: s[::"x"]))
class I:
    def __init__(self, n): self.n = n
    def __index__(self): return self.n
print("abcdef"[I(2)], "abcdef"[I(1):I(4)], [1, 2, 3][I(-1)], (1, 2, 3)[::I(2)], b"abc"[I(0)], range(10)[I(3):I(7)])
print("abc"[-1:] + "abc"[:-1], "abcdef"[::-1], "a\u4e2db"[0:1], "a\u4e2db"[::2], len("a\u4e2db"[0]), "\u4e2dabc"[1:] == "abc", hash("\u4e2dabc"[1:]) == hash("abc"))
s = slice(1, 10, 2)
print(s, s.start, s.stop, s.step, slice(5), slice(None, None), slice("a", [1]), s == slice(1, 10, 2), s != slice(1, 10), slice(1) < slice(2), slice(1, 2) < slice(1, 3))
print([slice(*a).indices(10) for a in ((None,), (2,), (-3, None), (None, None, -1), (8, 2, -2), (100, -100, -3), (-100, 100), (5, 5), (0, 10, 3))])
print(slice(None, None, -1).indices(0), slice(1, 2).indices(10 ** 30), slice(-1, None).indices(10 ** 30))
for f in (lambda: slice(1).indices(-1), lambda: slice(1, 2, 0).indices(5), lambda: slice("a").indices(5), lambda: slice(), lambda: hash(slice(1)), lambda: slice(1, 2, 3, 4), lambda: slice(1).indices("x")):
    print(t(f))
