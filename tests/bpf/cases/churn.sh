#!/bin/sh
# Thousands of short threads: none is lost.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf

threads=3000
[ "${BPF_TEST_LONG:-0}" = 1 ] && threads=20000
"$GILSCOPE" stat --json -o "$tmp/report.json" -- "$FAKEGIL" -t 2 -n 20 -c $threads -o "$tmp/account.json" 2> "$tmp/err" ||
	fail "exit status $?"
sound "$tmp/report.json"
check "churn" --argjson n $((threads + 3)) 'input.processes[0]
	| if .thread_count != $n then "\(.thread_count) threads, not \($n)" else empty end,
	  if [.threads[].id] | unique | length != $n then "ids are not unique" else empty end,
	  if [.threads[].serial] | unique | length != $n then "serials are not unique" else empty end' "$tmp/report.json"
check "totals" 'input.processes[0] as $p | input as $a
	| if $p.acquires != ($a.threads | map(.acquires) | add) then "acquires" else empty end,
	  if $p.contended != ($a.threads | map(.contended) | add) then "contended" else empty end,
	  if $p.switches != $a.switches then "switches" else empty end' "$tmp/report.json" "$tmp/account.json"
"$GILSCOPE" stat -n 5 -S acquires -o "$tmp/table.txt" -- "$FAKEGIL" -t 2 -n 20 -c 100 2> "$tmp/err" || fail "-n: exit status $?"
grep -q '(98 more threads)' "$tmp/table.txt" || fail "-n 5 does not say how many there are more"
