/* posix: files, directories and descriptors. */
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "modules/posix.h"
#include "objects/args.h"
#include "objects/bytes.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "thread/blocking_file.h"

/* dir_fd, src_dir_fd …: only their default is there. */
static bool no_dir_fd(Val v, const char *name) {
    if (val_is_null(v) || val_is_none(v))
        return true;
    err_absent(name);
    return false;
}

/* ---- descriptors ---- */

static Val m_open(Val *args, int nargs, Val kwnames) {
    static const char *const names[] = {"path", "flags", "mode", "dir_fd", NULL};
    Val a[4];
    int flags, mode = 0777;
    Path path;
    if (!args_parse("open", names, 0, 2, 3, args, nargs, kwnames, a) || !no_dir_fd(a[3], "os.open() with dir_fd") ||
        !c_int_arg(a[1], &flags) || (!val_is_null(a[2]) && !c_int_arg(a[2], &mode)) || !path_arg("open", a[0], &path))
        return VAL_NULL;
    int fd = block_open(path.text, flags, mode);
    Val r = fd >= 0 ? val_small(fd) : fd == -2 ? VAL_NULL : err_set_errno(errno, path.object);
    path_drop(&path);
    return r;
}

static Val m_close(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int fd;
    if (!fd_arg(args[0], &fd))
        return VAL_NULL;
    return block_close(fd) == 0 ? VAL_NONE : os_error(-1);
}

static Val m_read(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int fd;
    int64_t size;
    if (!fd_arg(args[0], &fd) || !val_as_index(args[1], &size, &exc_OverflowError))
        return VAL_NULL;
    if (size < 0)
        return os_error((errno = EINVAL, -1));
    if (size > SSIZE_MAX - 4096)
        size = 0x7ffff000; /* what Linux transfers at most */
    char small[4096], *buf = size <= (int64_t)sizeof small ? small : malloc((size_t)size);
    if (!buf)
        return err_no_memory();
    int64_t got = block_read(fd, buf, (size_t)size);
    Val r = got < 0 ? os_error(got) : bytes_new(buf, got);
    if (buf != small)
        free(buf);
    return r;
}

static Val m_write(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int fd;
    const char *p;
    int64_t size;
    if (!fd_arg(args[0], &fd))
        return VAL_NULL;
    if (!bytes_view(args[1], &p, &size))
        return err_set(&exc_TypeError, "a bytes-like object is required, not '%T'", args[1]);
    /* A bytearray may change while the GIL is released: write a copy. */
    Val pinned = val_is_bytes(args[1]) ? incref(args[1]) : bytes_new(p, size);
    if (val_is_null(pinned))
        return VAL_NULL;
    int64_t done = block_write(fd, as_bytes(pinned)->data, (size_t)size);
    decref(pinned);
    return done < 0 ? os_error(done) : int_from_i64(done);
}

static Val two_fds(int fds[2]) {
    Val r = tuple_new(2);
    if (val_is_null(r))
        return r;
    as_tuple(r)->items[0] = val_small(fds[0]);
    as_tuple(r)->items[1] = val_small(fds[1]);
    return r;
}
static Val m_pipe(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    int fds[2];
    return block_pipe2(fds, O_CLOEXEC) ? os_error(-1) : two_fds(fds);
}
static Val m_pipe2(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int fds[2], flags;
    if (!c_int_arg(args[0], &flags))
        return VAL_NULL;
    return block_pipe2(fds, flags) ? os_error(-1) : two_fds(fds);
}
static Val m_dup(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int fd;
    if (!fd_arg(args[0], &fd))
        return VAL_NULL;
    int r = block_fcntl(fd, F_DUPFD_CLOEXEC, 0);
    return r < 0 ? os_error(-1) : val_small(r);
}
static Val m_dup2(Val *args, int nargs, Val kwnames) {
    static const char *const names[] = {"fd", "fd2", "inheritable", NULL};
    Val a[3];
    int fd, fd2, inheritable = 1;
    if (!args_parse("dup2", names, 0, 2, 3, args, nargs, kwnames, a) || !fd_arg(a[0], &fd) || !fd_arg(a[1], &fd2))
        return VAL_NULL;
    if (!val_is_null(a[2]) && (inheritable = val_truth(a[2])) < 0)
        return VAL_NULL;
    /* dup3() refuses what dup2() allows: equal descriptors. */
    int r = inheritable || fd == fd2 ? block_dup2(fd, fd2) : block_dup3(fd, fd2, O_CLOEXEC);
    return r < 0 ? os_error(-1) : val_small(r);
}
static Val m_isatty(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int fd;
    return fd_arg(args[0], &fd) ? val_bool(block_isatty(fd)) : VAL_NULL;
}
static Val m_lseek(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int fd, whence;
    int64_t at;
    if (!fd_arg(args[0], &fd) || !val_as_index(args[1], &at, &exc_OverflowError) || !c_int_arg(args[2], &whence))
        return VAL_NULL;
    off_t r = block_lseek(fd, at, whence);
    return r < 0 ? os_error(-1) : int_from_i64(r);
}
static Val m_ftruncate(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int fd;
    int64_t size;
    if (!fd_arg(args[0], &fd) || !val_as_index(args[1], &size, &exc_OverflowError))
        return VAL_NULL;
    int r = block_ftruncate(fd, size);
    return r ? os_error(r) : VAL_NONE;
}
static Val m_fsync(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int fd;
    if (!fd_arg(args[0], &fd))
        return VAL_NULL;
    int r = block_fsync(fd);
    return r ? os_error(r) : VAL_NONE;
}

