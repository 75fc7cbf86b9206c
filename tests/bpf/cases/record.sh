#!/bin/sh
# gilscope record and -r: the replay as an unprivileged user equals what was measured; a recording that breaks off is good up
# to its last accounts; signals.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf
need setpriv python3

chmod 755 "$tmp"
mkdir "$tmp/dir"

# as_nobody ARGUMENTS...: gilscope, without any privilege.
as_nobody()
{
	setpriv --reuid 65534 --regid 65534 --clear-groups --bounding-set=-all --no-new-privs "$GILSCOPE" "$@"
}

# One run: the accounts that record itself prints are the live ones. The command's own stderr is not in the way.
"$GILSCOPE" record --json -o "$tmp/dir/run.rec" -- sh -c "exec $GILPY $SCRIPTS/workloads/mixed.py 2> /dev/null" \
	> "$tmp/out" 2> "$tmp/err" || fail "record: exit status $?"
grep '^{' "$tmp/err" > "$tmp/live.json"
grep -Eq '^gilscope: recorded [1-9][0-9]* events, [1-9][0-9]* bytes in [0-9.]+m?s, lost 0$' "$tmp/err" || fail "no summary"
[ "$(stat -c %a "$tmp/dir/run.rec")" = 600 ] || fail "mode $(stat -c %a "$tmp/dir/run.rec"), not 600"
[ "$(ls -A "$tmp/dir")" = run.rec ] || fail "left behind: $(ls -A "$tmp/dir")"
sound "$tmp/live.json"
check "record" 'input | .recording | if .events < 1000 or .replay or .sched or (.complete | not) then . else empty end' \
	"$tmp/live.json"
chmod 644 "$tmp/dir/run.rec"
for view in stat hist blame; do
	as_nobody $view -r "$tmp/dir/run.rec" > "$tmp/$view.txt" 2> "$tmp/err" || fail "$view -r: exit status $?"
	grep -Eq '^replay of a recording of 20[0-9-]+ [0-9:]+ UTC$' "$tmp/$view.txt" || fail "$view -r does not say so"
	as_nobody $view --replay "$tmp/dir/run.rec" --json > "$tmp/$view.json" 2> "$tmp/err" || fail "$view -r --json: $?"
	[ -s "$tmp/err" ] && fail "$view -r: something on stderr"
done
# Every field of the accounts; blame has one more.
for view in stat hist blame; do
	check "$view -r" 'input as $live | input as $again
		| if ($again.recording | .replay and .complete) then empty else "not marked" end,
		  ($live | del(.view, .recording.replay)) as $a
		| ($again | del(.view, .recording.replay, .processes[].blame)) as $b
		| if $a == $b then empty
		  else [$a | paths(scalars)] | map(. as $p | select(($a | getpath($p)) != ($b | getpath($p)))) | .[0:5] end' \
		"$tmp/live.json" "$tmp/$view.json"
done
check "blame -r" 'input.processes[0] | (.blame.divided_ns - .wait.total_ns | fabs) as $off
	| if $off > .wait.total_ns / 100 then "divided \(.blame.divided_ns) of \(.wait.total_ns)" else empty end,
	  if .wait.total_ns == 0 or (.blame.places | length) < 5 then "too little" else empty end' "$tmp/blame.json"
as_nobody stat --sched --json -r "$tmp/dir/run.rec" > "$tmp/split.json" || fail "stat --sched -r: exit status $?"
check "stat --sched" 'input.processes[0] | select(.wait.split_ns == 0 or .wait.blocked_ns == 0 or (.handoff | not)) | .wait' \
	"$tmp/split.json"
as_nobody blame -f folded -r "$tmp/dir/run.rec" > "$tmp/folded.txt" || fail "blame -f folded -r: exit status $?"
grep -Evq '^[^ ]+ [0-9]+$' "$tmp/folded.txt" && fail "a line that is no folded stack"
grep -q '^computer-1;.*;compute [0-9]' "$tmp/folded.txt" || fail "no stack of compute"

# RECORDING.md is right: read by nothing else, the accounts are the same.
python3 "$tests/read_recording.py" "$tmp/dir/run.rec" > "$tmp/read.txt" || fail "read_recording.py"
jq -r '.processes[].threads | sort_by(.id)[]
	| "\(.id) \(.name) \(.acquires) \(.contended) \(.wait.total_ns) \(.hold.total_ns) \([.hold.hist[][1]] | add)"' \
	"$tmp/stat.json" > "$tmp/told.txt"
tail -n +2 "$tmp/read.txt" | diff - "$tmp/told.txt" > "$tmp/differences.txt" || fail "the format is another"
check "record count" --arg count "$(head -n 1 "$tmp/read.txt" | tr ' ' '\n' | awk -F: 'NF == 2 { n += $2 } END { print n }')" \
	'input.recording | select(.events != ($count | tonumber)) | "\(.events) events, read \($count)"' "$tmp/stat.json"

# With the scheduler's events of all threads: more of them, and the same accounts.
"$GILSCOPE" record --json --sched -o "$tmp/dir/sched.rec" -- sh -c "exec $GILPY $SCRIPTS/workloads/mixed.py 1 2> /dev/null" \
	> "$tmp/out" 2> "$tmp/err" || fail "record --sched: exit status $?"
