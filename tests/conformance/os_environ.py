# os.environ, getenv, and what a child process sees of it.
import os


def attempt(what, f, *args):
    try:
        print(what, f(*args))
    except Exception as e:
        print(what, type(e).__name__, e)


os.environ['GILPY_TEST'] = 'value'
print(os.environ['GILPY_TEST'], os.getenv('GILPY_TEST'), 'GILPY_TEST' in os.environ, os.environb[b'GILPY_TEST'])
print(os.getenv('GILPY_NONE'), os.getenv('GILPY_NONE', 5), os.environ.get('GILPY_NONE', 'd'))
attempt('missing', lambda: os.environ['GILPY_NONE'])
attempt('type', os.environ.__setitem__, 'GILPY_TEST', 5)
attempt('delete', os.environ.__delitem__, 'GILPY_NONE')
attempt('name', os.putenv, 'a=b', 'c')
print(os.environ.setdefault('GILPY_TEST', 'other'), os.environ.setdefault('GILPY_TWO', 'zwei'), os.environ.pop('GILPY_TWO'),
      os.environ.pop('GILPY_TWO', None))
os.environ.update({'GILPY_A': '1'}, GILPY_B='2')
print(sorted(k for k in os.environ if k.startswith('GILPY_') and len(k) == 7), len(os.environ) == len(list(os.environ)),
      dict(os.environ)['GILPY_A'], ('GILPY_B', '2') in os.environ.items(), '2' in os.environ.values(), 'GILPY_A' in os.environ.keys())


def child_sees(name):
    r, w = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.dup2(w, 1)
        os.execv('/bin/sh', ['sh', '-c', f'echo "${name}"'])
    os.close(w)
    text = os.read(r, 100)
    os.close(r)
    return text, os.waitpid(pid, 0)[1]


print(child_sees('GILPY_TEST'))
os.environ['GILPY_TEST'] = 'changed \u00e9'
print(child_sees('GILPY_TEST'))
del os.environ['GILPY_TEST']
print(child_sees('GILPY_TEST'), os.getenv('GILPY_TEST'))
copy = os.environ.copy()
copy['GILPY_COPY'] = 'x'
print(type(copy), 'GILPY_COPY' in os.environ)
