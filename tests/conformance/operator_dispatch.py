# which operand's method is asked, in what order
log = []
ops = [("add", "+"), ("sub", "-"), ("mul", "*"), ("truediv", "/"), ("floordiv", "//"), ("mod", "%"), ("pow", "**"), ("lshift", "<<"), ("rshift", ">>"), ("and", "&"), ("or", "|"), ("xor", "^"), ("matmul", "@")]
def make(name, base=object, forward=True, backward=True, inplace=False, result=None):
    ns = {}
    def method(kind, op):
        def f(self, other):
            log.append(f"{name}.{kind}{op}")
            return NotImplemented if result is None else f"{name}:{kind}{op}"
        return f
    for n, _ in ops:
        if forward: ns[f"__{n}__"] = method("", n)
        if backward: ns[f"__r{n}__"] = method("r", n)
        if inplace: ns[f"__i{n}__"] = method("i", n)
    return type(name, (base,), ns)
A = make("A"); B = make("B"); C = make("C", A); D = make("D", A, result=1); E = make("E", result=1); F = make("F", int, result=1); G = make("G", list, backward=True, forward=False, result=1); H = make("H", A, forward=False, backward=False); I = make("I", inplace=True); J = make("J", inplace=True, result=1)
def run(text, x, y):
    log.clear()
    try:
        r = eval(text, {"x": x, "y": y})
    except TypeError as e:
        r = f"TypeError: {e}"
    print(text, log, r)
for n, op in ops:
    e = f"x {op} y"
    for x, y in ((A(), B()), (A(), A()), (A(), C()), (A(), D()), (D(), A()), (A(), H()), (1, A()), (1, E()), (1, F(2)), (F(2), 1), (1.5, F(2)), ([1], G()), ([1], E()), ("a", E()), ((1,), E()), ({1}, E()), ({}, E()), (b"a", E())):
        run(e, x, y)
def inplace(op, x, y):
    log.clear()
    ns = {"x": x, "y": y}
    try:
        exec(f"x {op}= y", ns)
        r = ns["x"]
        r = r if isinstance(r, str) else type(r).__name__
    except TypeError as e:
        r = f"TypeError: {e}"
    print(op + "=", log, r)
for n, op in ops:
    for x, y in ((I(), B()), (J(), B()), (A(), E()), (1, E()), ([1], E()), (I(), E()), ("a", E())):
        inplace(op, x, y)
class Cmp:
    def __init__(self, n, r=NotImplemented): self.n, self.r = n, r
    def __lt__(self, o): log.append(self.n + "<"); return self.r
    def __le__(self, o): log.append(self.n + "<="); return self.r
    def __gt__(self, o): log.append(self.n + ">"); return self.r
    def __ge__(self, o): log.append(self.n + ">="); return self.r
    def __eq__(self, o): log.append(self.n + "=="); return self.r
class Sub(Cmp):
    pass
for op in ("<", "<=", ">", ">=", "==", "!="):
    e = f"x {op} y"
    for x, y in ((Cmp("a"), Cmp("b")), (Cmp("a"), Sub("b")), (Sub("a"), Cmp("b")), (Cmp("a", 1), Cmp("b")), (1, Cmp("b", 5)), (Cmp("a"), 1), ("s", Cmp("b", [])), (Cmp("a"), None), ([1], Cmp("b", 1)), (1.5, Cmp("b", "yes"))):
        run(e, x, y)
class Ne:
    def __ne__(self, o): return "ne"
    def __eq__(self, o): return "eq"
print(Ne() != 1, 1 != Ne(), Ne() == 1, 1 == Ne(), Ne() in [1], [Ne()] == [1], not (Ne() != 1))
class Un:
    def __neg__(self): return "neg"
    def __pos__(self): return "pos"
    def __invert__(self): return "inv"
    def __abs__(self): return "abs"
    def __bool__(self): return False
    def __len__(self): return 5
print(-Un(), +Un(), ~Un(), abs(Un()), not Un(), bool(Un()), len(Un()))
