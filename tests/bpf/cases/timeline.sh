#!/bin/sh
# gilscope timeline: trace files read back by other people's parsers, and their figures against the summary of the same
# run, to the nanosecond.
# shellcheck source=../lib.sh disable=SC2016
. "$(dirname "$0")/../lib.sh"

# What can be said without root.
usage()
{
	status=0
	"$GILSCOPE" timeline "$@" > "$tmp/out" 2> "$tmp/err" || status=$?
	[ $status = 2 ] || fail "timeline $*: exit status $status"
}
usage -- true
grep -q 'timeline writes a file: name it with -o' "$tmp/err" || fail "no word on -o"
usage -f xml -o "$tmp/t" -- true
grep -q "wants perfetto or json, not 'xml'" "$tmp/err" || fail "no word on -f"
usage -i 1s -o "$tmp/t" -- true
"$GILSCOPE" timeline --help | grep -q '^Usage: gilscope timeline' || fail "no help"

need_bpf
python=/usr/bin/python3.11
$python -c 'import google.protobuf' 2> /dev/null || skip "no python3-protobuf for python3.11"
seconds=1
[ "${BPF_TEST_LONG:-0}" = 1 ] && seconds=10

# The summary that gilscope has written on stderr, among other lines.
keep_summary()
{
	grep '^{' "$tmp/err" > "$tmp/summary.json"
}

# read_back ARGUMENTS...: of read_timeline.py
read_back()
{
	$python "$tests/read_timeline.py" "$@" > "$tmp/read.txt" || { cat "$tmp/read.txt"; return 1; }
}

# A program from its first to its last event, in both formats. The shell takes gilpy's own words from stderr, where the
# summary goes.
mixed()
{
	trace=$1
	shift
	"$GILSCOPE" timeline --json -o "$trace" "$@" -- \
		sh -c 'exec "$0" "$@" 2> /dev/null' "$GILPY" "$SCRIPTS/workloads/mixed.py" $seconds \
		> "$tmp/out" 2> "$tmp/summary.json" || fail "timeline $*: exit status $?"
	sound "$tmp/summary.json"
}
for file in t.json t.pftrace; do
	mixed "$tmp/$file"
	read_back check "$tmp/$file" "$tmp/summary.json" || fail "$file: see above"
	cat "$tmp/read.txt"
	for what in "GIL hold" "GIL wait" function stack holder_tid blocking; do
		grep -qaF "$what" "$tmp/$file" || fail "$file: no $what"
	done
done
[ "$(head -c 1 "$tmp/t.json")" = '{' ] || fail "t.json is no JSON"

# With --sched a row of CPU states, which divide waits and holds as the kernel's sums do. The format may be named.
mixed "$tmp/sched.any" --sched -f json
[ "$(head -c 1 "$tmp/sched.any")" = '{' ] || fail "-f json: no JSON"
read_back check "$tmp/sched.any" "$tmp/summary.json" || fail "--sched: see above"

# A running process: what is cut by the window's edges; and to stdout.
start "$GILPY" "$SCRIPTS/workloads/mixed.py" 60 2> /dev/null
pause 0.5
"$GILSCOPE" timeline -p "$started" -d 500ms --json > "$tmp/p.pftrace" 2> "$tmp/summary.json" || fail "-p: exit status $?"
read_back check "$tmp/p.pftrace" "$tmp/summary.json" || fail "-p: see above"
grep -qa 'start' "$tmp/p.pftrace" || fail "-p: nothing was cut by the start of the window"
kill "$started"

# Threads that come and go, and an end by SIGKILL.
"$GILSCOPE" timeline --json -o "$tmp/churn.json" -- "$FAKEGIL" -t 4 -n 500 -c 200 > /dev/null 2> "$tmp/err" ||
	fail "churn: exit status $?"
keep_summary
read_back check "$tmp/churn.json" "$tmp/summary.json" || fail "churn: see above"
"$GILSCOPE" timeline --json -o "$tmp/kill.pftrace" -- \
	sh -c '"$0" -r -t 4 > /dev/null & p=$!; sleep 0.3; kill -9 $p' "$FAKEGIL" 2> "$tmp/err"