/* What the absence of a descriptor's flag means, read or set. */
static Val get_absence(Val v, int get, int flag) {
    int fd;
    if (!fd_arg(v, &fd))
        return VAL_NULL;
    int flags = block_fcntl(fd, get, 0);
    return flags < 0 ? os_error(-1) : val_bool(!(flags & flag));
}
static Val set_absence(Val *args, int get, int set, int flag) {
    int fd, on = val_truth(args[1]);
    if (on < 0 || !fd_arg(args[0], &fd))
        return VAL_NULL;
    int flags = block_fcntl(fd, get, 0);
    if (flags < 0 || block_fcntl(fd, set, on ? flags & ~flag : flags | flag) < 0)
        return os_error(-1);
    return VAL_NONE;
}
static Val m_get_blocking(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    return get_absence(args[0], F_GETFL, O_NONBLOCK);
}
static Val m_set_blocking(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    return set_absence(args, F_GETFL, F_SETFL, O_NONBLOCK);
}
static Val m_get_inheritable(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    return get_absence(args[0], F_GETFD, FD_CLOEXEC);
}
static Val m_set_inheritable(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    return set_absence(args, F_GETFD, F_SETFD, FD_CLOEXEC);
}

/* ---- status ---- */

static Val time_of(struct timespec t) { return val_float((double)t.tv_sec + (double)t.tv_nsec * 1e-9); }
static Val ns_of(struct timespec t) { return int_from_i64((int64_t)t.tv_sec * 1000000000 + t.tv_nsec); }

/* In the order of os.stat_result: ten of the sequence (whole seconds last),
 * then times as float and in ns, blksize, blocks, rdev. */
static Val stat_tuple(const struct stat *st) {
    Val items[] = {
        val_small(st->st_mode),
        int_from_u64(st->st_ino),
        int_from_u64(st->st_dev),
        int_from_u64(st->st_nlink),
        val_small(st->st_uid),
        val_small(st->st_gid),
        int_from_i64(st->st_size),
        int_from_i64(st->st_atime),
        int_from_i64(st->st_mtime),
        int_from_i64(st->st_ctime),
        time_of(st->st_atim),
        time_of(st->st_mtim),
        time_of(st->st_ctim),
        ns_of(st->st_atim),
        ns_of(st->st_mtim),
        ns_of(st->st_ctim),
        int_from_i64(st->st_blksize),
        int_from_i64(st->st_blocks),
        int_from_u64(st->st_rdev),
    };
    const int n = sizeof items / sizeof items[0];
    bool ok = true;
    for (int i = 0; i < n; i++)
        ok = ok && !val_is_null(items[i]);
    Val r = ok ? tuple_from_items(items, n) : VAL_NULL;
    for (int i = 0; i < n; i++)
        decref(items[i]);
    return r;
}

static Val stat_path(const char *fname, Val v, bool follow) {
    struct stat st;
    Path path;
    if (!path_arg(fname, v, &path))
        return VAL_NULL;
    int r = follow ? block_stat(path.text, &st) : block_lstat(path.text, &st);
    Val result = r ? err_set_errno(errno, v) : stat_tuple(&st);
    path_drop(&path);
    return result;
}
static Val m_fstat(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int fd;
    struct stat st;
    if (!fd_arg(args[0], &fd))
        return VAL_NULL;
    return block_fstat(fd, &st) ? os_error(-1) : stat_tuple(&st);
}
static Val m_stat(Val *args, int nargs, Val kwnames) {
    static const char *const names[] = {"path", "dir_fd", "follow_symlinks", NULL};
    Val a[3];
    if (!args_parse("stat", names, 0, 1, 1, args, nargs, kwnames, a) || !no_dir_fd(a[1], "os.stat() with dir_fd"))
        return VAL_NULL;
    if (val_is_integer(a[0]))
        return m_fstat(a, 1, VAL_NULL);
    if (!val_is_str(a[0]) && !val_is_bytes(a[0])) { /* stat() alone takes a descriptor, too, and says so */
        Val plain = path_fspath(a[0]);
        if (val_is_null(plain))
            return err_matches(&exc_TypeError)
                       ? err_set(&exc_TypeError, "stat: path should be string, bytes, os.PathLike or integer, not %T", a[0])
                       : plain;
        decref(plain);
    }
    int follow = val_is_null(a[2]) ? 1 : val_truth(a[2]);
    return follow < 0 ? VAL_NULL : stat_path("stat", a[0], follow);
}
static Val m_lstat(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    return stat_path("lstat", args[0], false);
}

