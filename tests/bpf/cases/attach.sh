#!/bin/sh
# Attaching to a running process: counts equal those of the process's own log, cut to gilscope's window.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf
need awk

# Times may differ once on a busy machine, see lib.sh: tolerated in one round of three. Counts never.
rounds=3
[ "${BPF_TEST_LONG:-0}" = 1 ] && rounds=10
i=0
far=0
while [ $i -lt $rounds ]; do
	start "$FAKEGIL" -r -t 4 -w 150 -s 50 -l "$tmp/log.txt"
	target=$started
	pause 0.2
	"$GILSCOPE" stat --json -d 400ms -p "$target" > "$tmp/report.json" 2> "$tmp/err" || fail "exit status $?"
	kill -TERM "$target"
	wait "$target"
	sound "$tmp/report.json"
	compare_log "$tmp/report.json" "$tmp/log.txt" 4 || {
		far=$((far + 1))
		[ $far -le $((rounds / 3)) ] || fail "times differ from the log in $far of $rounds rounds"
	}
	i=$((i + 1))
done
echo "$rounds rounds"
