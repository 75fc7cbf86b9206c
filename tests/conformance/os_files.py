# os: descriptors, files, directories, status, errors.
import os

base = f'/tmp/gilpy-os-files-{os.getpid()}'


def attempt(what, f, *args, **kwargs):
    try:
        print(what, f(*args, **kwargs))
    except Exception as e:
        text = str(e).replace(base, 'BASE')
        print(what, type(e).__name__, text, getattr(e, 'errno', None), str(getattr(e, 'filename', None)).replace(base, 'BASE'))


os.mkdir(base)
os.chdir(base)
print(os.getcwd() == base == os.getcwdb().decode(), os.listdir(), os.listdir(base.encode()))

fd = os.open('a', os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o640)
print(os.write(fd, b'hello '), os.write(fd, bytearray(b'world')), os.lseek(fd, 0, os.SEEK_SET), os.read(fd, 5), os.read(fd, 100),
      os.read(fd, 100), os.read(fd, 0))
st = os.fstat(fd)
print(st.st_size, oct(st.st_mode & 0o777700), st.st_nlink, st.st_uid == os.getuid(), st[6], len(st), st.st_mtime == os.stat('a').st_mtime,
      int(st.st_mtime) == st[8], st.st_mtime_ns // 10**9 == st[8], st.st_blksize > 0)
os.ftruncate(fd, 3)
os.fsync(fd)
print(os.stat(fd).st_size, os.get_inheritable(fd), os.isatty(fd), os.get_blocking(fd))
copy = os.dup(fd)
print(copy != fd, os.get_inheritable(copy), os.lseek(copy, 0, os.SEEK_END))
os.set_inheritable(copy, True)
print(os.get_inheritable(copy), os.dup2(fd, copy) == copy, os.get_inheritable(copy))
os.close(copy)
os.close(fd)
attempt('closed', os.read, fd, 1)
attempt('closed', os.close, fd)
attempt('closed', os.fstat, fd)
attempt('exists', os.open, 'a', os.O_CREAT | os.O_EXCL)
attempt('missing', os.open, 'b', os.O_RDONLY)
attempt('missing', os.stat, 'b')
attempt('missing', os.listdir, base + '/b')
attempt('missing', os.remove, 'b')
attempt('rename', os.rename, 'b', 'c')
attempt('not a directory', os.mkdir, 'a/b')
attempt('is a directory', os.open, base, os.O_WRONLY)
attempt('type', os.open, 3.5, 0)
attempt('type', os.stat, None)
attempt('null', os.mkdir, 'x\0y')
attempt('bytes', os.write, 1, 'text')
attempt('negative', os.read, 0, -1)

os.makedirs('x/y/z')
attempt('makedirs', os.makedirs, 'x/y/z')
os.makedirs('x/y/z', exist_ok=True)
attempt('not empty', os.rmdir, 'x')
os.rename('a', 'x/b')
os.symlink('x/b', 'link')
os.link('x/b', 'hard')
print(sorted(os.listdir()), os.readlink('link'), os.stat('hard').st_nlink, os.lstat('link').st_size)
print(os.access('hard', os.R_OK), os.access('none', os.F_OK))
os.chmod('hard', 0o600)
print(oct(os.stat('x/b').st_mode & 0o777))
print(sorted((d, sorted(dirs), sorted(files)) for d, dirs, files in os.walk('.')))
os.remove('link')
os.unlink('hard')
os.remove('x/b')
os.removedirs('x/y/z')
print(os.listdir('.'), os.path.exists('x'))
name = 'z\u00fcrich \U0001f40d'
os.mkdir(name)
print(os.listdir(), os.listdir(b'.') == [name.encode()], os.fsencode(name) == name.encode(), os.fsdecode(b'\xff') == '\udcff')
os.rmdir(name)

r, w = os.pipe()
print(os.get_inheritable(r), os.get_blocking(r))
os.set_blocking(r, False)
attempt('empty pipe', os.read, r, 1)
os.write(w, b'x' * 5000)
print(len(os.read(r, 10000)))
os.close(w)
print(os.read(r, 1))
os.close(r)
attempt('broken pipe', lambda: [os.close(p[0]) or os.write(p[1], b'x') for p in [os.pipe()]])


class P:
    def __fspath__(self):
        return base


print(os.fspath(P()) == base, os.fspath('s'), os.fspath(b'b'), os.listdir(P()))
attempt('fspath', os.fspath, 3)
attempt('strerror', os.strerror, 2)
print(len(os.urandom(300)), os.urandom(16) != os.urandom(16))
attempt('urandom', os.urandom, -1)
os.chdir('/')
os.rmdir(base)
print(os.sep, os.linesep == '\n', os.name, os.curdir, os.pardir, os.extsep, os.pathsep, os.devnull, os.error is OSError)