/* ---- names ---- */

static Val one_path(const char *fname, Val v, int (*call)(const char *)) {
    Path path;
    if (!path_arg(fname, v, &path))
        return VAL_NULL;
    int r = call(path.text);
    if (r)
        err_set_errno(errno, v);
    path_drop(&path);
    return r ? VAL_NULL : VAL_NONE;
}
static Val two_paths(const char *fname, Val *args, int (*call)(const char *, const char *)) {
    Path from, to;
    if (!path_arg(fname, args[0], &from))
        return VAL_NULL;
    if (!path_arg(fname, args[1], &to)) {
        path_drop(&from);
        return VAL_NULL;
    }
    int r = call(from.text, to.text);
    int e = errno;
    path_drop(&from);
    path_drop(&to);
    if (!r)
        return VAL_NONE;
    Val error[] = {val_small(e), str_from_cstr(strerror(e)), args[0], VAL_NONE, args[1]};
    Val exc = val_is_null(error[1]) ? VAL_NULL : val_call(val_ptr(&exc_OSError), error, 5, VAL_NULL);
    decref(error[1]);
    return val_is_null(exc) ? exc : err_set_object(exc);
}
static Val path_and_mode(const char *fname, Val *args, int nargs, Val kwnames, int mode,
                         int (*call)(const char *, mode_t)) {
    static const char *const names[] = {"path", "mode", NULL};
    Val a[2];
    Path path;
    if (!args_parse(fname, names, 0, mode < 0 ? 2 : 1, 2, args, nargs, kwnames, a) ||
        (!val_is_null(a[1]) && !c_int_arg(a[1], &mode)) || !path_arg(fname, a[0], &path))
        return VAL_NULL;
    int r = call(path.text, (mode_t)mode);
    if (r)
        err_set_errno(errno, a[0]);
    path_drop(&path);
    return r ? VAL_NULL : VAL_NONE;
}

#define ONE_PATH(name, call)                                                                       \
    static Val m_##name(Val *args, int n, Val kw) {                                                \
        (void)n, (void)kw;                                                                         \
        return one_path(#name, args[0], call);                                                     \
    }
ONE_PATH(unlink, block_unlink)
ONE_PATH(remove, block_unlink)
ONE_PATH(rmdir, block_rmdir)
ONE_PATH(chdir, block_chdir)
#define TWO_PATHS(name, call)                                                                      \
    static Val m_##name(Val *args, int n, Val kw) {                                                \
        (void)n, (void)kw;                                                                         \
        return two_paths(#name, args, call);                                                       \
    }
TWO_PATHS(rename, block_rename)
TWO_PATHS(replace, block_rename)
TWO_PATHS(link, block_link)
TWO_PATHS(symlink, block_symlink)

#define PATH_AND_MODE(name, mode)                                                                  \
    static Val m_##name(Val *args, int n, Val kw) {                                                \
        return path_and_mode(#name, args, n, kw, mode, block_##name);                              \
    }
PATH_AND_MODE(mkdir, 0777)
PATH_AND_MODE(chmod, -1) /* must be given */
PATH_AND_MODE(mkfifo, 0666)

static Val m_access(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    int mode;
    Path path;
    if (!c_int_arg(args[1], &mode) || !path_arg("access", args[0], &path))
        return VAL_NULL;
    int r = block_access(path.text, mode);
    path_drop(&path);
    return val_bool(r == 0);
}

/* As the argument was: str, or bytes for bytes. */
static Val name_like(Val argument, const char *text) {
    return val_is_bytes(argument) ? bytes_new(text, (int64_t)strlen(text)) : path_text(text);
}

static Val m_readlink(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    char target[PATH_MAX + 1];
    Path path;
    if (!path_arg("readlink", args[0], &path))
        return VAL_NULL;
    ssize_t size = block_readlink(path.text, target, PATH_MAX);
    Val r = VAL_NULL;
    if (size < 0) {
        err_set_errno(errno, args[0]);
    } else {
        target[size] = 0;
        r = name_like(args[0], target);
    }
    path_drop(&path);
    return r;
}

