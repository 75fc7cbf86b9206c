"""float("…"): few digits and small exponents, which need one rounding only, the borders of that, and what needs more."""

import sys

borders = [
    "9007199254740991", "9007199254740992", "9007199254740993", "9007199254740993.0", "90071992547409910e-1",
    "1e22", "1e23", "123e20", "1e-22", "1e-23", "9007199254740991e22", "9007199254740991e-22", "9007199254740991e23",
    "0.1", ".1", "1.", "0.3", "2.675", "1.005", "1e0", "1E+2", "1e-2", "0e500", "-0", "-0.0", "0.000", "0e-500",
    "0.00000000000000000000001", "100000000000000000000000", "4.9e-324", "2e-324", "1.7976931348623157e308", "1e309",
    "1_2.3_4e1_0", "  12.5\t\n", "\u0661\u0662.\u0665", "\u20071.5\u3000", "1e99999999999999999999",
    "1e-99999999999999999999", "0." + "0" * 30 + "1", "1" + "0" * 30, "1" * 80, "1" * 80 + "." + "1" * 80,
    "3" + "0" * 14 + ".5", "3" + "0" * 15 + ".5", "+1.5", "-1.5e3",
]
for text in borders:
    print(ascii(text), float(text).hex(), float("-" + text.strip().lstrip("+-")).hex())
for text in ["", " ", ".", "-", "+-1", "1e", "1e+", "1__0", "1_", "_1", "1_.5", "1._5", "1e_5", "1e5_", "1.5.", "1e5.0", "0x10",
             "1\0", "\0", "1 2", "infin", "1" * 70 + "x"]:
    try:
        print(float(text))
    except ValueError as e:
        print(ascii(str(e)))

state = 12345


def random(below):
    global state
    state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
    return (state >> 33) % below


mixed = 0
for _ in range(20000):
    digits = "".join(str(random(10)) for _ in range(1 + random(19)))
    point = random(len(digits) + 1)
    text = digits[:point] + "." * (random(4) > 0) + digits[point:]
    if random(2):
        text += "e%d" % (random(50) - 25)
    for c in float(text).hex():
        mixed = (mixed * 31 + ord(c)) % 2**61
print(mixed)
for s in ("1.5", "7", "12_3", "\u0667"):
    count = sys.getrefcount(s)
    float(s)
    assert sys.getrefcount(s) == count
