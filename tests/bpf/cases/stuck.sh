#!/bin/sh
# A thread that sleeps in a C call without releasing the GIL is found, and named by function.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf

"$GILSCOPE" blame --json -o "$tmp/blame.json" -- "$STUCK" "$tests/progs/napper.py" > "$tmp/out" 2> "$tmp/err" ||
	fail "exit status $?"
sound "$tmp/blame.json"
# 20 naps of 30 ms each; both others want the GIL meanwhile: eager always, polite after 2 ms at most; now and then main, too
check "held while blocked" '
	input.processes[0] as $p
	| [$p.blame.places[] | select(.sleeps > 0 and .frames[0].function == "careless")] as $naps
	| ($naps | map(.sleeps) | add // 0) as $sleeps
	| ($naps | map(.asleep_ns) | add // 0) as $asleep
	| ($naps | map(.asleep_waited_ns) | add // 0) as $waited
	| ([$p.blame.places[] | .asleep_ns] | add) as $all
	| if $sleeps < 20 then "only \($sleeps) of 20 naps" else empty end,
	  if $asleep < 600e6 or $asleep > 600e6 * (1 + ([0.07, $tolerance] | max)) then "asleep for \($asleep) ns, not 600 ms" else empty end,
	  if $waited < 1.8 * $asleep or $waited > 2.2 * $asleep then "others waited \($waited) of \($asleep) asleep" else empty end,
	  if $asleep < 0.98 * $all then "others are blamed: \($all)" else empty end,
	  ($naps[] | select(.holder_name != "careless") | "blamed \(.holder_name)"),
	  ($naps[0].frames[0] | if (.file | endswith("napper.py") | not) or .line != 14 then "at \(.file):\(.line)" else empty end)' \
	"$tmp/blame.json"
"$GILSCOPE" blame -- "$STUCK" "$tests/progs/napper.py" > "$tmp/out" 2> "$tmp/report.txt" || fail "exit status $?"
sed -n '/HELD WHILE BLOCKED/,$p' "$tmp/report.txt" | grep -q 'careless  .*napper.py:14' || fail "the report does not name it"

# --sched tells holds that slept apart, thread by thread.
"$GILSCOPE" stat -s --json -o "$tmp/stat.json" -- "$STUCK" "$tests/progs/napper.py" > "$tmp/out" 2> "$tmp/err" ||
	fail "exit status $?"
check "blocked holds" '
	input.processes[0].threads[] | select(.name == "careless")
	| if .holds_blocked < 20 then "\(.holds_blocked) holds" else empty end,
	  if (.hold.blocked_ns - 600e6 | fabs) > 600e6 * ([0.07, $tolerance] | max) then "blocked \(.hold.blocked_ns)" else empty end,
	  if (.hold.on_cpu_ns + .hold.runnable_ns + .hold.blocked_ns - .hold.split_ns | fabs) > 0.02 * .hold.split_ns
	  then "the parts do not add up" else empty end' "$tmp/stat.json"