static Val m_listdir(Val *args, int nargs, Val kw) {
    (void)kw;
    Val where = nargs && !val_is_none(args[0]) ? args[0] : STR_CONST(".");
    Path path;
    if (!path_arg("listdir", where, &path))
        return VAL_NULL;
    size_t size = 0;
    char *names = block_list_directory(path.text, &size);
    path_drop(&path);
    if (!names)
        return err_set_errno(errno, where);
    Val list = list_new(0);
    for (size_t i = 0; i < size && !val_is_null(list); i += strlen(names + i) + 1) {
        Val name = name_like(where, names + i);
        if (val_is_null(name) || !list_append_steal(as_list(list), name)) {
            decref(list);
            list = VAL_NULL;
        }
    }
    free(names);
    return list;
}

static Val cwd(bool as_text) {
    char buf[PATH_MAX];
    if (!block_getcwd(buf, sizeof buf))
        return os_error(-1);
    return as_text ? path_text(buf) : bytes_new(buf, (int64_t)strlen(buf));
}
static Val m_getcwd(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    return cwd(true);
}
static Val m_getcwdb(Val *args, int n, Val kw) {
    (void)args, (void)n, (void)kw;
    return cwd(false);
}
static Val m_fspath(Val *args, int n, Val kw) {
    (void)n, (void)kw;
    return path_fspath(args[0]);
}

const MethodDef posix_file_methods[] = {
    {"open", m_open, 0, -1, METH_KW, "Open a file for low level IO.  Returns a file descriptor (integer)."},
    {"close", m_close, 1, 1, 0, "Close a file descriptor."},
    {"read", m_read, 2, 2, 0, "Read from a file descriptor.  Returns a bytes object."},
    {"write", m_write, 2, 2, 0, "Write a bytes object to a file descriptor."},
    {"pipe", m_pipe, 0, 0, 0, "Create a pipe: a tuple of two file descriptors (read_fd, write_fd)."},
    {"pipe2", m_pipe2, 1, 1, 0, "Create a pipe with flags set atomically."},
    {"dup", m_dup, 1, 1, 0, "Return a duplicate of a file descriptor."},
    {"dup2", m_dup2, 2, -1, METH_KW, "Duplicate file descriptor."},
    {"isatty", m_isatty, 1, 1, 0, "Return True if the fd is connected to a terminal."},
    {"lseek", m_lseek, 3, 3, 0, "Set the position of a file descriptor.  Return the new position."},
    {"ftruncate", m_ftruncate, 2, 2, 0, "Truncate a file, specified by file descriptor, to a specific length."},
    {"fsync", m_fsync, 1, 1, 0, "Force write of fd to disk."},
    {"get_blocking", m_get_blocking, 1, 1, 0, "Get the blocking mode of the file descriptor."},
    {"set_blocking", m_set_blocking, 2, 2, 0, "Set the blocking mode of the specified file descriptor."},
    {"get_inheritable", m_get_inheritable, 1, 1, 0, "Get the close-on-exe flag of the specified file descriptor."},
    {"set_inheritable", m_set_inheritable, 2, 2, 0, "Set the inheritable flag of the specified file descriptor."},
    {"stat", m_stat, 1, -1, METH_KW, "Status of a file or descriptor, as a tuple."},
    {"lstat", m_lstat, 1, 1, 0, "Like stat(), but do not follow symbolic links."},
    {"fstat", m_fstat, 1, 1, 0, "Status of a file descriptor, as a tuple."},
    {"unlink", m_unlink, 1, 1, 0, "Remove a file (same as remove())."},
    {"remove", m_remove, 1, 1, 0, "Remove a file (same as unlink())."},
    {"rmdir", m_rmdir, 1, 1, 0, "Remove a directory."},
    {"chdir", m_chdir, 1, 1, 0, "Change the current working directory to the specified path."},
    {"rename", m_rename, 2, 2, 0, "Rename a file or directory."},
    {"replace", m_replace, 2, 2, 0, "Rename a file or directory, overwriting the destination."},
    {"link", m_link, 2, 2, 0, "Create a hard link to a file."},
    {"symlink", m_symlink, 2, 2, 0, "Create a symbolic link pointing to src named dst."},
    {"mkdir", m_mkdir, 1, -1, METH_KW, "Create a directory."},
    {"chmod", m_chmod, 1, -1, METH_KW, "Change the access permissions of a file."},
    {"mkfifo", m_mkfifo, 1, -1, METH_KW, "Create a FIFO (a POSIX named pipe)."},
    {"access", m_access, 2, 2, 0, "Use the real uid/gid to test for access to a path."},
    {"readlink", m_readlink, 1, 1, 0, "Return the path to which the symbolic link points."},
    {"listdir", m_listdir, 0, 1, 0, "Return a list containing the names of the files in the directory."},
    {"getcwd", m_getcwd, 0, 0, 0, "Return a unicode string representing the current working directory."},
    {"getcwdb", m_getcwdb, 0, 0, 0, "Return a bytes string representing the current working directory."},
    {"fspath", m_fspath, 1, 1, 0, "Return the file system path representation of the object."},
    {0}};
