#!/bin/sh
# What cannot be counted is said: a gilscope that is stopped cannot fetch dead threads, until there is no room for more.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf

# More than there is room for, even if gilscope has fetched thousands before it is stopped.
short=24000
"$GILSCOPE" stat --json -o "$tmp/report.json" -- "$FAKEGIL" -t 1 -n 5 -c $short 2> "$tmp/err" &
tool=$!
pids="$pids $tool"
i=0
until target=$(pgrep -P "$tool" -f fakegil) && [ "$(readlink "/proc/$target/exe")" = "$(readlink -f "$FAKEGIL")" ]; do
	pause 0.02
	i=$((i + 1))
	[ $i -lt 200 ] || fail "the command does not start"
done
pause 0.1
kill -STOP "$tool"
# A zombie has no executable: the command has ended.
until [ -z "$(readlink "/proc/$target/exe")" ]; do
	pause 0.1
	i=$((i + 1))
	[ $i -lt 600 ] || fail "the command does not end"
done
kill -CONT "$tool"
wait "$tool"
status=$?
[ $status = 3 ] || fail "exit status $status, not 3: events were lost"
check "losses" --argjson threads $((short + 2)) 'input | if .lost_by.dead_threads < 1 or .lost != .lost_by.dead_threads then "lost \(.lost_by)" else empty end,
	(.lost_by.dead_threads as $lost | .processes[0]
	 | if .thread_count + $lost != $threads then "\(.thread_count) threads and \($lost) lost ones" else empty end)' "$tmp/report.json"
