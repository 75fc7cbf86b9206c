# bytes: literals, construction, methods
def t(f, *a, **k):
    try:
        print(repr(f(*a, **k)), end=" ")
    except Exception as e:
        print(type(e).__name__ + ":", e, end=" ")
print(b"abc\x00\xff'\"\n\t\\", b'it\'s', b"\x7f\x80 ~", rb"\n", b"a" b"b", bytes(range(256)))
t(bytes); t(bytes, 5); t(bytes, [1, 2, 255]); t(bytes, b"x"); t(bytes, bytearray(b"y")); t(bytes, "abc", "ascii"); t(bytes, "\u00e9", "ascii", "replace"); t(bytes, "abc"); t(bytes, -1); t(bytes, [256]); t(bytes, [-1]); t(bytes, ["a"]); t(bytes, 1.5); t(bytes, None); t(bytes, b"a", "ascii"); t(bytes, encoding="ascii"); t(bytes, errors="strict"); t(bytes, "a", errors="strict"); t(bytes, 1, 2); t(bytes, range(3)); t(bytes, (i for i in b"gen")); t(bytes, True); t(bytes, [True]); print()
class B:
    def __bytes__(self): return b"dunder"
class C:
    def __bytes__(self): return "no"
class D:
    def __index__(self): return 3
t(bytes, B()); t(bytes, C()); t(bytes, D()); t(bytes, [D()]); print()
s = b"abracadabra"
for sub in (b"a", b"abra", b"", b"x", b"bra", 97, 300, -1, "a", 1.5, bytearray(b"ca")):
    for n in ("find", "rfind", "count", "index", "rindex"):
        t(getattr(s, n), sub); t(getattr(s, n), sub, 2, 9)
    t(lambda: sub in s)
    print()
t(s.startswith, b"abra"); t(s.startswith, (b"x", b"a")); t(s.startswith, "a"); t(s.startswith, ("a",)); t(s.endswith, b"bra", 3); t(s.endswith, 5); t(s.startswith); t(s.find); t(s.find, b"a", 1, 2, 3); t(s.removeprefix, b"abra"); t(s.removesuffix, b"bra"); t(s.removeprefix, "a"); print()
for a in ((b"a", b"b"), (b"a", b""), (b"", b"-"), (b"abra", b"X", 1), (b"x", b"y"), (b"", b"-", 3), (b"a", "b"), (b"a",), (b"a", b"bb", 0)):
    t(s.replace, *a)
print()
for w in (b"", b" a b  c ", b"a,b,,c,", b"one\ttwo\nthree"):
    for a in ((), (None, 1), (b",",), (b",", 1), (b"",), (",",), (None, 0)):
        t(w.split, *a); t(w.rsplit, *a)
    t(w.splitlines); t(w.partition, b","); t(w.rpartition, b","); t(w.strip); t(w.lstrip); t(w.rstrip); t(w.strip, b" ac,"); t(w.strip, None)
    print()
t(b"a\r\nb\rc\nd".splitlines); t(b"a\r\nb\n".splitlines, True); t(b"a\x0bb\x1cc".splitlines); t(b"a".partition, b""); t(b"a".partition, "a"); t(b"a".strip, "a"); print()
t(b",".join, [b"a", b"b"]); t(b"".join, []); t(b",".join, ["a"]); t(b",".join, [b"a", 5]); t(b",".join, 5); t(b"-".join, [bytearray(b"x"), b"y"]); t(b",".join, (b"x",)); t(b" ".join, b"ab"); print()
for w in (b"", b"abc", b"ABC def", b"123", b"a1", b" \t", b"\xff", b"Title Case", b"they're"):
    print(w, [getattr(w, n)() for n in "capitalize lower upper swapcase title isalnum isalpha isascii isdigit islower isspace istitle isupper".split()], w.center(8, b"*"), w.ljust(6), w.rjust(6), w.zfill(6))
t(b"a".center, 5, "x"); t(b"a".center, 5, b"xx"); t(b"-5".zfill, 5); t(b"+".zfill, 3); t(b"a\tb".expandtabs); t(b"a\tb\tc".expandtabs, 4); t(b"\t".expandtabs, tabsize=0); print()
t(b"\x01\xab".hex); t(b"\x01\xab\xcd\xef\x12".hex, ":"); t(b"\x01\xab\xcd\xef\x12".hex, ":", 2); t(b"\x01\xab\xcd\xef\x12".hex, b"_", -2); t(b"ab".hex, ""); t(b"ab".hex, "\u00e9"); t(b"ab".hex, 5); t(bytes.fromhex, "01 ab CD"); t(bytes.fromhex, "0"); t(bytes.fromhex, "0g"); t(bytes.fromhex, "01a"); t(bytes.fromhex, b"01"); t(bytes.fromhex, ""); t(bytes.fromhex, " 0 1"); print()
print(bytes.maketrans(b"abc", b"xyz")[95:102]); t(bytes.maketrans, b"a", b"xy"); t(b"abcabc".translate, bytes.maketrans(b"ab", b"xy")); t(b"abcabc".translate, None, b"b"); t(b"abc".translate, b"short"); t(b"abc".translate, None, delete=b"ac"); t(b"abc".translate, "x"); print()
t(lambda: b"a" + "b"); t(lambda: "b" + b"a"); t(lambda: b"a" + bytearray(b"b")); t(lambda: bytearray(b"b") + b"a"); t(lambda: b"ab" * 3); t(lambda: 0 * b"ab"); t(lambda: b"ab" * "x"); t(lambda: b"a" < b"b"); t(lambda: b"a" < "b"); t(lambda: b"a" == "a"); t(lambda: b"a" == bytearray(b"a")); t(lambda: b"abc" > b"ab"); t(lambda: [*b"abc"]); t(lambda: b"abc"[1]); t(lambda: hash(b"")); t(lambda: hash(b"abc") == hash("abc")); t(len, b"abc"); t(lambda: max(b"abc")); t(lambda: b"%d" % 5 + b"x"); t(lambda: list(reversed(b"abc"))); print()
for f, a in ((b"%d %s", (5, b"a")), (b"%s", "a"), (b"%b", b"x"), (b"%c", 65), (b"%c", b"a"), (b"%c", "a"), (b"%c", 256), (b"%x %5.1f|%r|%a", (255, 1.5, "\u00e9", "\u00e9")), (b"%(a)s", {b"a": b"1"}), (b"%y", 1), (b"%s %s", b"a"), (b"%d", "a"), (b"%", 5), (b"%s", B()), (b"abc", 1), (b"%5d|%-5d|%05d", (1, 2, 3)), (b"%s", bytearray(b"q")), (b"%f", "x"), (b"\xff%d", 1), (b"%.2s|", b"abc"), (b"%i%%", 3)):
    t(lambda: f % a)
print()
class S(bytes):
    pass
s = S(b"sub")
s.x = 1
print(s, repr(s), s.x, s + b"!", type(s + b"!").__name__, s.upper(), type(s[:2]).__name__, s == b"sub", {b"sub": 1}[s], bytes(s), type(bytes(s)).__name__, S(), S(2), S.fromhex("41"), type(S.fromhex("41")).__name__, isinstance(s, bytes))
