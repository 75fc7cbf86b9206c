#!/bin/sh
# Forced switches of a stock CPython, by arithmetic: a thread that only computes waits for the GIL, holds it, or is held up after it let
# go, and there is nothing else; and each release that answers a waiter is followed by one.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf
python=/usr/bin/python3.11
[ -x "$python" ] || skip "no CPython"

start "$python" "$SCRIPTS/bench/cpython.d/cpu.py" $((20 * pace))
target=$started
pause 1
sums()
{
	"$GILSCOPE" record -d 1s -p "$target" -o "$tmp/recording" 2> "$tmp/err" || fail "exit status $?"
	"$GILSCOPE" stat --json -r "$tmp/recording" -o "$tmp/report.json" 2> "$tmp/err" || fail "replay: exit status $?"
	sound "$tmp/report.json"
	check "seen" 'input.processes[0] | if .runtime.sees_forced_switches | not then "not" else empty end,
		if .forced_switches != (.threads | map(.forced_switches) | add) then "threads do not add up" else empty end' \
		"$tmp/report.json"
	check "counts" 'input.processes[0].threads[] | select(.acquires > 10)
		| if (.forced_switches - .releases_by_reason.interval | fabs) > 1
		then "\(.forced_switches) forced switches, \(.releases_by_reason.interval) releases for a waiter" else empty end' \
		"$tmp/report.json"
	# What the edges of the window cut of one is not in it.
	check "two threads" '[input.processes[0].threads[] | select(.acquires > 10)] | if length < 2 then length else empty end' \
		"$tmp/report.json"
	near "sums" 'input.processes[0] as $p | $p.threads[] | select(.acquires > 10)
		| (.wait.total_ns + .hold.total_ns + .forced_switch_ns) as $all
		| if $all > $p.wall_ns * 1.001 or $all < $p.wall_ns * 0.95
		then "wait \(.wait.total_ns) + hold \(.hold.total_ns) + forced \(.forced_switch_ns) of \($p.wall_ns)" else empty end' \
		"$tmp/report.json"
}
tries 3 "the time of a thread is not the sum of its parts" sums
"$GILSCOPE" stat -r "$tmp/recording" > "$tmp/out.txt" || fail "exit status $?"
grep -q 'forced switches: ' "$tmp/out.txt" || fail "not in the table"
"$GILSCOPE" doctor -p "$target" | grep -q '^forced switches *ok' || fail "not in the doctor"

# Nobody asks: nobody is held up.
"$GILSCOPE" stat --json -o "$tmp/alone.json" -- "$python" -c 'import os
out = os.open("/dev/null", os.O_WRONLY)
for _ in range(20000): os.write(out, b"x")' 2> "$tmp/err" || fail "alone: exit status $?"
check "alone" 'input.processes[0] | if .forced_switches > 0 or .acquires < 20000 then [.forced_switches, .acquires] else empty end' \
	"$tmp/alone.json"
