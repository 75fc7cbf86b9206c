#!/bin/sh
# gilscope attached by -p to each workload while it runs: counts equal those of gilpy's log (-X gillog), cut to the window.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf
need awk

rounds=1
[ "${BPF_TEST_LONG:-0}" = 1 ] && rounds=10
# so much that each runs for some seconds, well past the window
if [ $pace = 1 ]; then
	cpu=150000 pipeline=80000 alloc=2000
else
	cpu=40000 pipeline=40000 alloc=800
fi
i=0
far=0
tried=0
while [ $i -lt $rounds ]; do
	for workload in "cpu 4 $cpu" "mixed $((4 * pace))" "pipeline $pipeline" "alloc 4 $alloc"; do
		# shellcheck disable=SC2086
		set -- $workload
		program=$SCRIPTS/workloads/$1.py
		shift
		start "$GILPY" -X "gillog=$tmp/log.txt" "$program" "$@"
		target=$started
		pause 0.4
		"$GILSCOPE" stat --json -d 500ms -p "$target" > "$tmp/report.json" 2> "$tmp/err" ||
			fail "$workload: exit status $?"
		wait "$target" || fail "$workload: it ended with $?"
		[ -s "$tmp/log.txt" ] || fail "$workload: no log"
		sound "$tmp/report.json"
		tried=$((tried + 1))
		compare_log "$tmp/report.json" "$tmp/log.txt" 2 || far=$((far + 1))
		rm -f "$tmp/log.txt"
	done
	i=$((i + 1))
done
# a thread that loses its CPU between stamp and probe moves time between accounts: see lib.sh
[ $far -le $((tried / 3)) ] || fail "times differ from the log in $far of $tried runs"
echo "$rounds rounds, times differed in $far of $tried"
