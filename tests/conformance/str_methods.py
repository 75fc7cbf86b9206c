# the everyday methods of str
def t(f, *a, **k):
    try:
        print(repr(f(*a, **k)), end=" ")
    except Exception as e:
        print(type(e).__name__ + ":", e, end=" ")
words = ["", "a", "A", "hello world", "Hello World", "HELLO", "they're Bill's", "123", "abc123", " \t\n", "a b\tc", "x-y_z", "\u00e9t\u00e9", "\u0141\u00f3d\u017a", "\u00df", "\u01c5", "\ufb01", "\u0130", "\u03a3\u03a3", "a\u03a3", "a\u03a3b", "\u0661\u0662", "\u00b2", "\u00bd", "\u2167", "\u4e2d\u6587", "\U0001f600", "\u0301", "\u2028", "\x00", "_a1", "1a", "class", "\u00aa", "\u1e9e", "\u1f88", "\u0149"]
names = "capitalize casefold lower upper swapcase title isalnum isalpha isascii isdecimal isdigit isidentifier islower isnumeric isprintable isspace istitle isupper".split()
for w in words:
    print(ascii(w), [ascii(getattr(w, n)()) for n in names])
for w in ("", "x", "abc", "abcdefghijk", "\u00e9"):
    for n in ("center", "ljust", "rjust"):
        t(getattr(w, n), 5); t(getattr(w, n), 6, "*"); t(getattr(w, n), 0); t(getattr(w, n), -1); t(getattr(w, n), 4, "\u4e2d")
    t(w.zfill, 5); t(w.zfill, 0)
    print()
for s in ("-42", "+42", "42", "-", "", "--1", "a"):
    t(s.zfill, 5)
print()
t("a".center, "x"); t("a".center, 5, "xx"); t("a".center, 5, 5); t("a".center); t("a".ljust, 5, ""); t("a".zfill, "x"); t("a".zfill); print()
s = "abracadabra"
for sub in ("a", "abra", "", "x", "bra", "abracadabra", "abracadabraz", "d"):
    t(s.find, sub); t(s.rfind, sub); t(s.count, sub); t(s.index, sub); t(s.rindex, sub); t(s.find, sub, 3); t(s.rfind, sub, 2, 8); t(s.count, sub, -5); t(s.find, sub, 3, 1); t(s.find, sub, -100, 100); t(s.count, sub, 20); t(s.find, sub, None, None); t(s.startswith, sub); t(s.endswith, sub); t(s.startswith, sub, 7); t(s.endswith, sub, 0, 4)
    print(sub in s)
u = "\u4e2d\u6587\u4e2d\u6587x\u00e9"
for sub in ("\u4e2d", "\u6587", "x", "\u00e9", "", "\u6587\u4e2d", "\U0001f600", "\u6587x"):
    t(u.find, sub); t(u.rfind, sub); t(u.count, sub); t(u.replace, sub, "-"); t(u.split, sub); print(sub in u)
t("abc".find, 1); t("abc".index, "z"); t("abc".count, 1); t("abc".find); t("abc".find, "a", "b"); t("a".startswith, 1); t("a".startswith, (1,)); t("a".startswith); t("ab".startswith, ("x", "a")); t("ab".endswith, ("x", "b")); t("ab".endswith, ()); t("ab".startswith, ("x", 5)); t("".startswith, ""); t("".startswith, "", 1); t("a".endswith, "", 1); t("a".endswith, "", 2); t(lambda: 1 in "abc"); t(lambda: None in "abc"); print()
for a in (("a", "b"), ("a", ""), ("", "-"), ("abra", "X"), ("a", "aa", 2), ("", "-", 3), ("x", "y"), ("a", "b", 0), ("a", "b", -1), ("abracadabra", ""), ("a", "\u4e2d"), ("bra", "\U0001f600", 1)):
    t(s.replace, *a)
t("".replace, "", "x"); t("".replace, "a", "x"); t("\u4e2da".replace, "\u4e2d", "b"); t("a".replace, "a"); t("a".replace, 1, 2); t("a".replace, "a", 2); t("a".replace, "a", "b", "c"); print()
for w in ("  hi  ", "xxhixx", "", "   ", "\t\nhi\r\f", "\u2003hi\u00a0", "abcba"):
    t(w.strip); t(w.lstrip); t(w.rstrip); t(w.strip, "x"); t(w.strip, "abx "); t(w.lstrip, "a"); t(w.rstrip, ""); t(w.strip, None)
t("a".strip, 1); t("a".lstrip, 1); t("a".rstrip, 1); t("a".strip, "a", "b"); print()
for w in ("", "a", "\t", "a\tb", "ab\tc\td", "01\t012\t0123\n0\t1", "a\r\tb"):
    t(w.expandtabs); t(w.expandtabs, 4); t(w.expandtabs, 0); t(w.expandtabs, -1); t(w.expandtabs, tabsize=2)
t("a".expandtabs, "x"); print()
t("prefix-x".removeprefix, "prefix-"); t("x".removeprefix, "y"); t("x-suffix".removesuffix, "-suffix"); t("x".removesuffix, ""); t("xx".removeprefix, "xx"); t("a".removeprefix, 1); t("a".removesuffix, 1); print()
t(",".join, ["a", "b"]); t("".join, []); t("-".join, "abc"); t(", ".join, ("x",)); t("".join, [1]); t("".join, 5); t(",".join, ["a", None]); t("\u4e2d".join, ["a", "b"]); t(",".join, (c for c in "xyz")); t(",".join, {"k": 1}); t(",".join, ["\u00e9", "\U0001f600"]); print()
t(str.maketrans, "abc", "xyz"); t(str.maketrans, {"a": 1, 98: None}); t(str.maketrans, "ab", "cd", "e"); t(str.maketrans, "ab", "c"); t(str.maketrans, {"ab": 1}); t(str.maketrans, {1.5: 1}); t(str.maketrans, 1); t(str.maketrans, "a", 1); t(str.maketrans, "ab", "cd", 1); print()
t("abcba".translate, str.maketrans("ab", "xy", "c")); t("abc".translate, {97: "long", 98: None, 99: 0x4e2d}); t("abc".translate, {97: 1.5}); t("abc".translate, {97: -1}); t("abc".translate, {97: 0x110000}); t("abc".translate, 5); t("abc".translate, {}); t("ab".translate, ["x"] * 98); print()
t(lambda: "a" + 1); t(lambda: 1 + "a"); t(lambda: "a" * 2.5); t(lambda: "a" * -1); t(lambda: 3 * "ab"); t(lambda: "a" - "b"); t(lambda: "a" < 1); t(lambda: "a" < "b" < "c"); t(lambda: "a" * 10 ** 19); t(lambda: "a" * 10 ** 30); t(len, "\u4e2d\U0001f600"); t(hash, ""); print()
print(sorted(["b", "a", "B", "\u00e9", "Z", "", "aa", "\u4e2d", "\U0001f600", "\uffff"]), "abc" < "abd", "abc" < "ab", "\u00e9" > "z", "\U0001f600" > "\uffff", max("hello"), min("hello"))
