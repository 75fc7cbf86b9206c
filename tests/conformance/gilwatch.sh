#!/bin/sh
# gilwatch.sh GILPY WORKLOADS: no thread of the workloads sleeps in a system call while it holds the GIL, and the
# watchdog that looks for it is no thread of Python's.
set -u
gilpy=$1
workloads=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail()
{
	echo "FAIL: $*" >&2
	exit 1
}

[ -r /proc/self/syscall ] || { echo "SKIP: no /proc/self/syscall"; exit 77; }
for program in mixed pipeline steps; do
	for policy in fair interval ticks; do
		timeout 120 "$gilpy" -X "gil=$policy" -X gilwatch "$workloads/$program.py" > "$work/out" 2> "$work/err" ||
			fail "$program under $policy: exit status $?: $(tail -3 "$work/err")"
		! grep gilwatch "$work/err" || fail "$program under $policy holds the GIL in a system call"
	done
done

# A FIFO as source file of a traceback.
mkfifo "$work/fifo"
cat > "$work/trace.py" << END
import threading
code = compile("def f():\n    raise ValueError\n", "$work/fifo", "exec")
names = {}
exec(code, names)
t = threading.Thread(target=names["f"])
t.start()
t.join()
print(threading.active_count())
END
timeout 20 "$gilpy" -X gilwatch "$work/trace.py" > "$work/out" 2> "$work/err" ||
	fail "the traceback of a FIFO: exit status $?"
grep -q ValueError "$work/err" || fail "no traceback: $(cat "$work/err")"
! grep gilwatch "$work/err" || fail "a FIFO holds the GIL"
[ "$(cat "$work/out")" = 1 ] || fail "the watchdog counts as a Python thread"

# Its thread is there only when asked for, has its name, and blocks every signal.
watchers='import os
for t in os.listdir("/proc/self/task"):
    fd = os.open("/proc/self/task/" + t + "/status", 0)
    text = os.read(fd, 4096).decode()
    os.close(fd)
    if text.startswith("Name:\tgil-watch"):
        print([l for l in text.split("\n") if l.startswith("SigBlk")][0].split("\t")[1][0])'
[ "$("$gilpy" -c "$watchers")" = "" ] || fail "a watchdog that nobody asked for"
[ "$("$gilpy" -X gilwatch=10 -c "$watchers")" = f ] || fail "no watchdog, or one that takes signals"
[ "$("$gilpy" -X gilwatch -c "import os, sys
if os.fork() == 0:
    exec('''$watchers''')
    os._exit(0)
os.wait()")" = "" ] || fail "the child of a fork has a watchdog"
for bad in gilwatch= gilwatch=0 gilwatch=x gilwatch=-5; do
	"$gilpy" -X "$bad" -c 1 2> "$work/err"
	[ $? -eq 2 ] && grep -q milliseconds "$work/err" || fail "-X $bad is taken"
done
echo "nothing to report"
