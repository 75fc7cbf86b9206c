#!/bin/sh
# Every function of the C library that can block is called by the blocking layer alone (runtime/thread/blocking*.c): the
# object files of this build are asked what they import. What else calls one has an entry with its reason in the table
# below, and an entry that meets no import is an error, too: the table is what the code is, no more.
#
# Environment: BUILD (the build folder), default build
set -u

build=${BUILD:-build}
source=$(cd "$(dirname "$0")/../.." && pwd)
command -v nm > /dev/null || { echo "SKIP: no nm"; exit 77; }
[ -d "$build/runtime/CMakeFiles" ] || { echo "FAIL: no object files in $build/runtime" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What can block: waits for a disk, a device, a peer, another thread or a time, or reads a file inside the library.
# One pattern a line, for whole names.
cat > "$work/can_block" << 'END'
p?readv?2?|p?writev?2?|pread64v?2?|pwrite64v?2?|p?(read|write)v64v?2?|read|write|sendfile(64)?|splice|tee|vmsplice
copy_file_range
open(at)?(64)?|creat(64)?|openat2|close(_range)?|closefrom|dup[23]?|pipe2?|fcntl(64)?|ioctl|isatty|ttyname(_r)?
tc[a-z]+
lseek(64)?|f?truncate(64)?|(f|fdata)sync|sync|syncfs|sync_file_range|(posix_)?fallocate(64)?|posix_fadvise(64)?
readahead|flock|lockf(64)?
[fl]?stat(64)?|fstatat(64)?|statx|__[fl]?xstat(at)?(64)?|f?statv?fs(64)?|(f|eu)?access(at)?|euidaccess|eaccess
unlink(at)?|remove|rmdir|mkdir(at)?|mknod(at)?|mkfifo(at)?|rename(at2?)?|link(at)?|symlink(at)?|readlink(at)?
realpath|canonicalize_file_name
[fl]?chmod|fchmodat|[fl]?chown|fchownat|[fl]?utimes?|utimensat|futimens|futimesat|f?chdir|chroot|getcwd
get_current_dir_name|getwd
f?opendir|fdopendir|readdir(64)?(_r)?|closedir|rewinddir|seekdir|scandir(at)?(64)?|getdents64|n?ftw(64)?
fts_[a-z]+|glob(64)?|wordexp
[fl]?(get|set|list|remove)xattr|mount|umount2?|swap(on|off)|acct|quotactl|name_to_handle_at|open_by_handle_at
inotify_[a-z_]+|fanotify_[a-z]+
mk[osd]?temps?(64)?|mkostemps?(64)?|mkdtemp|tmpfile(64)?|tmpnam(_r)?|tempnam|shm_(open|unlink)|memfd_create|msync
mlock2?|mlockall
fd?open(64)?|freopen(64)?|fclose(all)?|fflush(_unlocked)?|fread(_unlocked)?|fwrite(_unlocked)?|popen|pclose
setv?buf(fer)?|setlinebuf
fgetc?(s|_unlocked|s_unlocked)?|getc(har)?(_unlocked)?|gets|ungetc|getline|getdelim|fgetw[cs]|fputw[cs]|f?scanf
v?f?scanf
fputc(_unlocked)?|fputs(_unlocked)?|putc(har)?(_unlocked)?|puts|perror|psignal|psiginfo|v?f?printf|v?dprintf
fseeko?(64)?|ftello?(64)?|rewind
__(v?f?printf|v?dprintf|fgets(_unlocked)?|fread(_unlocked)?|p?read(64)?|readlink(at)?)_chk
__(getcwd|realpath|recv(from)?|poll|ppoll|open(at)?(64)?(_2)?)_chk
__open(at)?(64)?_2|_IO_(getc|putc)|__isoc(99|23)_v?f?scanf|err|errx|v?warnx?|verrx?|error(_at_line)?|syslog
vsyslog|openlog|closelog
p?poll|p?select|epoll_p?wait2?|epoll_(create1?|ctl)|__fdelt_chk|eventfd(_read|_write)?|timerfd_[a-z]+|signalfd
aio_[a-z]+|lio_listio|io_[a-z]+
socket(pair)?|bind|listen|accept4?|connect|shutdown|send(to|msg|mmsg)?|recv(from|msg|mmsg)?|[gs]etsockopt
get(sock|peer)name|sockatmark
getaddrinfo(_a)?|getnameinfo|gethostby(name2?|addr)(_r)?|gethostent|getservby(name|port)(_r)?
getproto(byname|bynumber)(_r)?|getnetby(name|addr)|res_n?[a-z]+|dn_[a-z]+|gai_suspend|if_(name|index)[a-z]+
getifaddrs
getpw(nam|uid|ent)(_r)?|getgr(nam|gid|ent)(_r)?|getgrouplist|initgroups|getsp(nam|ent)(_r)?|getlogin(_r)?|cuserid
getusershell|[gs]ethostid|getpass
u?sleep|nanosleep|clock_nanosleep|pause|sched_yield|thrd_(sleep|yield|join)|pthread_yield
sigwait(info)?|sigtimedwait|sigsuspend|sigpause|wait|wait[34]|waitpid|waitid|msg(snd|rcv)|sem(op|timedop)|mq_[a-z]+
pthread_(mutex|rwlock|spin)_(timed|clock)?(rd|wr)?lock
pthread_cond_(timed|clock)?wait|pthread_(timed|clock|try)?join(_np)?|pthread_barrier_wait|pthread_once|call_once
mtx_(timed)?lock|cnd_(timed)?wait|sem_(timed|clock)?wait|sem_open|sem_close|sem_unlink
pthread_getattr_np|getrandom|getentropy|arc4random(_buf|_uniform)?|getloadavg|sysconf|get_n?procs(_conf)?
get_(av)?phys_pages
fork|vfork|_Fork|clone|daemon|forkpty|openpty|system|exec(l|lp|le|v|vp|ve|vpe)|fexecve|execveat|posix_spawnp?
ptrace|process_vm_(readv|writev)
syscall|reboot|tzset|localtime(_r)?|mktime|timelocal|strf(time|time_l)|dlopen|dlmopen|dlclose|setlocale|newlocale
iconv_open|catopen|bindtextdomain|d?c?gettext|exit|quick_exit|semctl|shmat|getmntent(_r)?|setmntent
END

# FILE: FUNCTIONS - why they may
cat > "$work/allowed" << 'END'
runtime/main.c: dup2 exit fclose fflush fopen fprintf fwrite printf read readlink realpath putchar puts fputs fputc - before the runtime starts and after it has finished: there is no GIL
runtime/run.c: fflush fprintf fwrite fputc - before the first acquire and after the last release; nobody else runs yet when it cannot start
runtime/core/err.c: fflush fprintf fputs fputc fwrite vfprintf - err_fatal(): the invariants that a release relies on are broken, abort() is next
runtime/compiler/disasm.c: fprintf fputc fputs fwrite putc - gilpy --dis, which runs no program and no second thread
runtime/objects/str.c: getrandom - the hash key, at start-up, before a second thread
runtime/modules/posix_process.c: fork - keeps the GIL: the child must not find objects half changed
runtime/modules/posix_process.c: sysconf - of the clock's ticks, a constant
runtime/thread/cpu_slice.c: syscall - sched_setattr() of the calling thread, which does not wait
runtime/thread/gil.c: syscall - futex wake of the lock itself
runtime/thread/gil_fair.c: pthread_mutex_lock sched_yield syscall - the lock itself: its queue and its futex
runtime/thread/gil_interval.c: pthread_mutex_lock pthread_cond_clockwait - the lock itself: its mutex and its condition
runtime/thread/gil_ticks.c: syscall - the lock itself: its futex
runtime/thread/gil_account.c: fclose fflush fopen fprintf fputc fwrite fputs putc - written after the last release
runtime/thread/gil_watch.c: close open pthread_cond_timedwait pthread_join pthread_mutex_lock read syscall write - its own thread never has the GIL; it is started before a second thread, ended after the last release
runtime/thread/signals.c: syscall - gettid and rt_tgsigqueueinfo, which do not wait
runtime/thread/signals.c: write - signal handler: to the wake-up descriptor, which is non-blocking
runtime/thread/thread.c: pthread_getattr_np syscall - thread_bind(): before the thread's first acquire, or alone after a fork; gettid does not wait
runtime/vm/fault.c: write - async-signal-safe; reads stacks that only the GIL keeps in place
runtime/vm/traceback.c: fclose fprintf fputc fputs fwrite putc - into a memory stream
END

# One import a line: FILE FUNCTION, of the runtime, its probes and the command.
# An object whose source is gone is of an older build.
find "$build/runtime" "$build/probes/CMakeFiles/gilpy_probes.dir" -name '*.o' | sort > "$work/objects"
while read -r object; do
	file=$(echo "$object" | sed "s|^$build/||; s|CMakeFiles/[^/]*\.dir/||; s|\.o$||")
	case $file in
	runtime/*) [ -f "$source/$file" ] || continue ;;
	esac
	nm -u "$object" | awk -v f="$file" '{ sub(/@.*/, "", $NF); print f, $NF }'
