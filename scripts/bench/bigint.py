"""Integers of any size: digits of pi, factorials, modular powers, Fibonacci, text."""


def pi_digits(n):
    digits = []
    q, r, t, k, m, x = 1, 0, 1, 1, 3, 3
    while len(digits) < n:
        if 4 * q + r - t < m * t:
            digits.append(m)
            q, r, m = 10 * q, 10 * (r - m * t), (10 * (3 * q + r)) // t - 10 * m
        else:
            q, r, t, k, m, x = q * k, (2 * q + r) * x, t * x, k + 1, (q * (7 * k + 2) + r * x) // (t * x), x + 2
    return digits


def factorial(n):
    result = 1
    for i in range(2, n + 1):
        result *= i
    return result


def fibonacci(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a


digits = pi_digits(2000)
powers = sum(pow(3, 2 ** 127 - 1 + k, 2 ** 89 - 1) for k in range(12000))
print(sum(digits), factorial(7000) % 1000003, fibonacci(80000) % 1000003, powers % 1000003, len(str(7 ** 4000)))
