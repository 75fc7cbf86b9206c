#!/bin/sh
# The bpftrace scripts: each is dry-run, then run for real on the stand-in, and its figures must be possible.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf
need bpftrace awk
need_tracefs

start "$FAKEGIL" -r -t 2 -w 200 -s 20
target=$started
pause 0.1

# run SCRIPT: its maps on $tmp/out.txt. bpftrace may complain about RLIMIT_MEMLOCK: harmless.
run()
{
	bpftrace -d "$SCRIPTS/$1" -p "$target" > "$tmp/dry" 2>&1 || { tail -5 "$tmp/dry"; fail "$1: dry run"; }
	grep -q 'Sample:' "$SCRIPTS/$1" || fail "$1: no sample in the head comment"
	bpftrace_for $((3 * pace)) "$SCRIPTS/$1" -p "$target"
	grep -q 'lost' "$tmp/out.txt" "$tmp/err" && fail "$1: events are lost"
	kill -0 "$target" 2> /dev/null || fail "$1: the target is gone"
}

# The sum of a map's values: lines "@name[key]: value".
total()
{
	awk -v map="@$1[" 'index($0, map) == 1 { n += $NF } END { print n + 0 }' "$tmp/out.txt"
}

at_least()
{
	[ "$2" -ge "$3" ] || fail "$1: $2, expected at least $3"
}

run gilwait.bt
at_least "gilwait: waits" "$(total waits)" 300
# A thread sleeps 20 us and the 50 us of the timer's slack while the other holds for 200: it waits for what is left of them.
# (With a sleep about as long as the hold the two fall into step and hardly wait at all.)
awk '/^\[(16|32|64|128|256)K/ { good += $3 } /^\[/ { all += $3 } END { exit !(good > 0.7 * all) }' "$tmp/out.txt" ||
	fail "gilwait: waits are not what is left of 200 us"

run gilhold.bt
at_least "gilhold: releases" "$(total releases)" 500
awk '/^\[128K/ { good += $3 } /^\[/ { all += $3 } END { exit !(good > 0.9 * all) }' "$tmp/out.txt" ||
	fail "gilhold: holds are not about 200 us"
grep -q 'worker, interval\]' "$tmp/out.txt" || fail "gilhold: no reasons"

run gilhandoff.bt
at_least "gilhandoff: hand-offs" "$(total handoff)" 300
[ "$(grep -c '^@handoff' "$tmp/out.txt")" -ge 2 ] || fail "gilhandoff: two threads, but not both directions"

run gileval.bt
# outer's 200 us have its two calls of inner in them, whatever a probe takes; what is left is its own.
awk -v pace=$pace '/^@calls\[outer\]/ { outer = $NF } /^@calls\[inner\]/ { inner = $NF } /^@own_ns\[outer\]/ { own = $NF }
	/^@total_ns\[outer\]/ { total = $NF } /^@total_ns\[inner\]/ { within = $NF }
	function abs(x) { return x < 0 ? -x : x }
	END { exit !(outer >= 500 && abs(inner - 2 * outer) <= 4 && total / outer > 180000 && total / outer < 400000 * pace &&
		(pace > 1 || own / outer > 180000) && within > 0 && abs(total - within - own) <= total / 1000) }' \
	"$tmp/out.txt" || fail "gileval: inner is not called twice by outer, or outer does not last 200 us"

run gilalloc.bt
awk '/^@made\[str\]/ { made = $NF } /^@made_bytes\[str\]/ { bytes = $NF } /^@destroyed\[str\]/ { gone = $NF }
	END { exit !(made >= 500 && bytes == 48 * made && gone > made / 2) }' "$tmp/out.txt" ||
	fail "gilalloc: not 48 bytes an object"

# The prelude can be put before a script.
{
	cat "$PRELUDE"
	echo 'usdt:*:gilpy:gil__release /arg1 == GIL_REASON_BLOCKING/ { @serial[((struct gilpy_tstate *)arg0)->serial] = count(); }'
} > "$tmp/both.bt"
bpftrace_for $((3 * pace)) "$tmp/both.bt" -p "$target"
at_least "prelude: releases" "$(total serial)" 500
[ "$(grep -c '^@serial\[[23]\]' "$tmp/out.txt")" = 2 ] || fail "prelude: serials are not 2 and 3"
