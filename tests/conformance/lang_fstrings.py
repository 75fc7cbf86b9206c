# f-strings: expressions, conversions, nested format specifications, the = form, quoting.
name, n, f, d = 'world', 42, 3.14159, {'k': [1, 2]}
print(f'hello {name}', f'{n}', f'{n:5d}|{n:<5}|{n:>5}|{n:^5}|{n:05d}|{n:+d}|{n:x}|{n:#x}|{n:b}|{n:o}|{n:,}|{n:e}')
print(f'{f:.2f} {f:10.3f}| {f!r} {f:.0f} {f:e} {f:g} {f:%}')
print(f'{name!r} {name!s} {name!a} {"é"!a} {name!r:>10} {name:*^11} {name:.3}')
print(f'{d["k"][0]} {d["k"]!r} {len(d)} {n + 1} {n if n > 3 else 0} {(lambda x: x * 2)(3)} {[i for i in range(3)]} { {1: 2} }')
w, p = 10, 3
print(f'{f:{w}.{p}f}|{f:{w}}|{name:{"*"}^{w}}|{f:{w}.{p + 1}{"f"}}')
print(f'{{literal}} {{{n}}} {{{{', f'}}', f'{n}}}', f'{{', f'a{{b}}c')
print(f'{n=} {n = } {f=:.2f} {name=!s} {n+1=} {d["k"]=} {name = !r:>10}')
print(f'''multi {
    n
} line {n:
>5}''' if 0 else f'''multi {
    n
} line''')
print(f'a' 'b' f'{n}' 'c{n}' rf'\d{n}' fr'{n}\n' F'{n}')
print(f'', f'{""}', f'{n}{n}', f'{n} {n}' f'{n}', f"{'a' 'b'}", f'{n,}', f'{n, f}', f'{*[1, 2],}', f'{n!r:^{w}}')
print(f'\n\t\x41\u00e9{n}', rf'\n{n}', f'\\{n}\\')


class F:
    def __format__(self, spec): return 'fmt(%s)' % spec
    def __str__(self): return 'str'
    def __repr__(self): return 'repr'


x = F()
print(f'{x} {x:abc} {x!s} {x!r} {x!s:>5} {x:{n}} {x!a} {x=} {x=:q} {x=!s}')
print('{} {} {}'.format(1, 'a', x), '{0} {1} {0}'.format('a', 'b'), '{a} {b}'.format(a=1, b=2), '{0.real} {1[0]} {2[k]}'.format(5, [6], {'k': 7}), '{!r} {!s}'.format('x', 'y'), '{:>{}}'.format('z', 5), '{:{w}.{p}}'.format(2.71828, w=8, p=3), '{{}} {}'.format(1), '{:d} {:s} {:f}'.format(1, 'a', 2.0), '{0:x} {0:o} {0:b} {0:c}'.format(65))
print('%d %i %5d|%-5d|%05d|%+d|% d' % (1, 2, 3, 4, 5, 6, 7), '%s %r %a' % ('é', 'é', 'é'), '%x %X %#x %o %#o' % (255, 255, 255, 8, 8), '%f %.2f %10.3f|%-10.1f|%e %g %G' % (1.5, 2.345, 3.14159, 4.5, 12345.678, 0.0001, 1e20), '%c%c' % (65, 'b'), '%%', '%%%d' % 5, '%(a)s %(b)d' % {'a': 1, 'b': 2}, '%s' % (1,), '%s' % [1, 2], '%.3s|%5s|%-5s|' % ('abcdef', 'x', 'y'), '%*d %.*f' % (5, 3, 2, 1.5), '%s %s' % ('a', (1, 2)))
for bad in ("f'{1:d}' + f'{1.5:d}'", "'{}'.format()", "'{1}'.format(1)", "'{a}'.format()", "'{0'.format(1)", "'}'.format()", "'{!x}'.format(1)", "'{:z}'.format(1)", "'%d' % 'a'", "'%d %d' % 1", "'%d' % (1, 2)", "'%(a)s' % 1", "'%(a)s' % {}", "'%z' % 1", "'%' % 1", "'%c' % 'ab'", "'%c' % -1", "'%x' % 1.5", "f'{x!z}'", "f'{undefined_v}'", "'{0.nope}'.format(1)", "'{0[a]}'.format([1])", "'{} {0}'.format(1)", "'{0} {}'.format(1)", "f'{1!r:d}'", "f'{None:5}'", "f'{[]:5}'", "format(1, 'abc')", "format('a', 'd')", "'%s' % ()", "f'{(1}'", "f'{a b}'", "f'{'", "f'}'", "f'{}'", "f'{!r}'", "f'{:x}'", "f'{n:{}}'", "f'{n!}'", "f'{\\\\n}'", "f'{#}'", "f'{lambda x: 1}'"):
    try: print(bad, repr(eval(bad)))
    except Exception as e: print(bad, '->', type(e).__name__, e if not isinstance(e, SyntaxError) else e.msg)
def scope():
    v = 1
    def inner(): return f'{v} {[f"{v}{i}" for i in range(2)]}'
    return inner()
print(scope())
print([f'{i:02d}' for i in range(3)], {f'{k}': f'{v!r}' for k, v in d.items()}, f'{n:{"d" if n else "s"}}', f'{"a" if n else "b"}', f'{n:{w}}'.strip(), f"{n!s:{'>'}{w}}")
print(f'{3.0} {1e100} {-0.0} {float("inf")} {float("nan")} {2**70:,} {True} {None} {b"x"} {...} {int} {print.__name__}')
long = f'{n} ' + f'{n}{name}{f:.1f}' * 3
print(long, f'{long[:5]!r:10}|')
print(f'{"".join(f"{c}-" for c in name)}', f'{max((1, 5), key=lambda q: -q)}', f'{d["k"][-1]:>{len(d["k"])}}')
many = f'{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}'
print(len(many), many[:6])
