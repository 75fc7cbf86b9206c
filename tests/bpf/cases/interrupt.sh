#!/bin/sh
# Ctrl-C, SIGTERM and -d: the report of what was seen, and nothing left behind.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf

# stopped: it has begun; the signal, and its last report.
stopped()
{
	begins "$tmp/parts.json" "$tool"
	kill -$signal "$tool"
	wait "$tool"
	status=$?
	tail -n 1 "$tmp/parts.json" > "$tmp/report.json"
	sound "$tmp/report.json"
	rm "$tmp/parts.json"
}

# Background commands of a shell without job control ignore SIGINT; env gives it back.
for signal in INT TERM HUP; do
	start "$FAKEGIL" -r -t 2 -w 200
	target=$started
	pause 0.1
	env --default-signal=INT "$GILSCOPE" stat --json -i 100ms -p "$target" > "$tmp/parts.json" 2> "$tmp/err" &
	tool=$!
	stopped
	[ $status = 0 ] || fail "-p, SIG$signal: exit status $status"
	kill -0 "$target" 2> /dev/null || fail "-p, SIG$signal: the target is gone"
	kill -9 "$target"
	wait "$target" 2> /dev/null
	check "SIG$signal" 'input.processes[0] | select(.alive | not) | "not alive"' "$tmp/report.json"

	env --default-signal=INT "$GILSCOPE" stat --json -i 100ms -- "$FAKEGIL" -r -t 2 -w 200 2> "$tmp/parts.json" &
	tool=$!
	target=
	until [ "$target" ]; do
		running "$tool" || fail "no child"
		target=$(pgrep -P "$tool")
	done
	stopped
	kill -0 "$target" 2> /dev/null && fail "SIG$signal: the command is left behind"

	# A file is there at the end, and whole.
	env --default-signal=INT "$GILSCOPE" stat --json -o "$tmp/report.json" -- "$FAKEGIL" -r -t 2 -w 200 2> "$tmp/err" &
	tool=$!
	pause 1.5
	target=$(pgrep -P "$tool") || fail "no child"
	kill -$signal "$tool"
	wait "$tool"
	sound "$tmp/report.json"
	kill -0 "$target" 2> /dev/null && fail "-o, SIG$signal: the command is left behind"
done

# -d: the command goes on, and its exit status counts.
"$GILSCOPE" stat --json -d 200ms -o "$tmp/report.json" -- sh -c "$FAKEGIL -t 2 -n 2000 -w 200; exit 5" 2> "$tmp/err"
status=$?
[ $status = 5 ] || fail "-d: exit status $status, not 5"
check "-d" 'input.processes[0] | select((.alive | not) or .wall_ns > 25e7) | "alive \(.alive), wall \(.wall_ns)"' "$tmp/report.json"
