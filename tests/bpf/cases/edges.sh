#!/bin/sh
# The edges of the window on slow threads, where each span can be told apart; and windows without any event.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf

# One thread that holds for 10 s: nothing happens in the window, and that is said.
start "$FAKEGIL" -r -t 1 -w 10000000
pause 0.1
"$GILSCOPE" stat --json -d 200ms -p "$started" > "$tmp/report.json" 2> "$tmp/err" || fail "no event: exit status $?"
check "no event" 'input.processes[0] | select(.known or .acquires != 0 or .free_ns != 0 or .wall_ns < 1e8) | tostring' "$tmp/report.json"
"$GILSCOPE" stat -d 100ms -p "$started" > "$tmp/table.txt" 2> "$tmp/err" || fail "no event: exit status $?"
grep -q 'it was held, or free, all the time' "$tmp/table.txt" || fail "no event: not said"
kill -9 "$started"

# Two such threads: one waits all the time, which its drop requests tell.
start "$FAKEGIL" -r -t 2 -w 10000000
pause 0.1
"$GILSCOPE" stat --json -d 200ms -p "$started" > "$tmp/report.json" 2> "$tmp/err" || fail "only waiting: exit status $?"
check "only waiting" 'input.processes[0]
	| if .thread_count != 1 or .acquires != 0 or .drop_requests < 10 then tostring else empty end,
	  if .wait.open != 1 or .wait.truncated_start != 1 or .wait.count != 0 then "the wait is not cut at both ends" else empty end,
	  if .wait.total_ns != .wall_ns then "wait \(.wait.total_ns) of \(.wall_ns)" else empty end' "$tmp/report.json"
kill -9 "$started"

# Two threads, holds of 300 ms: the window of 400 ms begins and ends inside a hold and a wait.
start "$FAKEGIL" -r -t 2 -w 300000 -s 1000
pause 0.4
"$GILSCOPE" stat --json -d 400ms -p "$started" > "$tmp/report.json" 2> "$tmp/err" || fail "slow: exit status $?"
sound "$tmp/report.json"
check "slow" 'input.processes[0]
	| if .held_at_start != 1 or .hold.truncated_start != 1 then "no hold at the start" else empty end,
	  if .wait.truncated_start != 1 then "no wait at the start" else empty end,
	  if .held_at_end != 1 or .hold.open != 1 or .hold.open_ns < 1e6 then "no hold at the end" else empty end,
	  if .wait.open != 1 then "no wait at the end" else empty end,
	  if .hold.total_ns < 0.95 * .wall_ns then "hold \(.hold.total_ns) of \(.wall_ns)" else empty end,
	  if .wait.total_ns < 0.9 * .wall_ns or .wait.total_ns > 1.01 * .wall_ns then "wait \(.wait.total_ns)" else empty end,
	  if .hold.count > 1 or .hold.max_ns > 4e8 then "a truncated hold is in the histogram" else empty end,
	  if ([.threads[].releases_by_reason[]] | add) != .releases then "reasons" else empty end' "$tmp/report.json"
# Intervals shorter than a hold: its elapsed part is in each of them.
"$GILSCOPE" stat --json -i 100ms -d 650ms -p "$started" > "$tmp/report.json" 2> "$tmp/err" || fail "intervals: exit status $?"
check "short intervals" '[inputs | select(.kind == "interval") | .processes[0]]
	| map(select(.known and .held_at_start == 1 and .held_at_end == 1))
	| if length < 2 then "too few" else .[] end
	| if type == "string" then . elif (.balance_ns | fabs) > .wall_ns / 50 then "balance \(.balance_ns) of \(.wall_ns)" else empty end' \
	"$tmp/report.json"
