#!/bin/sh
# Thousands of short threads: none is lost. The last 4096 that have ended have rows of their own, the others share one.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf

threads=6000
[ "${BPF_TEST_LONG:-0}" = 1 ] && threads=20000
"$GILSCOPE" stat --json -o "$tmp/report.json" -- "$FAKEGIL" -t 2 -n 20 -c $threads -o "$tmp/account.json" 2> "$tmp/err" ||
	fail "exit status $?"
sound "$tmp/report.json"
check "churn" --argjson n $((threads + 3)) 'input.processes[0]
	| if .thread_count != $n then "\(.thread_count) threads, not \($n)" else empty end,
	  (.threads | length) as $rows
	  | if $rows > 4097 or $rows < 3500 or $rows + .others != $n + 1 then "\($rows) rows and \(.others) others" else empty end,
	  if [.threads[].id] | unique | length != $rows then "ids are not unique" else empty end,
	  if [.threads[].serial] | unique | length != $rows then "serials are not unique" else empty end' "$tmp/report.json"
check "totals" 'input.processes[0] as $p | input as $a
	| if $p.acquires != ($a.threads | map(.acquires) | add) then "acquires" else empty end,
	  if $p.contended != ($a.threads | map(.contended) | add) then "contended" else empty end,
	  if $p.switches != $a.switches then "switches" else empty end' "$tmp/report.json" "$tmp/account.json"
# Intervals say the same in parts, and a recording keeps it.
"$GILSCOPE" stat --json -i 50ms -o "$tmp/parts.json" -- "$FAKEGIL" -t 2 -n 20 -c $threads -o "$tmp/account.json" 2> "$tmp/err" ||
	fail "-i: exit status $?"
check "parts" '[inputs] as $all | $all[-1].processes[0].acquires as $whole
	| ($all[:-1] | map(.processes[0].acquires) | add) as $sum
	| if ($all | length) < 3 then "only \($all | length) reports" else empty end,
	  if $sum > $whole or $sum < $whole * 0.5 then "\($sum) acquires in the intervals, \($whole) in all" else empty end,
	  ($all[] | if .lost != 0 then "lost \(.lost)" else empty end)' "$tmp/parts.json"
"$GILSCOPE" record -o "$tmp/x.rec" -- "$FAKEGIL" -t 2 -n 20 -c $threads -o "$tmp/account.json" 2> "$tmp/err" || fail "record: exit status $?"
"$GILSCOPE" stat --json -r "$tmp/x.rec" > "$tmp/report.json" || fail "replay: exit status $?"
check "replay" --argjson n $((threads + 3)) 'input.processes[0] as $p | input as $a
	| if $p.thread_count != $n then "\($p.thread_count) threads" else empty end,
	  if $p.acquires != ($a.threads | map(.acquires) | add) then "acquires" else empty end' "$tmp/report.json" "$tmp/account.json"
"$GILSCOPE" stat -n 5 -S acquires -o "$tmp/table.txt" -- "$FAKEGIL" -t 2 -n 20 -c 100 2> "$tmp/err" || fail "-n: exit status $?"
grep -q '(98 more threads)' "$tmp/table.txt" || fail "-n 5 does not say how many there are more"
