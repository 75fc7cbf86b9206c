# split, rsplit, splitlines, partition
def t(f, *a, **k):
    try:
        print(repr(f(*a, **k)), end=" ")
    except Exception as e:
        print(type(e).__name__ + ":", e, end=" ")
texts = ["", " ", "a", " a b  c ", "a,b,c", ",a,,b,", "aXXbXXc", "XX", "XXX", "one two\tthree\nfour", "\u4e2d \u6587\u2003x", "a\x1cb\x85c"]
for s in texts:
    for a in ((), (None,), (None, 1), (None, 0), (None, 2), (",",), (",", 1), (",", 2), (",", 0), (",", -1), ("XX",), ("XX", 1), ("\u6587",)):
        t(s.split, *a); t(s.rsplit, *a)
    print()
t("a b".split, maxsplit=0); t("a b c".split, sep=None, maxsplit=1); t("a,b".split, sep=","); t("a".split, ""); t("a".rsplit, ""); t("a".split, 1); t("a".split, 1, 2, 3); t("a".split, x=1); t("a".split, ",", "x"); print()
for s in ("", "a", "a\n", "\n", "a\nb", "a\r\nb\rc\n\n", "a\x0bb\x0cc\x1cd\x1de\x1ef\x85g\u2028h\u2029i", "\r\n", "\n\r", "no newline"):
    t(s.splitlines); t(s.splitlines, True); t(s.splitlines, keepends=False)
print()
for s in ("", "a", "a=b", "a=b=c", "=", "==", "a::b::c", "\u4e2d=\u6587"):
    for sep in ("=", "::", "zz"):
        t(s.partition, sep); t(s.rpartition, sep)
print()
t("a".partition, ""); t("a".partition, 1); t("a".rpartition, ""); t("a".partition); print()
long = "word " * 5000
print(len(long.split()), len(long.split(" ")), len(long.rsplit(None, 10)), len("x".join(long.split())), long.split()[-1], len(long.splitlines()))
print(len(("ab" * 10000).split("ba")), ("ab" * 10000).count("ba"), ("a" * 5000 + "b").find("a" * 2000 + "b"), ("b" + "a" * 5000).rfind("b" + "a" * 2000), ("\u0101" * 5000 + "b").find("\u0101" * 2000 + "b"), ("\u0102\u0101" * 3000).find("\u0101\u0101"), ("\u0102" * 3000).rfind("\u0101" + "\u0102" * 1000), ("\u0101" + "\u0102" * 3000).rfind("\u0101" + "\u0102" * 1000))
