# import, from, as, star, packages, relative imports, circular imports, failures, sys.modules.
import sys
here = __file__.rsplit('/', 1)[0] if '/' in __file__ else '.'
if here + '/import_data' not in sys.path:
    sys.path.insert(0, here + '/import_data')
sys.dont_write_bytecode = True

import simple
import simple
print(simple.value, simple.func(), simple.__name__, simple.__doc__, simple.__file__.rsplit('/', 1)[1], simple.__package__ == '')
import simple as s2
print(s2 is simple, sys.modules['simple'] is simple)
from simple import value, func as renamed, K
print(value, renamed(), K.__module__, K)
simple.value = 10
print(value, renamed(), s2.value)
from simple import *
print(value, 'not_in_all' in globals(), '_private' in globals(), func())
ns = {}
exec('from noall import *', ns)
print(sorted(k for k in ns if k != '__builtins__'))
try: exec('from badall import *', ns)
except AttributeError as e: print(e)
print(ns['there'])
import circ_a
print(circ_a.y)
for bad in ('import missing_one', 'import simple.sub', 'from simple import nope', 'import missing_pkg.sub', 'from missing_one import x', 'import pkg.nothing', 'from pkg import nothing', 'from . import x', 'from .x import y'):
    try: exec(bad, {'__name__': '__main__'})
    except ImportError as e: print(bad, '->', type(e).__name__, str(e).split(' (')[0], e.name)
    except (KeyError, SystemError) as e: print(bad, type(e).__name__)
for i in range(2):
    try: import failing
    except ZeroDivisionError as e: print('failed', e, 'failing' in sys.modules)
try: import broken
except SyntaxError as e: print(e.msg, e.lineno, e.filename.rsplit('/', 1)[1])
import pkg.second
print(pkg.second.two, pkg.one, pkg.f is pkg.first, pkg.__path__[0].rsplit('/', 1)[1], pkg.__package__, pkg.sub.deep.renamed)
import pkg.sub.deep as d
print(d.__name__, d.up, d is pkg.sub.deep, d.__package__)
from pkg import sub, second as sec
print(sub.deep is d, sec.two[0])
from pkg.sub import deep
print(deep is d)
import hooked
print(hooked.dynamic)
try: hooked.other
except AttributeError as e: print(e)
from hooked import dynamic
print(dynamic)
try: from hooked import nope
except ImportError as e: print(str(e).split(' (')[0])
import replaces
print(replaces.attr, type(replaces).__name__)
m = __import__('pkg.sub')
print(m.__name__, __import__('pkg.sub', fromlist=['deep']).__name__, __import__('simple').value)
sys.modules['blocked'] = None
try: import blocked
except ModuleNotFoundError as e: print(e)
del sys.modules['simple']
import simple
print(simple.value, simple is s2)
import math, time as t, sys as system
print(math.floor(2.7), t.time() > 0, system is sys, type(math).__name__, math.__name__)
def local():
    import math as m, noall
    from noall import a, c as cc
    return m.pi > 3, noall.a, a, cc
print(local())
class InClass:
    import math
    from noall import a
print(InClass.math.pi > 3, InClass.a)
try:
    import nope_x as nx
except ImportError:
    nx = None
print(nx)
simple.new_attr = 5
print(simple.new_attr, 'new_attr' in simple.__dict__, 'value' in dir(simple), vars(simple) is simple.__dict__)
del simple.new_attr
try: simple.new_attr
except AttributeError as e: print(e)
try: del simple.new_attr
except AttributeError as e: print(type(e).__name__)
print(repr(math)[:15], type(sys.modules).__name__, __name__, sys.modules['__main__'].here == here)
mod = type(sys)('made', 'doc')
mod.x = 1
sys.modules['made'] = mod
import made
print(made.x, made.__doc__, made)