done < "$work/objects" > "$work/imports" || exit 1
[ "$(wc -l < "$work/objects")" -ge 60 ] && [ "$(wc -l < "$work/imports")" -ge 1000 ] || {
	echo "FAIL: only $(wc -l < "$work/objects") objects with $(wc -l < "$work/imports") imports found" >&2
	exit 1
}
awk 'BEGIN { while ((getline p < ARGV[1]) > 0) patterns[++n] = "^(" p ")$"; ARGV[1] = "" }
	{ for (i = 1; i <= n; i++) if ($2 ~ patterns[i]) { print; next } }' "$work/can_block" "$work/imports" > "$work/found"
for name in read write open close stat fstat ppoll connect accept4 clock_nanosleep posix_spawn waitpid; do
	grep -Eq "^runtime/thread/blocking[a-z_]*\.c $name$" "$work/found" || {
		echo "FAIL: the blocking layer was not seen to call $name: is this list of imports complete?" >&2
		exit 1
	}
done

awk '
FILENAME == ARGV[1] {
	split($0, half, " - ")
	file = half[1]
	sub(/:.*/, "", file)
	functions = substr(half[1], length(file) + 2)
	n = split(functions, f, " ")
	lines[++entries] = $0
	for (i = 1; i <= n; i++) {
		allowed[file " " f[i]] = entries
		stdio[file " " f[i]] = f[i] ~ /^(fprintf|fputs|fputc|fwrite|putc|putchar|puts|printf)$/
	}
	next
}
$1 ~ /^runtime\/thread\/blocking[a-z_]*\.c$/ { inside++; next }
($0 in allowed) { met[$0]++; if (stdio[$0]) { prints[$1]++ }; next }
{ print "FAIL: " $1 " calls " $2 "(), which can block: through runtime/thread/blocking*.c, or give the reason here"; bad++ }
END {
	# Compilers turn one printing function into another: of those, one a file must be met.
	for (k in allowed) {
		split(k, part, " ")
		if (!(k in met) && !(stdio[k] && prints[part[1]])) {
			print "FAIL: nothing matches " part[2] " of the entry: " lines[allowed[k]]
			bad++
		}
	}
	print inside " imports by the blocking layer, " length(met) " by others with a reason"
	exit bad > 0
}' "$work/allowed" "$work/found"
