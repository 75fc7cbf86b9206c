#!/bin/sh
# gilscope blame on known guilt: the waiter x holder matrix against gilpy's log of every event, and the functions against
# the time that the program says it spent in them.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf
need python3

# Functions: others waited for long_one() and short_one() in proportion to the CPU time spent in them.
functions()
{
	long=$(awk '/long_one/ { print $2 }' "$tmp/out")
	short=$(awk '/short_one/ { print $2 }' "$tmp/out")
	[ "${long:-0}" -gt 0 ] && [ "${short:-0}" -gt 0 ] || fail "the program did not say what it spent"
	near "functions" --argjson long "$long" --argjson short "$short" '
		def of($f): [.processes[0].blame.places[] | select(.holder_name == "guilty" and .frames[0].function == $f).waited_ns] | add // 0;
		input | of("long_one") as $l | of("short_one") as $s
		| if ($l / ($l + $s) - $long / ($long + $short) | fabs) > $tolerance
		  then "long_one \($l) of \($l + $s), by its own account \($long) of \($long + $short)" else empty end' \
		"$tmp/blame.json"
}

# cells POLICY: each within 2 % and the cost of the probes. A thread that loses its CPU between stamp and probe moves time, and one
# that loses it elsewhere makes others wait without spending any, so three tries. By the policy "interval" a thread that has
# slept waits for ms, by "fair" for a few us, of which a cold probe is much.
seconds=2
[ "${BPF_TEST_LONG:-0}" = 1 ] && seconds=20
cells()
{
	"$GILSCOPE" blame --json -o "$tmp/blame.json" -- "$GILPY" -X "gil=$1" -X "gillog=$tmp/log.txt" \
		"$tests/progs/guilt.py" $seconds > "$tmp/out" 2> "$tmp/err" || fail "$1: exit status $?"
	sound "$tmp/blame.json"
	python3 "$tests/blame_of_log.py" "$tmp/log.txt" "$tmp/blame.json" > "$tmp/far.txt" || fail "blame_of_log.py failed"
	cat "$tmp/far.txt"
	functions && [ ! -s "$tmp/far.txt" ]
}
for policy in interval fair; do
	tries 3 "$policy: cells differ from the log, or functions from the program's account" cells $policy
done

# All that was waited is divided, and the cells of a waiter are its waits.
check "sums" '
	input.processes[0] as $p
	| if ($p.blame.divided_ns - $p.wait.total_ns | fabs) > $p.wait.total_ns / 1000 + 1000000
	  then "divided \($p.blame.divided_ns) of \($p.wait.total_ns)" else empty end,
	  ($p.threads[] | . as $t
	   | ([$p.blame.cells[] | select(.waiter == $t.id) | .ns] | add // 0) as $sum
	   | if ($sum - $t.wait.total_ns | fabs) > $t.wait.total_ns / 1000 + 1000000
	     then "\($t.name): cells \($sum), waits \($t.wait.total_ns)" else empty end),
	  (if $p.blame.undivided + $p.blame.strays != 0 then "undivided \($p.blame.undivided), strays \($p.blame.strays)"
	   else empty end)' "$tmp/blame.json"

# Where they are.
check "places" '
	[input.processes[0].blame.places[] | select(.holder_name == "guilty")] as $places
	| ($places | map(.waited_ns) | add) as $all
	| ($places | map(select(.frames[0].function == "long_one").waited_ns) | add // 0) as $l
	| ($places | map(select(.frames[0].function == "short_one").waited_ns) | add // 0) as $s
	| if ($l + $s) < 0.95 * $all then "named only \($l + $s) of \($all)" else empty end,
	  ([$places[] | select(.frames[0].function == "long_one") | .frames[0] | select(.file | endswith("guilt.py") | not)]
	   | if length > 0 then "wrong file" else empty end),
	  ([$places[] | select(.frames[0].function == "long_one") | .frames[0].line] | unique
	   | if length == 0 or min < 15 or max > 18 then "lines \(.)" else empty end)' "$tmp/blame.json"

# Folded stacks: the thread, then from the outermost frame inwards, then a number.
"$GILSCOPE" blame -f folded -d $((500 * pace))ms -o "$tmp/folded.txt" -- "$GILPY" "$tests/progs/guilt.py" 1 > "$tmp/out" 2> "$tmp/err" ||
	fail "-f folded: exit status $?"
grep -Eq '^guilty;.*;guilty;timed;long_one [0-9]+$' "$tmp/folded.txt" || fail "no stack of long_one"
grep -Evq '^[^ ]+ [0-9]+$' "$tmp/folded.txt" && fail "a line that is no folded stack"

echo "cells agree with the log at attempt $attempt"
# A ring that is too small loses events, and says so: in the report and by the exit status. Emulated, events come too slowly
# for that (faults_machine.sh makes it certain).
[ $pace = 1 ] || exit 0
"$GILSCOPE" blame -b 1 --json -o "$tmp/small.json" -- "$FAKEGIL" -t 2 -n 200000 -w 0 > /dev/null 2>&1
status=$?
check "lost events" --argjson status "$status" '
	input | .lost_by.events as $lost
	| if ($lost > 0) != ($status == 3) then "lost \($lost), exit status \($status)" else empty end,
	  if .lost != $lost then "lost \(.lost_by)" else empty end,
	  if $lost == 0 then "nothing was lost: this proves nothing" else empty end' "$tmp/small.json"