grep '^{' "$tmp/err" > "$tmp/live.json"
"$GILSCOPE" stat --sched --json -r "$tmp/dir/sched.rec" > "$tmp/stat.json" || fail "stat -r: exit status $?"
check "record --sched" 'input as $live | input as $again
	| if ($live | del(.view, .recording.replay)) == ($again | del(.view, .recording.replay)) then empty else "differs" end,
	  if $again.recording.sched then empty else "not marked" end' "$tmp/live.json" "$tmp/stat.json"

# Broken off: shown up to the last accounts, or one clear line; always exit status 1.
size=$(stat -c %s "$tmp/dir/run.rec")
part=0
for at in 0 7 30 64 79 200000 $((size / 3)) $((size / 2)) $((size - 100)) $((size - 1)); do
	head -c "$at" "$tmp/dir/run.rec" > "$tmp/cut.rec"
	chmod 644 "$tmp/cut.rec"
	as_nobody blame --json -r "$tmp/cut.rec" > "$tmp/cut.json" 2> "$tmp/err"
	status=$?
	[ $status = 1 ] || fail "cut at $at: exit status $status"
	[ "$(wc -l < "$tmp/err")" = 1 ] || fail "cut at $at: not one line"
	[ -s "$tmp/cut.json" ] || continue
	part=$((part + 1))
	grep -q "is incomplete: it breaks off" "$tmp/err" || fail "cut at $at: not said"
	check "cut at $at" 'input | if .recording.complete then "complete" else empty end,
		(.processes[0] | if (.blame.divided_ns - .wait.total_ns | fabs) > .wait.total_ns / 20 + 1e8
		 then "divided \(.blame.divided_ns) of \(.wait.total_ns)" else empty end)' "$tmp/cut.json"
done
[ $part -ge 3 ] || fail "only $part of the cut recordings were shown"

# Nothing that is no recording is one.
for file in /dev/null /dev/zero "$tmp" "$tmp/err" "$GILSCOPE" "$tmp/nothing"; do
	"$GILSCOPE" stat -r "$file" > "$tmp/out" 2> "$tmp/err"
	[ $? = 1 ] && [ ! -s "$tmp/out" ] && [ "$(wc -l < "$tmp/err")" = 1 ] || fail "-r $file"
done
ln -s dir/run.rec "$tmp/link.rec"
"$GILSCOPE" stat -r "$tmp/link.rec" > "$tmp/out" 2> "$tmp/err"
[ $? = 1 ] && grep -q "it is a symbolic link" "$tmp/err" || fail "a recording behind a symbolic link"
mkfifo "$tmp/fifo.rec"
timeout 5 "$GILSCOPE" stat -r "$tmp/fifo.rec" > "$tmp/out" 2> "$tmp/err"
[ $? = 1 ] && grep -q "not a regular file" "$tmp/err" || fail "a FIFO as a recording"

# kill -INT: complete. kill -9: a temporary name only, and what it has can be read.
start "$FAKEGIL" -r -t 2 -w 200
target=$started
pause 0.1
for signal in INT KILL; do
	rm -rf "$tmp/dir" && mkdir "$tmp/dir"
	env --default-signal=INT "$GILSCOPE" record -o "$tmp/dir/x.rec" -p "$target" > "$tmp/out" 2> "$tmp/err" &
	tool=$!
	pause 4
	ls -A "$tmp/dir" > "$tmp/while.txt"
	grep -q x.rec "$tmp/while.txt" && fail "there before it is complete"
	kill -$signal "$tool"
	wait "$tool" 2> /dev/null
	status=$?
	left=$(ls -A "$tmp/dir")
	"$GILSCOPE" stat --json -r "$tmp/dir/$left" > "$tmp/replay.json" 2> "$tmp/err"
	replayed=$?
	case $signal in
	INT) [ "$status $left $replayed" = "0 x.rec 0" ] || fail "SIGINT: $status $left $replayed" ;;
	KILL) [ "$status $replayed" = "137 1" ] || fail "SIGKILL: $status $left $replayed" ;;
	esac
	[ $signal = INT ] || case $left in .gilscope-??????) ;; *) fail "SIGKILL left $left" ;; esac
	check "SIG$signal" 'input.processes[0] | select(.acquires < 100) | "acquires \(.acquires)"' "$tmp/replay.json"
done

# The recording is stdout; a command that is no runtime leaves nothing.
"$GILSCOPE" record -d 300ms -o - -p "$target" 2> "$tmp/err" > "$tmp/piped.rec" || fail "-o -: exit status $?"
"$GILSCOPE" stat -r "$tmp/piped.rec" > "$tmp/out" 2> "$tmp/err" || fail "-o - is no recording"
"$GILSCOPE" record -o - -- "$FAKEGIL" -t 1 -n 2 > "$tmp/out" 2> "$tmp/err" && fail "-o - with a command"
grep -q "stdout is the command's" "$tmp/err" || fail "-o - with a command: not said"
rm -rf "$tmp/dir" && mkdir "$tmp/dir"
(cd "$tmp/dir" && "$GILSCOPE" record -- true 2> "$tmp/err") && fail "record of true"
[ -z "$(ls -A "$tmp/dir")" ] || fail "record of true left $(ls -A "$tmp/dir")"
(cd "$tmp/dir" && "$GILSCOPE" record -d 200ms -p "$target" 2> "$tmp/err") || fail "no name: exit status $?"
[ "$(ls -A "$tmp/dir")" = gilscope.rec ] || fail "not gilscope.rec but $(ls -A "$tmp/dir")"
echo "$part cut recordings were shown in part; $(jq -r '.recording | "\(.events) events, \(.bytes) bytes"' "$tmp/blame.json")"
