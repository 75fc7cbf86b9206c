#!/bin/sh
# This kernel takes all BPF programs, the doctor has nothing to remark, and a workload of gilpy is counted exactly.
# What tests/vm runs on Debian's kernel.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf

cat "$tmp/doctor"
grep -q ' MISSING ' "$tmp/doctor" && fail "the doctor misses something"
for view in "blame" "alloc" "record --sched"; do
	# shellcheck disable=SC2086 # words
	"$GILSCOPE" $view -o "$tmp/view.out" -- "$GILPY" "$SCRIPTS/workloads/cpu.py" 2 200 > "$tmp/out" 2> "$tmp/err" ||
		fail "$view: exit status $?"
	[ -s "$tmp/view.out" ] || fail "$view: nothing"
done

stand_in()
{
	"$GILSCOPE" stat --sched --json -o "$tmp/report.json" -- "$FAKEGIL" -w $((100 * pace)) -o "$tmp/account.json" 2> "$tmp/err" ||
		fail "exit status $?"
}
measure()
{
	"$GILSCOPE" stat --sched --json -o "$tmp/report.json" -- "$GILPY" -X "gilstats=$tmp/account.json" \
		"$SCRIPTS/workloads/cpu.py" 3 1000 > "$tmp/out" 2> "$tmp/err" || fail "exit status $?"
}
agrees measure
agrees stand_in
jq -r '.processes[0] | "\(.acquires) acquires, \(.contended) contended, \(.overlaps) overlaps"' "$tmp/report.json"
