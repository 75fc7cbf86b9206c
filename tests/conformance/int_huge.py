# Integers so long that one operation takes a while: their value, and that others run meanwhile.
import math
import sys
import threading


def show(name, n):
    print(name, n.bit_length(), hash(n), n % 1000003, n >> n.bit_length() - 40 if n > 0 else -(-n >> (-n).bit_length() - 40))


ones = (1 << 5_000_000) - 1
pattern = int('123456789abcdef' * 70_000, 16)  # 4.2 million bits
longer = pattern << 5_000_000 | pattern

# products: long by long, long by short, signs, squares
product = ones * pattern
show('product', product)
print(product == (pattern << 5_000_000) - pattern)
show('unbalanced', longer * (10 ** 30 + 57))
show('by less than half', longer * -(pattern >> 4_190_000))
square = ones * ones
print(square == (1 << 10_000_000) - (1 << 5_000_001) + 1)
print(longer * 0, longer * 1 == longer, longer * -1 == -longer)

# division: by a short divisor, by one nearly as long, by a longer one; all signs
for divisor in 7, 10 ** 40, (longer >> 2000) + 12345, longer, longer + 1:
    for a, b in (longer, divisor), (-longer, divisor), (longer, -divisor), (-longer, -divisor):
        q, r = divmod(a, b)
        print(q.bit_length(), hash(q), hash(r), q == a // b, r == a % b, q * b + r == a, (r < 0) == (b < 0) or r == 0)
print(longer / (longer >> 3), round(longer, -30) % 10 ** 31)
try:
    longer // 0
except ZeroDivisionError as e:
    print(e)

# powers
show('power', 3 ** 5_400_000)
show('power of an even base', (-12) ** 2_555_555)
print(2 ** 9_000_001 == 1 << 9_000_001, (-2) ** 9_000_001 == -(1 << 9_000_001))
print(pow(3, pattern, 1_000_003), pow(-3, pattern, -(10 ** 15 + 37)), pow(longer, 3, 10 ** 20), pow(5, -pattern, 1_000_003))
modulus = 3 ** 2600
print(hash(pow(7, pattern >> 4_190_000, modulus)), pow(longer, pattern >> 4_190_000, 1))

# text
limit = sys.get_int_max_str_digits()
try:
    str(longer)
except ValueError as e:
    print(e)
sys.set_int_max_str_digits(0)
number = -(10 ** 330_000) // 7
text = str(number)
print(len(text), text == '-' + ('142857' * 55_000)[:329_999] + '8', int(text) == number)
print(hex(pattern)[2:] == '123456789abcdef' * 70_000)
sys.set_int_max_str_digits(limit)

# functions of math
show('factorial', math.factorial(250_000))
show('comb', math.comb(200_000, 70_000))
show('perm', math.perm(200_000, 70_000))

# another thread runs while this one calculates
count = 0
stop = False


def work():
    global count
    while not stop:
        count += 1


thread = threading.Thread(target=work)
thread.start()
while not count:
    pass
before = count
show('meanwhile', longer * pattern)
print(count >= before)
stop = True
thread.join()
