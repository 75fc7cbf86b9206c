#!/bin/sh
# Ctrl-C, SIGTERM and -d: the report of what was seen, and nothing left behind.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf

for signal in INT TERM HUP; do
	start "$FAKEGIL" -r -t 2 -w 200
	target=$started
	pause 0.1
	# Background commands of a shell without job control ignore SIGINT; env gives it back.
	env --default-signal=INT "$GILSCOPE" stat --json -p "$target" > "$tmp/report.json" 2> "$tmp/err" &
	tool=$!
	pause 0.7
	kill -$signal "$tool"
	wait "$tool" || fail "-p, SIG$signal: exit status $?"
	kill -0 "$target" 2> /dev/null || fail "-p, SIG$signal: the target is gone"
	kill -9 "$target"
	wait "$target" 2> /dev/null
	sound "$tmp/report.json"
	check "SIG$signal" 'input.processes[0] | select(.alive | not) | "not alive"' "$tmp/report.json"

	env --default-signal=INT "$GILSCOPE" stat --json -o "$tmp/report.json" -- "$FAKEGIL" -r -t 2 -w 200 2> "$tmp/err" &
	tool=$!
	pause 0.7
	target=$(pgrep -P "$tool") || fail "no child"
	kill -$signal "$tool"
	wait "$tool"
	sound "$tmp/report.json"
	kill -0 "$target" 2> /dev/null && fail "SIG$signal: the command is left behind"
done

# -d: the command goes on, and its exit status counts.
"$GILSCOPE" stat --json -d 200ms -o "$tmp/report.json" -- sh -c "$FAKEGIL -t 2 -n 2000 -w 200; exit 5" 2> "$tmp/err"
status=$?
[ $status = 5 ] || fail "-d: exit status $status, not 5"
check "-d" 'input.processes[0] | select((.alive | not) or .wall_ns > 25e7) | "alive \(.alive), wall \(.wall_ns)"' "$tmp/report.json"
