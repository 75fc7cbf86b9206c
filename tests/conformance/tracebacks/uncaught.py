# An uncaught exception through functions, methods, lambdas and comprehensions.
def a(x):
    return b(x + 1)


def b(y):
    z = [c(i) for i in range(y)]
    return z


class K:
    def method(self, v):
        return (lambda q: q / v)(10)

    @property
    def prop(self):
        return self.method(0)


def c(i):
    if i == 1:
        return K().prop
    return i


print('before')
a(3)
print('never')
