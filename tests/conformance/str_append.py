# s += t in all its forms: growing text, aliases, other widths, the text itself
s = ""
for i in range(3000):
    s += str(i % 10)
print(len(s), s[:20], s[-5:], hash(s) == hash("0123456789" * 300), s == "0123456789" * 300)
t = s
s += "!"
print(len(t), len(s), t + "!" == s)
d = {s: 1}
u = s
del u
s += "x"
print(len(s), list(d)[0] == s[:-1], s in d)
a = "ab" * 3
a += a; print(a); a = a + a; print(a); a += a[:1]; print(a); a += ""; print(a)
def f(n):
    r = ""
    for i in range(n):
        r = r + chr(97 + i % 26)
        r += "\u00e9" if i == 5 else "\u4e2d" if i == 10 else "\U0001f600" if i == 20 else "."
    return r
r = f(30); print(r, len(r), r.encode()[:30], [ord(c) for c in r[10:14]], r[::-1][:5])
w = "\u4e2d"; w += "a"; w += "\u6587"; w.encode(); w += "b"; print(w, w.encode(), len(w))
l = ["x"]; l[0] += "y"; l[0] += "z"; print(l)
class C:
    s = "c"
c = C(); c.s += "d"; c.s += "e"; print(c.s, C.s)
g = "global"
def h():
    global g
    g += "1"; g += g
h(); print(g)
def k(x):
    y = x
    x += "2"
    return x, y
print(k("p" * 3), k("q"))
def gen():
    acc = ""
    while True:
        acc += yield acc
it = gen(); next(it); print([it.send(p) for p in ("a", "b", "c")])
x = "k"; m = {x: 5}; x += "l"; print(m, x); x = "".join(["i", "n"]); y = x; x += "t"; print(x, y)
e = "1"; e += "2" + "3"; e += e + e; e = e + "4" + e; print(e)
try:
    e += 5
except TypeError as err:
    print(err, e)
class S(str):
    pass
z = S("sub"); z += "!"; print(z, type(z).__name__)
n = "abc"; n *= 3; n += n[0] * 2; print(n, n.upper(), n.find("aa"), {n: 1}[n])
