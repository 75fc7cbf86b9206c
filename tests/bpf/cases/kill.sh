#!/bin/sh
# The target is killed while it is measured: the report tells what was seen.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf

start "$FAKEGIL" -r -t 4 -w 200
target=$started
pause 0.1
"$GILSCOPE" stat --json -i 100ms -p "$target" > "$tmp/parts.json" 2> "$tmp/err" &
tool=$!
begins "$tmp/parts.json" "$tool"
pause 0.5
kill -9 "$target"
wait "$tool" || fail "attached: exit status $?"
tail -n 1 "$tmp/parts.json" > "$tmp/report.json"
sound "$tmp/report.json"
check "attached" 'input.processes[0] | if .alive then "alive" else empty end,
	if .wall_ns < 2e8 or .acquires < 100 then "too little seen" else empty end,
	if .wait.truncated_death + .hold.truncated_death == 0 then "no span was cut by death" else empty end,
	if .wait.open + .hold.open != 0 then "a dead thread waits or holds" else empty end' "$tmp/report.json"

rm "$tmp/parts.json"
"$GILSCOPE" stat --json -i 100ms -- "$FAKEGIL" -r -t 4 -w 200 2> "$tmp/parts.json" &
tool=$!
begins "$tmp/parts.json" "$tool"
pause 0.5
target=$(pgrep -P "$tool") || fail "no child"
kill -9 "$target"
wait "$tool"
status=$?
[ $status = 137 ] || fail "launched: exit status $status, not 137"
tail -n 1 "$tmp/parts.json" > "$tmp/report.json"
sound "$tmp/report.json"
check "launched" 'input.processes[0] | select(.alive or .acquires < 100) | "too little seen"' "$tmp/report.json"
