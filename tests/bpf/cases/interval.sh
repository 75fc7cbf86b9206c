#!/bin/sh
# Intervals: each a line of JSON, and together they are the final report.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf
need script

start "$FAKEGIL" -r -t 3 -w 300 -s 100
pause 0.1
"$GILSCOPE" stat --json -i 100ms -d 550ms -p "$started" > "$tmp/report.json" 2> "$tmp/err" || fail "exit status $?"
check "intervals" '[inputs] as $all | $all[-1] as $final | [$all[:-1][].processes[0]] as $parts
	| $final.processes[0] as $whole
	| if $final.kind != "final" or any($all[:-1][]; .kind != "interval") then "kinds" else empty end,
	  if ($parts | length) < 4 or ($parts | length) > 6 then "\($parts | length) intervals" else empty end,
	  (range(1; $parts | length) | if $parts[.].start_ns != $parts[. - 1].end_ns then "a hole" else empty end),
	  if ($parts | map(.acquires) | add) > $whole.acquires then "more acquires than in all" else empty end,
	  if ($parts | map(.acquires) | add) < 0.6 * $whole.acquires then "fewer acquires than there were" else empty end,
	  ($parts[] | if (.balance_ns | fabs) > .wall_ns * $tolerance then "balance \(.balance_ns)" else empty end),
	  ($parts[] | if ([.hold.hist[][1]] | add) != .hold.count then "histogram" else empty end),
	  ($parts[] | if .hold.max_ns < .hold.p99_ns or .hold.p99_ns < .hold.p50_ns then "quantiles" else empty end)' "$tmp/report.json"
# At a terminal it says that it is at work; the line is gone when the report comes.
TERM=xterm script -qec "'$GILSCOPE' stat -d 1500ms -p $started" /dev/null > "$tmp/terminal.txt" < /dev/null || fail "on a terminal: exit status $?"
tr '\r' '\n' < "$tmp/terminal.txt" | grep -q '^.\[Kgilscope: measuring, 1 s of 2 s (Ctrl-C reports now)$' || fail "no progress on a terminal"
tr '\r' '\n' < "$tmp/terminal.txt" | grep -q '^.\[Kprocess ' || fail "the report begins in the line of progress"
"$GILSCOPE" hist -i 100ms -d 250ms -n 1 -k 2 -p "$started" > "$tmp/table.txt" 2> "$tmp/err" || fail "hist: exit status $?"
grep -q '^\[256K, 320K) .*@' "$tmp/table.txt" || fail "hist -k 2 has no row for 300 us"
