#!/bin/sh
# A CPython that is attached to and left, again and again, while it starts, forks, becomes another one, and ends: it is none the
# worse for it, and the figures stay sound. By both kinds of uprobes.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf
[ -x "$FAKECPYTHON" ] || skip "no stand-in for CPython on this machine"

rounds=5
[ "${BPF_TEST_LONG:-0}" = 1 ] && rounds=100

# pythons: those that are here.
# shellcheck disable=SC2086 # a list
for python in /usr/bin/python3.11 "$HOME"/.pyenv/versions/3.*/bin/python3.*[0-9] ${CPYTHONS:-}; do
	[ -x "$python" ] && "$python" -c 'import sys; sys.exit(sys.version_info < (3, 8))' 2> /dev/null && pythons="${pythons:-} $python"
done
[ -n "${pythons:-}" ] || pythons=$FAKECPYTHON

cat > "$tmp/live.py" << 'END'
import os, sys, threading, time
stop = []
def compute():
    n = 0
    while not stop:
        n = sum(range(1000))
    counts.append(n)
def write():
    while not stop:
        os.write(out, b"x")
        time.sleep(0.0001)
    counts.append(499500)
def nap():
    while not stop:
        time.sleep(0.002)
counts = []
out = os.open("/dev/null", os.O_WRONLY)
threads = [threading.Thread(target=work) for work in (compute, compute, write)]
# So many that gilscope looks at some of them as a window opens just when they have their first event.
threads += [threading.Thread(target=nap) for _ in range(int(sys.argv[1]))]
for t in threads: t.start()
sys.stdin.read()
stop.append(1)
for t in threads: t.join()
sys.exit(counts != [499500] * 3)
END
cat > "$tmp/daemons.py" << 'END'
import threading, time
def compute():
    while True: sum(range(1000))
def nap():
    while True: time.sleep(0.0005)
for work in (compute, nap) * 4: threading.Thread(target=work, daemon=True).start()
time.sleep(0.2)
END

# attach/detach rounds
first=${pythons# }
first=${first%% *}
mkfifo "$tmp/stdin"
if [ "$first" != "$FAKECPYTHON" ]; then
	"$first" "$tmp/live.py" 200 < "$tmp/stdin" &
	target=$!
	pids="$pids $target"
	exec 3> "$tmp/stdin"
	pause 0.3
	acquires=0
	for round in $(seq $rounds); do
		way=perf
		[ $((round % 2)) = 0 ] && way=
		GILSCOPE_UPROBES=$way
		export GILSCOPE_UPROBES
		[ -n "$way" ] || unset GILSCOPE_UPROBES
		"$GILSCOPE" stat --json -d 100ms -p "$target" > "$tmp/report.json" 2> "$tmp/err" || fail "round $round: exit status $?"
		sound "$tmp/report.json"
		acquires=$((acquires + $(jq '.processes[0].acquires' "$tmp/report.json")))
	done
	# a switch interval is 5 ms, and one round alone may fall into a moment in which the machine has no time for the target
	[ "$acquires" -ge $((rounds * 3)) ] || fail "only $acquires acquires in $rounds rounds"
	unset GILSCOPE_UPROBES
	exec 3>&-
	wait "$target" || fail "the target ended with $?"
fi

# Several, of several files, at once
start "$FAKECPYTHON" -t 1 -b 1 -d $((60000 * pace))
one=$started
start "${FAKECPYTHON}_table" -t 1 -b 1 -d $((60000 * pace))
"$GILSCOPE" stat --json -d 300ms -p "$one,$started" > "$tmp/report.json" 2> "$tmp/err" || fail "two at once: exit status $?"
sound "$tmp/report.json"
check "two at once" '[input.processes[] | select(.acquires > 0) | .runtime.version] | sort
	| if . != ["3.11.2", "3.13.5"] then . else empty end' "$tmp/report.json"
kill "$one" "$started"

# One that becomes the other runtime, for which no programs were loaded
if [ -x "$GILPY" ]; then
	cat > "$tmp/become.py" << 'END'
import os, sys, time
while True:
    try:
        os.stat(sys.argv[1])
        break
    except OSError:
        time.sleep(0.001)
os.execv(sys.argv[2], sys.argv[2:])
END
	start "$GILPY" "$tmp/become.py" "$tmp/go" "$FAKECPYTHON" -t 1 -b 1 -d 300
	target=$started
	start "$GILSCOPE" stat --json -o "$tmp/report.json" -p "$target" 2> "$tmp/err"
	pause 2
	touch "$tmp/go"
	wait "$started" || fail "becomes the other runtime: exit status $?"
	grep -q "note: process $target runs CPython now, .* that is not measured" "$tmp/err" || fail "becomes the other runtime: no note"
	sound "$tmp/report.json"
	check "becomes the other runtime" 'input.processes | if length != 1 or .[0].acquires < 2 or (.[0].threads | length) != 1
		then . else empty end' "$tmp/report.json"
	wait "$target" || fail "becomes the other runtime: the target ended with $?"
fi

# One whose files nobody but itself can name, as in a container: the program and its library lie on a mount of its own.
mkdir "$tmp/own"
start unshare --mount sh -c 'mount -t tmpfs none "$1" && cp "$2"/fakecpython_shared "$2"/libpython3.11.so "$1" && cd "$1" &&
	LD_LIBRARY_PATH=$1 exec ./fakecpython_shared -t 1 -b 1 -d 300000' sh "$tmp/own" "$(dirname "$FAKECPYTHON")"
pause 0.5
[ -e "$tmp/own/fakecpython_shared" ] && fail "the mount is not its own"
"$GILSCOPE" stat --json -d 200ms -p "$started" > "$tmp/report.json" 2> "$tmp/err" || fail "another mount: exit status $?"
sound "$tmp/report.json"
check "another mount" 'input.processes[0] | if .runtime.kind != "cpython" or .acquires < 1 then . else empty end' "$tmp/report.json"
kill "$started"

for python in $pythons; do
	[ "$python" = "$FAKECPYTHON" ] && break
	# fork, exec of the same runtime in a child, and a program that ends in the midst of it
	"$GILSCOPE" stat --json -F -o "$tmp/report.json" -- "$python" "$tests/progs/family.py" 2 0.2 0 fork spawn become \
		> "$tmp/out" 2> "$tmp/err" ||
		fail "$python: family.py: exit status $?"
	sound "$tmp/report.json"
	check "$python: the family" 'input.processes | if length != 4 then "\(length) processes, not 4" else empty end,
		(.[] | select((.threads | length) < 3 or .runtime.kind != "cpython") | "\(.command): \(.threads | length) threads")' \
		"$tmp/report.json"
	"$GILSCOPE" stat --json -o "$tmp/report.json" -- "$python" "$tmp/daemons.py" > "$tmp/out" 2> "$tmp/err" ||
		fail "$python: daemons.py: exit status $?"
	sound "$tmp/report.json"
	# attached to while it starts, and while it ends
	for delay in 0 0.01 0.03; do
		start "$python" "$tmp/daemons.py"
		sleep $delay
		"$GILSCOPE" stat --json -p "$started" > "$tmp/report.json" 2> "$tmp/err" || [ ! -s "$tmp/report.json" ] ||
			fail "$python: exit status $? after $delay s"
		wait "$started" || fail "$python: attached to after $delay s, it ended with $?"
		[ -s "$tmp/report.json" ] && sound "$tmp/report.json"
	done
	[ "${BPF_TEST_LONG:-0}" = 1 ] || break
done
exit 0
