#!/bin/sh
# gilscope top: on a terminal (drive_top.py), as text and as JSON. BPF_TEST_LONG=1: all that may happen
# on a terminal, and that memory stays flat.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf
/usr/bin/python3 -c 'import pyte' 2> /dev/null || skip "no python3-pyte"
export STUCK PYTHONDONTWRITEBYTECODE=1

scenarios="keys stuck command churn"
[ "${BPF_TEST_LONG:-0}" = 1 ] && scenarios="$scenarios signals stop processes"
for scenario in $scenarios; do
	/usr/bin/python3 "$tests/drive_top.py" $scenario || fail "on a terminal: $scenario"
done
if [ "${BPF_TEST_LONG:-0}" = 1 ]; then
	/usr/bin/python3 "$tests/drive_top.py" memory || fail "memory"
fi

# Text: a block an interval, then the report of stat. The stuck thread is named.
"$GILSCOPE" top -i 200ms -o "$tmp/table.txt" -- "$STUCK" "$tests/progs/napper.py" 60 > "$tmp/out" 2> "$tmp/err" ||
	fail "text: exit status $?"
[ "$(grep -c '^gilscope top ' "$tmp/table.txt")" -ge 8 ] || fail "text: too few blocks"
[ "$(grep -c '^measured for' "$tmp/table.txt")" = 1 ] || fail "text: no final report"
grep -q '^! HELD WHILE BLOCKED .*: careless  .*napper.py:14, others waited .* for careless' "$tmp/table.txt" ||
	fail "text: the stuck thread is not named"
grep -q '^ *[0-9]* careless .* ! careless  .*napper.py:14$' "$tmp/table.txt" || fail "text: its row is not marked"
tr -d '\012\040-\176' < "$tmp/table.txt" | grep -q . && fail "text: something that is not text"
# Neither a pipe nor a terminal without abilities gets a screen.
"$GILSCOPE" top -i 200ms -- "$STUCK" "$tests/progs/napper.py" 20 2> "$tmp/err" | cat > "$tmp/out"
grep -q '^gilscope top ' "$tmp/err" || fail "no blocks on stderr beside a command"
[ -s "$tmp/out" ] && fail "something on the command's stdout"
TERM=dumb script -qec "$GILSCOPE top -i 200ms -- $FAKEGIL -t 2 -n 3000 -w 200" /dev/null < /dev/null > "$tmp/out" 2>&1 ||
	fail "TERM=dumb: exit status $?"
grep -q '^gilscope top ' "$tmp/out" || fail "TERM=dumb: no blocks"
grep -q "$(printf '\033')" "$tmp/out" && fail "TERM=dumb: escapes"

# JSON: the shape of stat's, with blame; the parts are within the whole.
"$GILSCOPE" top --json -i 200ms -n 2 -o "$tmp/report.json" -- "$STUCK" "$tests/progs/napper.py" 60 > "$tmp/out" 2> "$tmp/err" ||
	fail "JSON: exit status $?"
tail -n 1 "$tmp/report.json" > "$tmp/final.json"
check "JSON" '[inputs] as $all | $all[-1].processes[0] as $whole | [$all[:-1][].processes[0]] as $parts
	| def asleep: [.blame.places[] | select(.frames[0].function == "careless") | .asleep_ns] | add // 0;
	  if $all[-1].kind != "final" or any($all[]; .view != "top") or any($all[:-1][]; .kind != "interval") then "kinds" else empty end,
	  if ($parts | length) < 8 then "\($parts | length) intervals" else empty end,
	  (range(1; $parts | length) | if $parts[.].start_ns != $parts[. - 1].end_ns then "a hole" else empty end),
	  ($parts[], $whole | if (.threads | length) > 2 then "-n 2" else empty end),
	  ($parts[-2], $whole | if .thread_count < 3 then "only \(.thread_count) threads" else empty end),
	  ($parts[], $whole | (.blame | if ([.threads[].blamed_ns] | add) + .gap_ns != .divided_ns
		or ([.places[].waited_ns] | add) > ([.threads[].blamed_ns] | add) then "blame does not add up" else empty end)),
	  if ($parts | map(.blame.divided_ns) | add) > $whole.blame.divided_ns then "more blame than in all" else empty end,
	  if ($parts | map(.blame.divided_ns) | add) < 0.7 * $whole.blame.divided_ns then "less blame than there was" else empty end,
	  if ($parts | map(asleep) | add) > ($whole | asleep) then "slept longer than in all" else empty end,
	  ($whole | asleep | if . < 1800e6 or . > 1900e6 then "slept for \(.) ns, not 60 x 30 ms" else empty end),
	  if $whole.blame.strays + $whole.blame.undivided != 0 then "strays" else empty end' "$tmp/report.json"

# A gilscope that is stopped cannot empty the ring: what was lost stands in each block, and the exit status says so.
start "$FAKEGIL" -r -t 4 -w 5
"$GILSCOPE" top -b 1 -i 200ms -d 4s -p "$started" > "$tmp/lost.txt" 2> "$tmp/err" &
tool=$!
pids="$pids $tool"
i=0
until grep -q '^gilscope top ' "$tmp/lost.txt"; do
	sleep 0.1
	i=$((i + 1))
	[ $i -lt 100 ] || fail "no block"
done
kill -STOP "$tool"
sleep 1.5
kill -CONT "$tool"
wait "$tool"
status=$?
[ $status = 3 ] || fail "exit status $status, not 3: events were lost"
grep -q '^lost 0 ' "$tmp/lost.txt" || fail "events were lost from the start"
grep -q '^lost [1-9]' "$tmp/lost.txt" || fail "the blocks do not say that events were lost"
grep -q 'NOTE: events are missing' "$tmp/lost.txt" || fail "the final report does not say it"
