"""Exceptions: raised, caught, passed through finally and nested functions."""


class Refused(Exception):
    def __init__(self, number):
        super().__init__(number)
        self.number = number


def check(n):
    if n % 3 == 0:
        raise Refused(n)
    if n % 3 == 1:
        raise ValueError("one")
    return n


def careful(n, log):
    try:
        return check(n)
    except ValueError as error:
        log[0] += len(error.args)
        return -1
    finally:
        log[1] += 1


def run(n):
    log = [0, 0]
    total = refused = 0
    for i in range(n):
        try:
            total += careful(i, log)
        except Refused as error:
            refused += error.number
    for i in range(n):
        try:
            total += i
        except KeyError:
            total = 0
    for i in range(n // 4):
        try:
            {}[i]
        except KeyError:
            total += 1
    return total, refused, log


print(run(600000))
