#!/bin/sh
# Every view of a CPython: the stand-in, and Debian's Python where it is. Reports keep the schema; a recording shows what was measured;
# alloc and every call need gilpy's probes, and say so; doctor -p explains, and makes a script that bpftrace takes.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf
[ -x "$FAKECPYTHON" ] || skip "no stand-in for CPython on this machine"
schema=$SCRIPTS/../bpf/gilscope.schema.json

reports()
{
	for view in stat hist blame eval report top; do
		"$GILSCOPE" $view --json -o "$tmp/$view.json" -- "$@" > "$tmp/out" 2> "$tmp/err" || fail "$view: exit status $?"
		check "$view: runtime" --arg version 3.11.2 '
			[inputs] | .[-1].processes[0].runtime | if .kind != "cpython" or .version != $version or .method == "" then . else empty end' \
			"$tmp/$view.json"
		sound "$tmp/$view.json"
	done
	"$GILSCOPE" record -s -o "$tmp/r.rec" -- "$@" > "$tmp/out" 2> "$tmp/err" || fail "record: exit status $?"
	for view in stat blame report; do
		"$GILSCOPE" $view --json -r "$tmp/r.rec" -o "$tmp/r-$view.json" > "$tmp/out" 2> "$tmp/err" || fail "$view -r: exit status $?"
	done
	sound "$tmp/r-stat.json"
	"$GILSCOPE" stat -r "$tmp/r.rec" > "$tmp/r.txt" || fail "stat -r"
	grep -q '^CPython 3.11.2, its hooks found by' "$tmp/r.txt" || fail "the recording does not tell the runtime"
	"$GILSCOPE" timeline -o "$tmp/trace.json" -- "$@" > "$tmp/out" 2> "$tmp/err" || fail "timeline: exit status $?"
	jq -e '.traceEvents | length > 20' "$tmp/trace.json" > /dev/null || fail "a timeline of next to no events"
	"$GILSCOPE" report -o "$tmp/page.html" -- "$@" > "$tmp/out" 2> "$tmp/err" || fail "report: exit status $?"
	grep -q '</html>' "$tmp/page.html" || fail "no page"
	if /usr/bin/python3 -c 'import jsonschema' 2> /dev/null; then
		/usr/bin/python3 "$tests/check_schema.py" "$schema" "$tmp"/stat.json "$tmp"/hist.json "$tmp"/blame.json "$tmp"/eval.json \
			"$tmp"/report.json "$tmp"/top.json "$tmp"/r-*.json > "$tmp/out" 2>&1 || fail "schema"
	fi
}

# A holder that computes makes the others wait: all of their time, but the gaps, is divided among holders.
reports "$FAKECPYTHON" -t 2 -b 1 -d 300
check "blame" 'input.processes[0] | .blame as $b
	| if $b.divided_ns + $b.gap_ns < 0.9 * .wait.total_ns or $b.divided_ns < 0.5 * .wait.total_ns or ($b.places | length) < 2
	  then {blame: $b, waited: .wait.total_ns} else empty end' "$tmp/blame.json"
if [ -x /usr/bin/python3.11 ]; then
	"$GILSCOPE" blame --json -o "$tmp/blame.json" -- /usr/bin/python3.11 "$SCRIPTS/bench/cpython.d/cpu.py" 0.3 > "$tmp/out" 2> "$tmp/err" ||
		fail "blame of python3.11: exit status $?"
	check "blame of python3.11" 'input.processes[0] | if .blame.divided_ns < 0.9 * .wait.total_ns then .blame else empty end' "$tmp/blame.json"
fi

for view in "alloc" "eval -x"; do
	# shellcheck disable=SC2086
	"$GILSCOPE" $view -- "$FAKECPYTHON" -d 50 > "$tmp/out" 2> "$tmp/err" && fail "$view: took it"
	grep -q "CPython, which has no probes for" "$tmp/err" || fail "$view does not say why"
done

"$GILSCOPE" stat -- "${FAKECPYTHON}_free" -d 50 > "$tmp/out" 2> "$tmp/err" && fail "free-threaded: took it"
grep -q "cannot be measured: a free-threaded build: it has no GIL" "$tmp/err" || fail "free-threaded: it does not say why"

start "$FAKECPYTHON" -t 0 -b 2 -d $((60000 * pace))
target=$started
"$GILSCOPE" alloc -d 100ms -p "$target" > "$tmp/out" 2> "$tmp/err" && fail "alloc -p: took it"
grep -q "CPython, which has no probes for allocations: only gilpy has" "$tmp/err" || fail "alloc -p does not say why"
"$GILSCOPE" doctor -p "$target" > "$tmp/doctor.txt" || fail "doctor -p: exit status $?"
for words in "CPython 3.11.2, in" "found by the names in its table of symbols; what the functions call says the same" \
	"waits for it, in the function at" "lets it go" "answers a waiter" "forced switch" "gilscope can measure process $target"; do
	grep -q "$words" "$tmp/doctor.txt" || fail "doctor -p does not say: $words"
done
"$GILSCOPE" doctor -p "$target" --bpftrace > "$tmp/gilwait-cpython.bt" || fail "doctor --bpftrace: exit status $?"
grep -q "uprobe:\"/proc/$target/exe\":0x" "$tmp/gilwait-cpython.bt" || fail "the script does not name the program"
cp "$FAKECPYTHON" "$tmp/fake'quote"
start "$tmp/fake'quote" -t 0 -b 2 -d $((60000 * pace))
pause 0.3
"$GILSCOPE" doctor -p "$started" --bpftrace > "$tmp/quoted.bt" || fail "a program is named by its process, whatever its name"
grep -q quote "$tmp/quoted.bt" && fail "the script has the target's name"
mkdir "$tmp/a\"b"
cp "$(dirname "$FAKECPYTHON")/fakecpython_shared" "$(dirname "$FAKECPYTHON")/libpython3.11.so" "$tmp/a\"b"
LD_LIBRARY_PATH=$tmp/a\"b
export LD_LIBRARY_PATH
start "$tmp/a\"b/fakecpython_shared" -t 0 -b 2 -d $((60000 * pace))
unset LD_LIBRARY_PATH
pause 0.3
if grep -q 'a"b/libpython' "/proc/$started/maps"; then
	"$GILSCOPE" doctor -p "$started" --bpftrace > "$tmp/out" 2> "$tmp/err" && fail "a script with a quote in a name"
	grep -q "no bpftrace script can hold" "$tmp/err" || fail "a name with a quote: it does not say why"
else
	fail "the library with a quote in its name is not used"
fi

# The script with a tool that reads it: bpftrace wants tracefs for taking its probes off again.
if command -v bpftrace > /dev/null && command -v timeout > /dev/null; then
	printf 'interval:s:1 { exit(); }\n' >> "$tmp/gilwait-cpython.bt"
	unshare --mount timeout -k 5 30 sh -c \
		'mount -t tracefs tracefs /sys/kernel/tracing 2> /dev/null; exec bpftrace "$0"' "$tmp/gilwait-cpython.bt" > "$tmp/bt.txt" 2> "$tmp/err"
	grep -q '@wait_ns' "$tmp/bt.txt" && grep -q '@hold_ns' "$tmp/bt.txt" || fail "the script shows nothing"
fi
