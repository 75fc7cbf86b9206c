#!/bin/sh
# Five-byte probe sites (probes/fast.h): the figures are right, children of fork() live and are measured, whoever attaches or
# detaches meanwhile, and nobody's stack is overwritten.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf

# The form that kernels before 6.18 emulate, too, and no other.
objdump -d "$FAST/forks_fast" | awk '/<probe_fire_gil_acquire>:/ { getline; exit !/66 66 66 66 90/ }' || fail "not the sites that are meant"

FAKEGIL=$FAST/fakegil_fast

# Short holds of one thread, in which an event that cost more than it says would show.
short_holds()
{
	"$GILSCOPE" stat --json -o "$tmp/report.json" -- "$FAKEGIL" -t 1 -n 2000 -w $((5 * pace)) -o "$tmp/account.json" ||
		fail "exit status $?"
}
agrees short_holds

# Parent and child, each against its own account.
family()
{
	"$GILSCOPE" stat --json -F -o "$tmp/report.json" -- "$FAKEGIL" -f -t 3 -n 100 -w 1000 -o "$tmp/account.json" ||
		fail "-F: exit status $?"
	sound "$tmp/report.json"
	compare "$tmp/report.json" "$tmp/account.json" && compare "$tmp/report.json" "$tmp/account.json.child"
}
tries 3 "times differ" family

# Tracers come and go while it forks: ours, and another one beside it.
seconds=8 cycles=3
[ "${BPF_TEST_LONG:-0}" = 1 ] && seconds=90 cycles=36
seconds=$((seconds * pace))
start "$FAST/forks_fast" $seconds > "$tmp/children"
target=$started
other=
if command -v bpftrace > /dev/null && [ $pace = 1 ]; then
	start bpftrace -q -p "$target" -e "usdt:$FAST/forks_fast:gilpy:gil__release { @ = count(); } interval:s:3 { exit(); }" \
		> "$tmp/bpftrace.txt"
	other=$started
fi
for i in $(seq $cycles); do
	"$GILSCOPE" stat --json -F -d 500ms -p "$target" > "$tmp/report.json" || fail "cycle $i: exit status $?"
	check "cycle $i" 'input | if .lost != 0 then "lost \(.lost_by)" else empty end,
		(.processes | if .[0].acquires < 100 then "\(.[0].acquires) acquires" else empty end,
			if length < 3 then "\(length) processes" else empty end,
			# A child fires 20 cycles. The windows of the edges cut the first ones and the last.
			([.[1:][].acquires] | [length, (map(select(. == 20)) | length), max]) as [$all, $whole, $most]
			| if $most != 20 or $whole < $all - 4 then "\($whole) of \($all) children whole" else empty end)' "$tmp/report.json"
done
wait "$target" || fail "a child did not live: exit status $?"
[ "$(cut -d' ' -f1 "$tmp/children")" -gt 20 ] || fail "too few children: $(cat "$tmp/children")"
if [ "$other" ]; then
	wait "$other" || fail "bpftrace: exit status $?"
	grep -q '^@: [1-9]' "$tmp/bpftrace.txt" || fail "bpftrace saw nothing"
fi
echo "$(cat "$tmp/children"), $cycles tracers"

# The stack below a function that calls none. The listener is bpftrace, as gilscope has no use for such a probe.
command -v bpftrace > /dev/null || skip "no bpftrace for the rest: $(cat "$tmp/children")"
start "$FAST/redzone_fast" $((100000 / shrink)) > "$tmp/out"
target=$started
start bpftrace -q -p "$target" -e "usdt:$FAST/redzone_fast:redzone:sum { @ = count(); }" > "$tmp/bpftrace.txt"
tracer=$started
wait "$target" || fail "redzone: exit status $?"
wait "$tracer" # it ends with its target
grep -q "^0 of $((100000 / shrink)) wrong, 1 listeners$" "$tmp/out" || fail "redzone: $(tail -1 "$tmp/out")"
grep -q "^@: $((100000 / shrink))$" "$tmp/bpftrace.txt" || fail "redzone: the tracer saw $(grep @ "$tmp/bpftrace.txt")"
tail -1 "$tmp/out"
