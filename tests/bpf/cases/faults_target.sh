#!/bin/sh
# What a target may do or suffer while it is measured (FAULTS.md): the right figures, or one clear line.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf
need readelf

# report PID ARGUMENTS...: of a window of 300 ms on that process.
report()
{
	pid=$1
	shift
	timeout $((30 * pace)) "$GILSCOPE" stat --json -d 300ms "$@" -p "$pid" > "$tmp/report.json" 2> "$tmp/err" ||
		fail "$what: exit status $?"
	[ -s "$tmp/err" ] && fail "$what: something on stderr"
	sound "$tmp/report.json"
}

# refused STATUS 'TEXT' ARGUMENTS...: one line that says so, and nothing else.
refused()
{
	status=$1
	text=$2
	shift 2
	timeout $((30 * pace)) "$GILSCOPE" "$@" > "$tmp/out" 2> "$tmp/err"
	got=$?
	[ $got = "$status" ] || fail "$what: exit status $got, not $status"
	[ "$(wc -l < "$tmp/err")" = 1 ] && [ ! -s "$tmp/out" ] || fail "$what: not one line"
	grep -qF -- "$text" "$tmp/err" || fail "$what: not said: $text"
}

# alive PID: it runs, and ends by SIGTERM as it wants to.
alive()
{
	kill -TERM "$1" && wait "$1" || fail "$what: the target is not well: $?"
}

what="killed amid a hold and a wait"
start "$FAKEGIL" -r -t 2 -w 300000
target=$started
pause 0.5
"$GILSCOPE" stat --json -p "$target" > "$tmp/report.json" 2> "$tmp/err" &
tool=$!
pause 1
sleep 1
kill -9 "$target"
wait "$tool" || fail "$what: exit status $?"
sound "$tmp/report.json"
check "$what" 'input.processes[0] | if .alive then "alive" else empty end,
	if .hold.truncated_death != 1 then "\(.hold.truncated_death) holds cut by death, not 1" else empty end,
	if .wait.truncated_death < 1 then "no wait cut by death" else empty end,
	if .hold.open + .wait.open != 0 then "the dead hold or wait" else empty end' "$tmp/report.json"

what="exec into another program"
"$GILSCOPE" stat --json -o "$tmp/report.json" -- "$FAKEGIL" -t 1 -n 5 -x /bin/sh -- -c "sleep 0.3; exit 4" 2> "$tmp/err"
[ $? = 4 ] || fail "$what: not the other program's exit status"
sound "$tmp/report.json"
check "$what" 'input.processes[0] | if .acquires != 7 or .releases != 7 or .alive then . else empty end,
	if .hold.open + .wait.open != 0 then "the old image holds or waits" else empty end' "$tmp/report.json"

what="suspended"
start "$FAKEGIL" -r -t 2 -w 200
target=$started
pause 0.1
before=$(sites "$FAKEGIL" "$target")
kill -STOP "$target"
pause 0.1
report "$target"
check "$what" 'input.processes[0] | if .acquires != 0 or .thread_count != 0 or (.alive | not) then . else empty end' "$tmp/report.json"
"$GILSCOPE" stat --json -d 1s -p "$target" > "$tmp/report.json" 2> "$tmp/err" &
tool=$!
kill -CONT "$target"
wait "$tool" || fail "$what: exit status $?"
sound "$tmp/report.json"
check "$what" 'input.processes[0] | select(.acquires < 100) | "goes on, with \(.acquires) acquires"' "$tmp/report.json"
[ "$(sites "$FAKEGIL" "$target")" = "$before" ] || fail "$what: its text is another now"

# A tracer holds it between two instructions: as good as suspended, and nobody waits for anybody.
if [ -x /usr/bin/python3 ]; then
	what="stopped by a debugger"
	start /usr/bin/python3 "$tests/progs/tracer.py" "$target"
	tracer=$started
	until [ "$(cat /proc/"$target"/task/*/stat | grep -c ') t ')" = 3 ]; do
		kill -0 $tracer || fail "$what: cannot be traced"
		pause 0.1
	done
	report "$target"
	check "$what" 'input.processes[0] | if .acquires != 0 or (.alive | not) then . else empty end' "$tmp/report.json"
	kill -9 $tracer
	pause 0.1
fi
alive "$target"

what="its binary deleted, and another one in its place"
cp "$FAKEGIL" "$tmp/program"
start "$tmp/program" -r -t 2 -w 200
target=$started
pause 0.1
rm "$tmp/program"
report "$target"
check "$what" 'input.processes[0] | select(.acquires < 100) | "deleted: \(.acquires) acquires"' "$tmp/report.json"
cp /bin/true "$tmp/program"
report "$target"
check "$what" 'input.processes[0] | select(.acquires < 100) | "another file: \(.acquires) acquires"' "$tmp/report.json"
alive "$target"

