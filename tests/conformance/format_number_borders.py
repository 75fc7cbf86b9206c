"""format(), % and str() of numbers: at the borders of what fits a machine word, in each base, and with each kind of padding."""

state = 7


def random(n):
    global state
    state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
    return (state >> 33) % n


ints = [0, 1, -1, 7, -255, 2**31, 2**61 - 1, 2**61, -2**61, -2**62, 2**63 - 1, -2**63, 2**63, 2**64, 10**30, -10**30]
specs = ["", "d", "x", "X", "#x", "o", "b", "#b", "08x", "+d", " d", "_d", ",", "_x", "_b", "#_b", "020,", "020_x", "*^20", "*=20d",
         "<10", "=+20", "010", "+010", "n", "c", "e", ".3f", "%", "z.0f"]
for v in ints:
    for spec in specs:
        try:
            print(v, spec, format(v, spec))
        except (ValueError, OverflowError) as e:
            print(v, spec, type(e).__name__, e)
    for text in ["%d", "%x", "%X", "%#x", "%o", "%5d", "%-5d|", "%05d", "%+d", "% d", "%.10d", "%#20.12x", "%i", "%u", "%f", "%s"]:
        print(text % v)
    print(bin(v), oct(v), hex(v), str(v))

floats = [0.0, -0.0, 0.5, 1.5, 2.5, 1e9, 1.073741823e9, 1073741824.0, 1073741823.9999999, 1e-10, 5e-324, 1e300, float("inf"),
          float("-inf"), float("nan"), 0.125, 0.375, 2.675, 1e15, 123456789.123456789]
floats += [(random(2**52) - 2**51) / (1 << random(60)) for _ in range(200)]
for v in floats:
    for spec in ["", ".0f", ".1f", ".2f", ".3f", ".9f", ".10f", "010.3f", "+,.2f", "020,.3f", "_.4f", ".3e", ".4g", "#.3f", "%",
                 ".1%", "*>20.3f", "=+15.2f", "z.1f", "n", ".40g", ".60g"]:
        print(format(v, spec))
    for text in ["%.2f", "%10.3f", "%-10.1f|", "%+.0f", "%e", "%g", "%010.3f", "%.9f"]:
        print(text % v)

for text in ["%", "%%", "a%", "%d%%", "%(a)s", "\u00e9%s", "\u2192%d", "\u2192", "\U0001f600%s%s"]:
    for args in [1, (1,), (1, 2), {"a": 3}]:
        try:
            print(ascii(text % args))
        except (TypeError, ValueError) as e:
            print(type(e).__name__, e)
