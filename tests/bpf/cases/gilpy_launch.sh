#!/bin/sh
# Every workload started under gilscope, under every policy: counts equal gilpy's own account (-X gilstats) exactly.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf

run()
{
	policy=$1
	shift
	"$GILSCOPE" stat --json -o "$tmp/report.json" -- "$GILPY" -X "gil=$policy" -X "gilstats=$tmp/account.json" "$@" \
		> "$tmp/out" 2> "$tmp/err" || fail "gilscope stat -- gilpy $*: exit status $?"
	[ -s "$tmp/report.json" ] && [ -s "$tmp/account.json" ] || fail "no report or no account of $*"
}

rounds=1
[ "${BPF_TEST_LONG:-0}" = 1 ] && rounds=10
i=0
while [ $i -lt $rounds ]; do
	for workload in cpu mixed pipeline alloc steps; do
		agrees run fair "$SCRIPTS/workloads/$workload.py"
		agrees run interval "$SCRIPTS/workloads/$workload.py"
	done
	agrees run ticks "$SCRIPTS/workloads/pipeline.py"
	i=$((i + 1))
done
echo "$rounds rounds"