what="started anew under the same path"
start "$FAKEGIL" -r -t 1 -w 300 -m old
old=$started
pause 0.1
"$GILSCOPE" stat --json -p "$old" > "$tmp/report.json" 2> "$tmp/err" &
tool=$!
pause 1
kill -TERM "$old"
"$FAKEGIL" -t 1 -n 500 -w 10 -m new
wait "$tool" || fail "$what: exit status $?"
sound "$tmp/report.json"
check "$what" --argjson pid "$old" 'input.processes | if length != 1 or .[0].pid != $pid or .[0].alive then "not the old one alone" else empty end,
	(.[0].threads[] | select(.name == "new") | "the new one is counted")' "$tmp/report.json"

what="a storm of forks"
storm()
{
	"$GILSCOPE" stat --json -o "$tmp/report.json" -- sh -c '
		for i in $(seq 300); do true & done
		for i in $(seq 100); do "$0" -t 1 -n 3 & done
		"$0" -f -t 2 -n 50 -o "$1"
		wait' "$FAKEGIL" "$tmp/account.json" > "$tmp/out" 2> "$tmp/err" || fail "$what: exit status $?"
}
storm
sound "$tmp/report.json"
check "$what" 'input.processes | if length != 101 then "\(length) processes, not 101" else empty end,
	(map(select(.thread_count == 2)) | if length != 100 or any(.[]; .acquires != 5) then "not 100 times 5 acquires" else empty end),
	(map(select(.thread_count == 3)) | if length != 1 or .[0].acquires != 102 then "the one that forks" else empty end)' "$tmp/report.json"

what="tids that come back"
if [ -w /proc/sys/kernel/ns_last_pid ] && unshare --pid --fork --mount-proc true 2> /dev/null; then
	# Whoever is born next gets a number from 100 on, again and again.
	unshare --pid --fork --mount-proc --kill-child sh -c '
		"$0" stat --json -o "$2" -- "$1" -t 1 -n 2 -c 600 &
		tool=$!
		while kill -0 $tool 2> /dev/null; do echo 100 > /proc/sys/kernel/ns_last_pid; done
		wait $tool' "$GILSCOPE" "$FAKEGIL" "$tmp/report.json" 2> "$tmp/err" || fail "$what: exit status $?"
	sound "$tmp/report.json"
	check "$what" 'input.processes[0].threads | if length != 602 then "\(length) threads, not 602" else empty end,
		if map(.id) | unique | length != 602 then "ids are not unique" else empty end,
		if map(.tid) | unique | length > 400 then "no tid came back: this proves nothing" else empty end,
		if any(.[]; .acquires == 0) then "a thread without its acquires" else empty end' "$tmp/report.json"
else
	echo "not tried: $what"
fi

what="in a container: mounts and pids of its own"
mkdir "$tmp/lower" "$tmp/root"
cp "$FAKEGIL" "$tmp/lower/contained"
start unshare --mount --pid --fork --kill-child sh -c '
	mount -t tmpfs -o mode=755 none "$0" && mkdir "$0/upper" "$0/work" "$0/all" &&
	mount -t overlay -o "lowerdir=$1,upperdir=$0/upper,workdir=$0/work" none "$0/all" && exec "$0/all/contained" -r -t 2 -w 200 -s 50
	exit 1' "$tmp/root" "$tmp/lower"
pause 0.5
target=$(pgrep -P "$started") || target=
if [ -n "$target" ]; then
	pids="$pids $target"
	report "$target"
	check "$what" --argjson pid "$target" 'input.processes[0]
		| if .pid != $pid or .acquires < 100 or (.threads | length) != 2 then . else empty end,
		  if any(.threads[]; .tid > 20) then "tids \([.threads[].tid])" else empty end' "$tmp/report.json"
	kill -9 "$target"
else
	echo "not tried: $what (no overlay file system)"
fi

what="no process any more"
start "$FAKEGIL" -t 1 -n 1
wait "$started"
refused 1 "there is no process $started" stat -p "$started"
what="a zombie"
start sh -c 'sleep 0 & exec sleep 1000'
pause 0.3
zombie=$(pgrep -P "$started") || fail "$what: there is none"
refused 1 "runs no program" stat -p "$zombie"
what="a thread of the kernel"
if [ "$(cat /proc/2/comm 2> /dev/null)" = kthreadd ]; then
	refused 1 "runs no program" stat -p 2
fi
exit 0
