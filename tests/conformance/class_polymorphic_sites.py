"""One place in the program, objects of many classes and shapes: each look sees what is there now, also after a class,
a base, an instance or its class has changed between two looks."""


class Base:
    shared = "base"

    def method(self):
        return "base method"

    @property
    def computed(self):
        return "base property"


class A(Base):
    shared = "a"


class B(Base):
    def method(self):
        return "b method"


class C(B):
    @property
    def computed(self):
        return "c property"


class Slotted:
    __slots__ = ("own", "other")
    shared = "slotted"
    computed = "slotted value"

    def method(self):
        return "slotted method"


class Dynamic:
    own = "dynamic"

    def __getattr__(self, name):
        return f"made {name}"

    def method(self):
        return "dynamic method"


def look(o):
    return o.shared, o.method(), o.computed, getattr(o, "own", "none")


def look_own(o):
    return o.own


objects = [A(), B(), C(), Slotted(), Dynamic(), A(), C()]
for i, o in enumerate(objects):
    if i != 4:
        o.own = i
objects[5].extra = 5
objects[6].shared = "instance"


def all_looks():
    return [(look(o), look_own(o)) for _ in range(3) for o in objects]


def show(what):
    looks = all_looks()
    assert looks == looks[:len(objects)] * 3, what
    print(what)
    for one in looks[:len(objects)]:
        print("   ", one)


show("at first")
Base.shared = "new base"
show("a base's value")
B.shared = "b"
show("a value between")
A.method = lambda self: "new a method"
show("a method")
C.computed = "plain"
show("a property becomes a value")
objects[2].computed = "instance's"
show("an instance hides it")
Base.computed = property(lambda self: "new base property")
show("a property anew")
objects[0].method = lambda: "instance's method"
show("an instance's method")
del objects[0].method
objects[0].__class__ = B
show("another class")
del B.shared
show("back to the base's")
del objects[3].own
objects[3].own = "again"
show("a slot")


class Meta(type):
    shared = "meta"


class OfMeta(Base, metaclass=Meta):
    pass


objects.append(OfMeta())
objects[-1].own = "of meta"
show("a metaclass's value is not an instance's")
Slotted.shared = property(lambda self: "slotted property")
show("a value becomes a property")
for n in range(300):
    cls = type(f"T{n}", (Base,), {"shared": n, "own": -n})
    o = cls()
    assert (look(o)[0], look_own(o)) == (n, -n)
    cls.shared = n + 1
    assert look(o)[0] == n + 1
    o.shared = n + 2
    assert look(o)[0] == n + 2
print("made classes agree")
