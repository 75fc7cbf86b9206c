#!/bin/sh
# 200 threads under each policy: counts equal gilpy's own account exactly, for every thread and every reason of release.
# Times agree in sum: a thread here holds and waits for less in all than it may lose between a stamp and its probe, when
# the kernel takes its CPU away.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf

# reasons POLICY NAME...: gilscope has seen releases for each of these reasons, and for no other that the policy does not know.
reasons()
{
	policy=$1
	shift
	known=$(printf '"%s",' "$@" blocking thread_exit shutdown)
	check "reasons under $policy" --argjson known "[${known%,}]" '
		input.processes[0].releases_by_reason | to_entries[]
		| select((.value > 0) != ([.key] | inside($known))) | "\(.key): \(.value)"' "$tmp/report.json"
	jq -r --arg p "$policy" '"\($p): \(.processes[0].thread_count) threads, \(.processes[0].acquires) acquires, " +
		([.processes[0].releases_by_reason | to_entries[] | select(.value > 0) | "\(.key) \(.value)"] | join(", "))' \
		"$tmp/report.json"
}

run()
{
	"$GILSCOPE" stat --json -o "$tmp/report.json" -- "$GILPY" -X "gil=$1" -X switchinterval=0.001 \
		-X "gilstats=$tmp/account.json" "$tests/progs/many.py" > "$tmp/out" 2> "$tmp/err" ||
		fail "gilscope stat -- gilpy -X gil=$1: exit status $?"
	grep -qx 2400 "$tmp/out" || fail "many.py did not do its work"
}

# agree POLICY: one run of it. 0 if the times agree, too.
agree()
{
	run "$1"
	sound "$tmp/report.json"
	check counts --arg part counts -f "$tests/compare.jq" "$tmp/report.json" "$tmp/account.json"
	near "times under $1" '
		def far($a; $b; $events; $cost; $threads): (($a - $b) | fabs) > $tolerance * $b + $events * $cost + $slack * $threads;
		input as $report | input as $account
		| $report.calibration.event_ns as $cost | ($account.threads | length) as $threads
		| $report.processes[0] as $p
		| ([$account.threads[].wait_ns] | add) as $wait | ([$account.threads[].hold_ns] | add) as $hold
		| if far($p.wait.total_ns; $wait; $p.requests + $p.contended; $cost; $threads) then "wait \($p.wait.total_ns) and \($wait)" else empty end,
		  if far($p.hold.total_ns; $hold; $p.acquires * 2; $cost; $threads) then "hold \($p.hold.total_ns) and \($hold)" else empty end' \
		"$tmp/report.json" "$tmp/account.json"
}

rounds=1
[ "${BPF_TEST_LONG:-0}" = 1 ] && rounds=10
i=0
while [ $i -lt $rounds ]; do
	tries 3 "times under fair differ" agree fair
	reasons fair interval preempted
	tries 3 "times under interval differ" agree interval
	reasons interval interval
	tries 3 "times under ticks differ" agree ticks
	reasons ticks ticks
	i=$((i + 1))
done
