# character properties and case mappings over all of Unicode, summed up
def mix(h, n):
    return (h * 1000003 + n) & 0xffffffffffff
points = list(range(0x3100)) + list(range(0xa000, 0xac00)) + list(range(0xf900, 0x12000)) + list(range(0x1d000, 0x1f000)) + list(range(0x3100, 0x110000, 997)) + [0x10ffff]
for name in "isalpha isdecimal isdigit isnumeric isalnum isspace isupper islower istitle isprintable isidentifier".split():
    h = n = 0
    m = getattr(str, name)
    for c in points:
        if m(chr(c)):
            h = mix(h, c)
            n += 1
    print(name, n, h)
for name in "upper lower title capitalize casefold swapcase".split():
    h = n = 0
    m = getattr(str, name)
    for c in points:
        s = chr(c)
        r = m(s)
        if r != s:
            n += 1
            for x in r:
                h = mix(h, ord(x))
    print(name, n, h)
h = 0
for c in points:
    s = "a" + chr(c) + "b"
    h = mix(h, len(s.split()) * 8 + len(s.splitlines()) * 2 + len(("A" + chr(c) + "\u03a3").lower()))
    h = mix(h, ord(("A" + chr(c) + "\u03a3").lower()[-1]))
print(h)
digits = [c for c in points if chr(c).isdecimal()]
print(len(digits), sum(int(chr(c)) for c in digits), int("".join(chr(c) for c in digits[-20:])), float("".join(chr(c) for c in digits[10:15])))
print("\u1e9e\ufb03\u0130\u01c5\u1f88".lower(), ascii("\u1e9e\ufb03\u0130\u01c5\u1f88\u00df".upper()), ascii("\ufb03\u01c6\u1f80 \u00df".title()), ascii("\u1e9e\ufb03\u0130".casefold()), "\u03a3\u03a4\u03a3 \u03a3".lower(), "\u039f\u0394\u039f\u03a3".lower(), "\u039f\u0394\u039f\u03a3.".lower(), "\u039f\u03a3\u0301".lower() == "\u03bf\u03c2\u0301", "\u039f\u03a3a".lower())
s = "x\u00e9\u4e2d\U0001f600"
print(len(s), [len(p) for p in s], s[::-1], s.encode(), ascii(s), s * 2, s + s, s in s + s, sorted(s), max(s), [hex(ord(c)) for c in s], s.replace("\U0001f600", "!"), s.find("\U0001f600"), s.index("\u4e2d"), s.upper(), repr("\ud800\x7f\xad\u200b\ue000\U000e0001"))
