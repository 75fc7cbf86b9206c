# list[int] and its like in annotations and calls
def f(a: list[int], b: dict[str, tuple[int, ...]] = {}) -> set[frozenset[str]]:
    return a
print(list[int], dict[str, int], tuple[int, ...], tuple[()], set[str], frozenset[None], list[list[int]], dict[str, list[float]])
g = list[int]
print(g.__origin__, g.__args__, g.__parameters__, g("ab"), g == list[int], g == list[str], hash(g) == hash(list[int]), isinstance(g("a"), list), f([1]), {list[int]: 1}[list[int]], dict[int, str].__args__)
for e in ("int[str]", "5[1]", "len[0]", "str[1]", "object[1]"):
    try:
        print(eval(e))
    except TypeError as x:
        print(x)
class C:
    def __class_getitem__(cls, k): return f"C[{k}]"
print(C[int], C[1, 2], C["x"])
class D(C): pass
print(D[5])
