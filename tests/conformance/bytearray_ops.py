# bytearray: mutation
def t(f, *a, **k):
    try:
        print(repr(f(*a, **k)), end=" ")
    except Exception as e:
        print(type(e).__name__ + ":", e, end=" ")
a = bytearray(b"hello")
print(a, len(a), a[0], a[-1], a[1:3], bytearray(), bytearray(3), bytearray([1, 2]), bytearray("x", "utf-8"), str(a), bool(a), bool(bytearray()))
a[0] = 72; print(a)
a[1:3] = b"EL"; print(a)
a[5:] = b" world"; print(a)
a[:0] = [62, 62]; print(a)
del a[0]; print(a)
del a[::2]; print(a)
a[::2] = b"x" * len(a[::2]); print(a)
a[1:1] = a; print(a)
a.append(33); a.extend(b"ab"); a.extend([1, 2]); a.extend(range(3)); print(a)
a.insert(0, 65); a.insert(-1, 66); a.insert(100, 67); print(a)
print(a.pop(), a.pop(0), a.pop(-2), a)
a.remove(33); print(a)
a.reverse(); print(a)
a += b"tail"; a *= 2; print(a)
a += bytes(a); print(len(a)); b = a.copy(); a.clear(); print(a, len(b), b is a)
t(a.pop); t(a.append, 256); t(a.append, "x"); t(a.append, -1); t(a.remove, 5); t(a.insert, 0, 300); t(a.extend, "str"); t(a.extend, 5); t(a.extend, [256]); t(a.extend, ["x"]); t(lambda: a[0]); t(lambda: a["x"]); t(lambda: a.__setitem__(0, 1)); t(bytearray(b"ab").__setitem__, 0, 256); t(bytearray(b"ab").__setitem__, 0, "x"); t(bytearray(b"ab").__setitem__, slice(0, 1), 5); t(bytearray(b"ab").__setitem__, slice(None, None, 2), b"xyz"); t(bytearray(b"ab").__setitem__, slice(0, 1), "x"); t(hash, a); t(lambda: a + "x"); t(lambda: a + [1]); t(bytearray, "x"); t(bytearray, -5); t(bytearray(b"a").pop, 5); print()
x = bytearray(b"Mixed Case")
print(x.upper(), x.lower(), x.find(b"C"), x.split(), x.replace(b"i", b"!"), x.title(), x.strip(b"Me"), x.startswith(b"Mi"), x.decode(), x.hex(), x.join([b"1", b"2"]), x.partition(b" "), x.center(14, b"-"), bytearray.fromhex("4142"), x.isalpha(), x.translate(None, b"e"), x.zfill(12), x.count(b"e"), x.index(b"d"))
print(x == b"Mixed Case", x < b"N", x in [b"Mixed Case"], 77 in x, b"xed" in x, list(x[:3]), sum(x), sorted(x)[:3], bytes(x), bytearray(x) is x, [*reversed(x)][:2], x * 0, 2 * bytearray(b"ab"), bytearray(b"%d-%s") % (5, b"z"))
class S(bytearray):
    pass
s = S(b"q")
s.tag = "t"
s.append(65)
print(s, repr(s), s.tag, s + b"1", isinstance(s, bytearray))
i = iter(bytearray(b"ab")); print(next(i), next(i), next(i, "end"))
big = bytearray()
for n in range(100000):
    big.append(n & 255)
print(len(big), sum(big), big[-1])
for n in range(90000):
    big.pop()
print(len(big), sum(big))
