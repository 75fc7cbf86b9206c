#!/bin/sh
# The source "cpython" against the log of a stand-in for CPython (progs/fakecpython.c), in all its builds: every event is seen,
# with its reason, also of one that runs already; what happens under a second GIL is kept apart; who never gets it is closed.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf
need awk
[ -x "$FAKECPYTHON" ] || skip "no stand-in for CPython on this machine"

rounds=1
[ "${BPF_TEST_LONG:-0}" = 1 ] && rounds=10
far=0
tried=0

# reasons: those of the releases, and the drop requests, are as in the log. Only of a whole run.
reasons()
{
	jq -r '.processes[0] | "1 \(.releases_by_reason.blocking)", "2 \(.releases_by_reason.interval)", "drop \(.drop_requests)",
		"other \(.releases_by_reason.other)"' "$tmp/report.json" | sort > "$tmp/reasons.txt"
	awk '$3 == "release" { n[$4]++ } $3 == "drop_request" { drops++ }
		END { print 1, n[1] + 0; print 2, n[2] + 0; print "drop", drops + 0; print "other", 0 }' "$tmp/log.txt" |
		sort > "$tmp/log_reasons.txt"
	cmp -s "$tmp/reasons.txt" "$tmp/log_reasons.txt" ||
		fail "$1: reasons differ: $(paste "$tmp/reasons.txt" "$tmp/log_reasons.txt" | tr '\n' ';')"
}

# forced BUILD: how often and how long threads were held up after a release, by thread, as in the log. 2 if only times differ.
forced()
{
	awk '$3 == "release" { began[$2] = $1; yields[$2] = $4 == 2 }
		($2 in began) && (yields[$2] ? $3 == "request" || $3 == "acquire" : $3 == "switched") { n[$2]++; total[$2] += $1 - began[$2]; delete began[$2] }
		END { for (tid in n) print tid, n[tid], total[tid] }' "$tmp/log.txt" | sort > "$tmp/log_forced.txt"
	jq -r '.processes[0].threads[] | select(.forced_switches > 0) | "\(.tid) \(.forced_switches) \(.forced_switch_ns)"' \
		"$tmp/report.json" | sort > "$tmp/forced.txt"
	[ -s "$tmp/log_forced.txt" ] || fail "$1: no forced switch in the log"
	join -a 1 -a 2 "$tmp/log_forced.txt" "$tmp/forced.txt" > "$tmp/both_forced.txt"
	awk 'NF != 5 || $2 != $4 { exit 1 }' "$tmp/both_forced.txt" || fail "$1: forced switches differ: $(cat "$tmp/both_forced.txt")"
	awk -v tolerance=$tolerance -v slack=$slack_ns -v cost="$(jq .calibration.event_ns "$tmp/report.json")" '
		{ d = $3 > $5 ? $3 - $5 : $5 - $3 }
		d > tolerance * $3 + 2 * ($2 + 10) * cost + slack { print; far = 1 } END { exit far ? 2 : 0 }' "$tmp/both_forced.txt"
}

for _ in $(seq $rounds); do
	for build in fakecpython fakecpython_stripped fakecpython_split fakecpython_noplt fakecpython_debug fakecpython_static \
		fakecpython_shared; do
		program=$(dirname "$FAKECPYTHON")/$build
		"$GILSCOPE" stat --json -o "$tmp/report.json" -- "$program" -t 2 -b 2 -g 2 -q 2 -d 600 -l "$tmp/log.txt" 2> "$tmp/err" ||
			fail "$build: exit status $?"
		sound "$tmp/report.json"
		tried=$((tried + 1))
		if compare_log "$tmp/report.json" "$tmp/log.txt" 5; then
			forced "$build" || far=$((far + 1))
		else
			far=$((far + 1))
		fi
		reasons "$build"
		check "$build: those that end inside of take_gil" '
			input.processes[0] | if .wait.truncated_death != 2 then "\(.wait.truncated_death), not 2" else empty end' \
			"$tmp/report.json"
	done
	for build in fakecpython fakecpython_shared; do
		start "$(dirname "$FAKECPYTHON")/$build" -t 3 -b 1 -g 2 -d $((pace == 1 ? 3000 : 20000)) -l "$tmp/log.txt"
		target=$started
		pause 0.4
		"$GILSCOPE" stat --json -d 700ms -p "$target" > "$tmp/report.json" 2> "$tmp/err" || fail "$build: exit status $?"
		wait "$target" || fail "$build: exit status $? after gilscope was gone"
		sound "$tmp/report.json"
		tried=$((tried + 1))
		compare_log "$tmp/report.json" "$tmp/log.txt" 4 || far=$((far + 1))
		check "$build: the waits that ran already" '
			input.processes[0] | if .wait.truncated_start < 1 then "none" else empty end' "$tmp/report.json"
	done
done
[ $far -le $((tried / 3)) ] || fail "times differ from the log in $far of $tried runs"
echo "times differed in $far of $tried"
