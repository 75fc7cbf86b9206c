# keys, values, items; iteration and change during it
def t(f, *a, **k):
    try:
        print(repr(f(*a, **k)), end=" ")
    except Exception as e:
        print(type(e).__name__ + ":", e, end=" ")
d = {"a": 1, "b": 2, "c": 3}
k, v, i = d.keys(), d.values(), d.items()
print(k, v, i, len(k), len(v), len(i), {}.keys(), {}.values(), {}.items())
d["d"] = 4; print(k, list(v), ("d", 4) in i, ("d", 5) in i, ("z", 1) in i, "d" in k, 4 in v, 9 in v, 5 in i, ("a",) in i, [1] in v)
print(sorted(k & {"a", "z"}), sorted(k | {"z"}), sorted(k - {"a"}), sorted(k ^ {"a", "z"}), sorted(i & {("a", 1)}), sorted(i - {("a", 1)}), sorted({"a", "q"} - k), sorted({"a", "q"} & k), sorted(k & ["a", "b"]), sorted(k - "ab"), type(k & k).__name__)
print(k == {"a", "b", "c", "d"}, k == d.keys(), k != {"a"}, k > {"a"}, k >= {"a", "b"}, {"a"} < k, k < {"a"}, k <= k, i == d.items(), v == v, v == d.values(), k == ["a", "b", "c", "d"], i == {("a", 1)}, k.isdisjoint({"z"}), k.isdisjoint("ab"), i.isdisjoint([("a", 1)]))
print(list(reversed(k)), list(reversed(v)), list(reversed(i)), list(iter(i)), dict(i), [x for x in k], {y: x for x, y in i})
t(lambda: k + k); t(lambda: k[0]); t(hash, k); t(lambda: v & v); t(k.isdisjoint, 5); t(lambda: k < 5); t(lambda: 5 in i); t(lambda: [] in k); t(next, k); t(lambda: i & 5); print()
e = {1: 1, 2: 2, 3: 3}
def run(f):
    x = {1: 1, 2: 2, 3: 3}
    try:
        out = []
        for key in x:
            out.append(key)
            f(x, key)
        print(out, x)
    except Exception as exc:
        print(type(exc).__name__, exc, x)
run(lambda x, key: x.__setitem__(key, key * 10))
run(lambda x, key: x.__setitem__(key + 10, 1))
run(lambda x, key: x.pop(key))
run(lambda x, key: x.clear())
run(lambda x, key: (x.pop(key), x.__setitem__(key + 100, 0)) if key < 3 else None)
run(lambda x, key: x.popitem() if key == 3 else None)
it = iter(e); print(it.__length_hint__(), next(it), it.__length_hint__(), list(it), it.__length_hint__(), next(it, "end"))
it = iter(e.items()); a = next(it); b = next(it); print(a, b, a is not b); del a, b; print(next(it))
it = iter(e); next(it); e[9] = 9
t(next, it); t(next, it); del e[9]; t(next, it); t(list, it); print()
pairs = list({i: i for i in range(5)}.items()); print(pairs, pairs[0] is not pairs[1])
print(type(iter(d)).__name__, type(iter(d.values())).__name__, type(iter(d.items())).__name__, type(reversed(d)).__name__, type(reversed(d.items())).__name__, type(reversed(d.values())).__name__, type(k).__name__, type(v).__name__, type(i).__name__)
r = {"k": None}; r["k"] = r.values(); print(r["k"]); r["k"] = r.items(); print(r["k"])
class Str(str):
    pass
q = {"x": 1}; print(q[Str("x")], Str("x") in q); q[Str("x")] = 2; print(q, type(list(q)[0]).__name__); q[Str("y")] = 3; print(q["y"], q.get("y"), "y" in q, [type(x).__name__ for x in q])
print(max(d.items(), key=lambda p: p[1]), sorted(d.values(), reverse=True), sum(d.values()), dict(sorted(d.items(), key=lambda p: -p[1])), list(zip(d, d.values())), [*d], [*d.items()][0], len(list(d.keys())), any(v > 3 for v in d.values()))
for n, (key, val) in enumerate(d.items()):
    print(n, key, val, end="; ")
print()
