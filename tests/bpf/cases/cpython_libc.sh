#!/bin/sh
# The last resort of the source "cpython": hooks in the C library, where the program does not tell where it calls that. Every event is
# seen, by the log of a stand-in; what others do who use the library is not; where it cannot be, that is said.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf
need awk
[ -x "$FAKECPYTHON" ] || skip "no stand-in for CPython on this machine"
blind=${FAKECPYTHON}_blind

# by_libc REPORT NAME: all processes were measured that way, and say so.
by_libc()
{
	sound "$1"
	check "$2" '[input.processes[].runtime.method] | if unique != ["C library"] then "by \(.)" else empty end' "$1"
}

# Whole runs. Under the second lock, which is not in _PyRuntime, nothing is seen.
whole_run()
{
	"$GILSCOPE" stat --json -o "$tmp/report.json" -- "$blind" -t 2 -b 2 -g 2 -q 2 -d 600 -l "$tmp/log.txt" 2> "$tmp/err" ||
		fail "exit status $?"
	by_libc "$tmp/report.json" "a whole run"
	check "others" 'input.processes[0].runtime.other_gils | if .count + .acquires != 0 then . else empty end' "$tmp/report.json"
	check "reasons" 'input.processes[0].releases_by_reason | if .interval != 0 or .blocking + .other == 0 then . else empty end' \
		"$tmp/report.json"
	compare_log "$tmp/report.json" "$tmp/log.txt" 5
}
tries 3 "times differ from the log" whole_run

# Attached to, beside others with the same library: one that is hooked in its own file, and one that is not measured.
start "$FAKECPYTHON" -t 1 -b 2 -d $((60000 * pace))
unmeasured=$started
start "$FAKECPYTHON" -t 1 -b 2 -d $((60000 * pace))
own=$started
start "$blind" -t 3 -b 1 -d $((pace == 1 ? 3000 : 45000)) -l "$tmp/log.txt"
pause 0.4
"$GILSCOPE" doctor -p "$started" > "$tmp/doctor.txt" 2> "$tmp/err" || fail "doctor: exit status $?"
grep -q 'last resort' "$tmp/doctor.txt" && grep -q '^cost .*us' "$tmp/doctor.txt" || fail "the doctor does not say what it costs"
"$GILSCOPE" stat --json -d 700ms -p "$started,$own" > "$tmp/report.json" 2> "$tmp/err" || fail "attached: exit status $?"
wait "$started" || fail "exit status $? after gilscope was gone"
sound "$tmp/report.json"
check "methods" --argjson own "$own" '[input.processes[] | [.pid == $own, .runtime.method, .acquires > 10]]
	| if sort != [[false, "C library", true], [true, "symbols", true]] then . else empty end' "$tmp/report.json"
compare_log "$tmp/report.json" "$tmp/log.txt" 4 || echo "times differed"
"$GILSCOPE" stat -d 200ms -p "$own" > "$tmp/out.txt" 2> "$tmp/err" || fail "exit status $?"
kill "$unmeasured" "$own"

# A C library inside of the program: by its name, or not at all.
start "${FAKECPYTHON}_static_stripped" -t 1 -b 1 -d $((60000 * pace))
"$GILSCOPE" stat -d 100ms -p "$started" > "$tmp/out.txt" 2> "$tmp/err" && fail "what cannot be measured was"
grep -q 'C library is linked into it.*debug file' "$tmp/err" || fail "not said what to do"
kill "$started"

# A real one, forced to it: children, another program in the same process, and threads whose waits time out just as they are woken.
python=/usr/bin/python3.11
[ -x "$python" ] || exit 0
GILSCOPE_CPYTHON_METHOD=libc
export GILSCOPE_CPYTHON_METHOD
"$GILSCOPE" stat --json -F -o "$tmp/report.json" -- "$python" "$tests/progs/family.py" 6 0.3 0.0003 fork become > "$tmp/out" 2> "$tmp/err" ||
	fail "family: $?"
by_libc "$tmp/report.json" "the family"
check "the family" 'input.processes | if length != 3 then "\(length) processes, not 3" else empty end,
	(.[] | select((.threads | length) < 7) | "\(.command): \(.threads | length) threads")' "$tmp/report.json"
"$GILSCOPE" stat --json -o "$tmp/report.json" -- "$python" "$SCRIPTS/bench/cpython.d/daemons.py" 1 > "$tmp/out" 2> "$tmp/err" ||
	fail "daemons: exit status $?"
by_libc "$tmp/report.json" "daemons"
check "daemons" 'input.processes[0] | if .contended < 10 then "\(.contended) waits" else empty end' "$tmp/report.json"
exit 0
