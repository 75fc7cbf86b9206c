# str.encode, bytes.decode and their error handlers
def t(f, *a, **k):
    try:
        print(repr(f(*a, **k)))
    except Exception as e:
        print(type(e).__name__, e)
t("a".encode, "foo"); t("\u00e9".encode, "ascii"); t("\u00e9\u20ac".encode, "latin-1"); t("\ud800".encode); t(b"\xff".decode); t(b"\xe2\x82".decode); t(b"a\xe2\x28\xa1".decode); t(b"\xff".decode, "ascii"); t(b"\xff".decode, "utf-8", "foo"); t("\u00e9".encode, "ascii", "foo"); t("\u00e9\u00e9".encode, "ascii"); t(b"\xed\xa0\x80".decode); t(b"\xf5\x80\x80\x80".decode); t(b"\xc0\x80".decode); t(b"\xf0\x80\x80\x80".decode); t(b"ab\xf0\x9f\x98".decode); t(b"\x80abc".decode)
for e in ("ignore", "replace", "backslashreplace", "surrogateescape"):
    t(b"a\xffb\xe2\x82c\xed\xa0\x80d\xf0\x9f\x98".decode, "utf-8", e)
    t(b"a\xffb\x80".decode, "ascii", e)
    t("a\u00e9\u20ac\U0001f600\udcffb".encode, "ascii", e)
    t("a\u00e9\u20ac\U0001f600b".encode, "latin-1", e)
    t("a\u00e9\u20ac\udcff\ud800b".encode, "utf-8", e)
t("a\u00e9\u20ac\U0001f600b".encode, "ascii", "xmlcharrefreplace"); t("a\ud800".encode, "utf-8", "surrogatepass"); t(b"\xed\xa0\x80".decode, "utf-8", "surrogatepass")
t("a\u00e9\u20ac".encode, "utf-16"); t("a\u20ac".encode, "utf-16-le"); t("a\U0001f600".encode, "utf-16-be"); t("a\U0001f600".encode, "utf-32"); t("a".encode, "utf-32-le"); t(b"\xff\xfea\x00".decode, "utf-16"); t(b"\xfe\xff\x00a".decode, "utf-16"); t(b"a\x00b".decode, "utf-16-le"); t(b"\x00\xd8a\x00".decode, "utf-16-le"); t("a".encode, "utf-8-sig"); t(b"\xef\xbb\xbfa".decode, "utf-8-sig"); t(b"a\0\0\0\xff\xff\xff\xff".decode, "utf-32-le")
for name in ("utf-8", "UTF8", "utf_8", "U8", "ascii", "US-ASCII", "latin-1", "Latin1", "ISO-8859-1", "iso8859-1", "L1", "utf-16-be", "UTF-32-BE"):
    t("h\u00e9"[: 1 if "ascii" in name.lower() else 2].encode, name)
s = "".join(chr(c) for c in (0, 0x7f, 0x80, 0x7ff, 0x800, 0xffff, 0x10000, 0x10ffff))
for name in ("utf-8", "utf-16", "utf-16-le", "utf-32", "utf-32-be"):
    b = s.encode(name)
    print(name, b, b.decode(name) == s)
print(bytes(range(256)).decode("latin-1") == "".join(map(chr, range(256))), "".join(map(chr, range(256))).encode("latin-1") == bytes(range(256)))
t(str, b"abc", "ascii"); t(str, b"\xc3\xa9", encoding="utf-8"); t(str, b"\xff", "utf-8", "replace"); t(str, b"abc", errors="strict"); t(str, "abc", "ascii"); t(str, 5, "ascii"); t(str, b"abc"); t(str); t(str, encoding="ascii"); t(str, object=5); t(str, 1, 2, 3, 4); t(str, b"a", 5)
t("a".encode, 1); t("a".encode, "utf-8", 1); t(b"a".decode, 1); t("a".encode, encoding="utf-8", errors="strict"); t(b"".decode); t("".encode); t("\u00e9".encode().decode, "latin-1")
try:
    "ab\u00e9\u00e9c".encode("ascii")
except UnicodeEncodeError as e:
    print(e.encoding, repr(e.object), e.start, e.end, e.reason, isinstance(e, ValueError))
try:
    b"ab\xff".decode("utf-8")
except UnicodeDecodeError as e:
    print(e.encoding, repr(e.object), e.start, e.end, e.reason, isinstance(e, UnicodeError))
for bad in (b"\xc3", b"\xc3(", b"\xe2(\xa1", b"\xe2\x82(", b"\xf0(\x8c\xbc", b"\xf0\x90(\xbc", b"\xf0\x28\x8c\x28", b"\xf8\xa1\xa1\xa1\xa1", b"\xfc", b"\xe0\x80\x80", b"\xed\xbf\xbf", b"\xf4\x90\x80\x80", b"abc\x80\x80", b"\xc1\xbf"):
    t(bad.decode)
    print(ascii(bad.decode("utf-8", "replace")), ascii(bad.decode("utf-8", "ignore")), bad.decode("utf-8", "backslashreplace"))
