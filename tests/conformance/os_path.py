# os.path: what it makes of all kinds of paths.
import os
import os.path
import posixpath
from os import path as p

print(os.path is posixpath, p is os.path)
paths = ['', '/', '//', '///', 'a', '.', '..', 'a/b', '/a/b/', 'a//b', './a', '../a', 'a/../b', '/../a', 'a/./b', '.a', 'a.b', 'a.b.c',
         '.a.b', '..a', 'a.', '/a.b/c', 'a b/c\u00e9']
for s in paths:
    print(repr(s), p.split(s), p.splitext(s), p.normpath(s), p.isabs(s), p.dirname(s), p.basename(s))
    b = s.encode()
    assert p.split(b) == tuple(x.encode() for x in p.split(s)) and p.normpath(b) == p.normpath(s).encode()
for parts in (['a'], ['a', 'b'], ['a/', 'b'], ['a', '/b'], ['', 'b'], ['a', ''], ['/', 'a'], ['a', 'b', '/c', 'd'], ['a', '../b']):
    print(parts, p.join(*parts), p.join(*[x.encode() for x in parts]))
for f in (lambda: p.join('a', b'b'), lambda: p.join(1), lambda: p.split(None), lambda: p.relpath(''), lambda: p.commonpath([]),
          lambda: p.commonpath(['/a', 'b'])):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
print(p.abspath('x') == os.getcwd().rstrip('/') + '/x', p.abspath('/a/../b'), p.relpath('/a/b/c', '/a/d'), p.relpath('/a', '/a'), p.relpath('/', '/a/b'))
print(p.commonprefix(['/usr/lib', '/usr/local']), p.commonpath(['/usr/lib', '/usr/local/x']), p.commonprefix([]), p.commonpath(['a/b', 'a/c']))
os.environ['HOME'] = '/home/me'
print(p.expanduser('~'), p.expanduser('~/x'), p.expanduser('a~'), p.expanduser(b'~/y'))

base = f'/tmp/gilpy-os-path-{os.getpid()}'
os.makedirs(base + '/d/e')
os.close(os.open(base + '/f', os.O_CREAT | os.O_WRONLY))
for target, link in (('d', 'to_d'), ('f', 'to_f'), ('none', 'dangling'), ('loop', 'loop'), ('..', 'd/up')):
    os.symlink(target, f'{base}/{link}')
for name in ('d', 'f', 'to_d', 'to_f', 'dangling', 'loop', 'missing', 'd/up/f', ''):
    s = p.join(base, name)
    print(name, p.exists(s), p.lexists(s), p.isfile(s), p.isdir(s), p.islink(s), p.realpath(s).replace(base, 'BASE'))
print(p.getsize(base + '/f'), p.getmtime(base + '/f') == os.stat(base + '/f').st_mtime, p.samefile(base + '/d', base + '/to_d'), p.exists('a\0b'))
try:
    p.realpath(base + '/missing', strict=True)
except OSError as e:
    print(type(e).__name__, e.errno)
for link in ('to_d', 'to_f', 'dangling', 'loop', 'd/up', 'f'):
    os.remove(f'{base}/{link}')
os.rmdir(base + '/d/e')
os.rmdir(base + '/d')
os.rmdir(base)