keep_summary
read_back check "$tmp/kill.pftrace" "$tmp/summary.json" || fail "kill: see above"
grep -qa 'death' "$tmp/kill.pftrace" || fail "kill: no span was cut by death"

# Hostile names.
hostile=$(printf 'a"b\\c\nd</script>\377\300x\033[31m')
for file in n.json n.pftrace; do
	"$GILSCOPE" timeline -o "$tmp/$file" -- "$FAKEGIL" -t 2 -n 5 -m "$hostile" > /dev/null 2> "$tmp/err" ||
		fail "names: exit status $?"
	read_back thread "$tmp/$file" '"a\"b\\c\nd</script>\ufffd\ufffdx\u001b[31m"' || fail "names: see above"
done

# A full disk, from the start; and one that fills up while events come, or at the end: said once.
# full ERROR FILE SHELL COUNT: what the shell does comes before gilscope.
full()
{
	sh -c "$3"'; exec "$@"' sh "$GILSCOPE" timeline -o "$2" -- "$FAKEGIL" -t 2 -n "$4" -w 0 > /dev/null 2> "$tmp/err"
	status=$?
	[ $status = 1 ] || fail "full disk: exit status $status"
	grep -q "^gilscope: cannot write the trace: $1" "$tmp/err" || fail "full disk: not said"
	[ "$(grep '^gilscope: ' "$tmp/err" | grep -vc 'note:')" = 1 ] || fail "full disk: more is said"
}
full 'No space left' /dev/full : 10
full 'File too large' "$tmp/cut.json" "trap '' XFSZ; ulimit -f 2000" 100000
full 'File too large' "$tmp/cut.pftrace" "trap '' XFSZ; ulimit -f 20" 200

# amid NAME RING STOPS SECONDS: gilscope is stopped so often and so long amid a timeline, NAME.pftrace; its exit status in $status.
amid()
{
	start "$FAKEGIL" -r -t 4 -w 20
	target=$started
	pause 0.1
	before=$(sites "$FAKEGIL" "$target")
	"$GILSCOPE" timeline -s -b "$2" --json -o "$tmp/$1.pftrace" -p "$target" > /dev/null 2> "$tmp/err" &
	tool=$!
	while [ "$(sites "$FAKEGIL" "$target")" = "$before" ]; do
		running "$tool" || fail "$1: it does not attach"
		pause 0.05
	done
	for _ in $(seq "$3"); do
		pause 0.1
		kill -STOP "$tool"
		pause "$4"
		kill -CONT "$tool"
	done
	pause 0.5 # what comes now has a gap before it
	kill -TERM "$tool"
	wait "$tool"
	status=$?
	kill "$target"
	keep_summary
}

# Losses are said: by the exit status, on stderr and in the trace. What is left is still a sound file.
# They are certain while gilscope is stopped: several times, for a gap may lie so that each thread goes on as if nothing were
# missing.
amid losses 1 4 0.3
[ $status = 3 ] || fail "losses: exit status $status"
lost=$(jq .lost "$tmp/summary.json")
[ "$lost" -gt 0 ] || fail "nothing was lost: this proves nothing"
read_back tracks "$tmp/losses.pftrace" "$lost" || fail "losses: see above"

# More has come meanwhile than is taken from the ring at once: all of it is there, in its order.
amid backlog 64 1 0.6
[ $status = 0 ] || fail "backlog: exit status $status: $(jq -c .lost_by "$tmp/summary.json")"
grep 'too late' "$tmp/err" && fail "backlog: see above"
read_back check "$tmp/backlog.pftrace" "$tmp/summary.json" || fail "backlog: see above"
cat "$tmp/read.txt"
[ "$(awk '{ gsub(",", ""); print $3 }' "$tmp/read.txt")" -gt 65536 ] || fail "backlog: too few events, this proves nothing"

# Nothing to measure: no file.
"$GILSCOPE" timeline -o "$tmp/empty.json" -- true 2> "$tmp/err" && fail "no runtime, and no failure"
[ -e "$tmp/empty.json" ] && fail "a file of nothing was left"
exit 0
