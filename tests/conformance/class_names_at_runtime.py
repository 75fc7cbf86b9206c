"""Classes whose names are made while the program runs, looked up by strings that die at once: what one look found is
not taken for what the next one, by a string at the same address, asks."""
import sys


def name(prefix, i):
    return "".join([prefix, "_", str(i)])


def wrong_answers(i):
    cls = type(name("Class", i), (), {name("given", i): i})
    setattr(cls, name("set", i), -i)
    obj = cls()
    wrong = 0
    for _ in range(3):
        wrong += hasattr(obj, name("absent", i)) + hasattr(cls, name("missing", i))
        wrong += getattr(obj, name("given", i), None) != i
        wrong += getattr(obj, name("absent", i), None) is not None
        wrong += getattr(obj, name("set", i), None) != -i
        wrong += not hasattr(cls, name("given", i))
        interned = sys.intern(name("interned", i))
        wrong += hasattr(obj, interned)
        del interned
        interned = sys.intern(name("given", i))
        wrong += not hasattr(obj, interned)
        del interned
    delattr(cls, name("given", i))
    wrong += hasattr(obj, name("given", i))
    setattr(obj, name("given", i), "own")
    wrong += getattr(obj, name("given", i)) != "own"
    return wrong


print(sum(wrong_answers(i) for i in range(2000)))


class Base:
    def __getattr__(self, attr):
        return attr[::-1]


class Derived(Base):
    pass


obj = Derived()
wrong = 0
for i in range(2000):
    wrong += getattr(obj, name("x", i)) != name("x", i)[::-1]
    setattr(Base if i % 2 else Derived, name("x", i), i)
    wrong += getattr(obj, name("x", i)) != i
    wrong += getattr(obj, name("y", i)) != name("y", i)[::-1]
print(wrong)
