"""Text out of numbers: f-strings, %, str.format, repr, int() and float() back."""


def run(n):
    total = 0
    for i in range(n):
        x = i * 1.37 + 0.001
        a = f"{i:>8}|{x:10.3f}|{i:08x}|{i!r}"
        b = "%d items at %.2f each, %s" % (i, x, "total")
        c = "{0}-{1:<6}-{name}".format(i, i * 2, name="n")
        d = str(i) + repr(x)
        total += len(a) + len(b) + len(c) + len(d) + int(str(i)) + int(float(repr(x)))
    return total


print(run(200000))
