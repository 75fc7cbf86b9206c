# lib.sh - for the tests in cases/: sourced by each of them.
#
# Environment: GILSCOPE, FAKEGIL, GILPY (programs; the last may not be built), SCRIPTS (scripts/ of the source tree),
# FAST (the folder of the programs that are built for these tests), PRELUDE (the generated gilpy.bt), CPYTHONS (executables, of
# stock CPythons beside those that are found), BPF_TEST_LONG=1 for the long form, BPF_TEST_SLOW=1 on an emulated machine
# (scripts/vm): times are coarse there, counts are not. Exit status 77 means skipped.
# shellcheck shell=sh disable=SC2016,SC2034
set -u

here=$(cd "$(dirname "$0")" && pwd)
tests=$(dirname "$here")
# What an emulated machine changes, all of it: how far a time may be from the account's, as a part of it, and beyond that in
# ns a thread (its first event meets cold caches, or code that has to be translated first); how many times as long things
# take; and by what a program's work is divided that would take minutes.
case ${BPF_TEST_SLOW:-} in
'') tolerance=0.02 slack_ns=20000 pace=1 shrink=1 ;;
*) tolerance=0.10 slack_ns=3000000 pace=5 shrink=10 ;;
esac
BPF_TEST_TOLERANCE=$tolerance
BPF_TEST_SLACK_NS=$slack_ns
BPF_TEST_PACE=$pace
export BPF_TEST_TOLERANCE BPF_TEST_SLACK_NS BPF_TEST_PACE
# A sanitizer makes programs slower, and lets memory that is freed stand for a while: for tests that judge speed or memory.
# ThreadSanitizer would end a child with threads of its own, and sleep for a second at each end.
sanitized=no
if grep -q -e __asan_init -e __tsan_init "$GILSCOPE"; then
	sanitized=yes
	ASAN_OPTIONS=quarantine_size_mb=1
	TSAN_OPTIONS="die_after_fork=0 atexit_sleep_ms=0"
	export ASAN_OPTIONS TSAN_OPTIONS
fi
BPF_TEST_SANITIZED=$sanitized
export BPF_TEST_SANITIZED
tmp=$(mktemp -d)
pids= tool= # what cleanup() ends: what start() has started, and a gilscope in the background
cleanup()
{
	# First politely: gilscope ends the command that it has started.
	pids="$pids $tool"
	for pid in $pids; do
		kill "$pid" 2> /dev/null
	done
	for pid in $pids; do
		for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
			running "$pid" || break
			sleep 0.1
		done
		kill -9 "$pid" 2> /dev/null
	done
	rm -rf "$tmp"
}
trap cleanup EXIT
trap 'exit 1' INT TERM

# pause SECONDS: time for the other side; more of it where all takes longer.
pause()
{
	for _ in $(seq $pace); do
		sleep "$1"
	done
}

skip()
{
	echo "SKIP: $*"
	exit 77
}

fail()
{
	echo "FAIL: $*" >&2
	for file in "$tmp"/*.json "$tmp"/*.txt "$tmp"/err "$tmp"/out; do
		[ -s "$file" ] && { echo "--- ${file##*/}"; head -c 2000 "$file"; echo; } >&2
	done
	exit 1
}

need()
{
	for program in "$@"; do
		command -v "$program" > /dev/null || skip "no $program"
	done
}

need_bpf()
{
	[ "$(id -u)" = 0 ] || skip "not root"
	need jq
	# What it says, in $tmp/doctor. Once for each build and start of the machine: on an emulated one it takes half a minute.
	doctor="$(cat /proc/sys/kernel/random/boot_id) $(stat -c %y "$GILSCOPE")"
	if [ "$(head -n 1 "$FAST/doctor.ok" 2> /dev/null)" = "$doctor" ]; then
		sed 1d "$FAST/doctor.ok" > "$tmp/doctor"
		return
	fi
	"$GILSCOPE" doctor > "$tmp/doctor" 2>&1 || { cat "$tmp/doctor"; skip "gilscope cannot measure here"; }
	{ echo "$doctor"; cat "$tmp/doctor"; } > "$FAST/doctor.$$"
	mv "$FAST/doctor.$$" "$FAST/doctor.ok"
}

# Runs the test again with tracefs mounted, for itself alone, where it is not: for perf, and to keep bpftrace quiet.
need_tracefs()
{
	[ -w /sys/kernel/tracing/uprobe_events ] && return
	[ "${TRACEFS_TRIED:-0}" = 0 ] || skip "tracefs cannot be mounted"
	need unshare
	TRACEFS_TRIED=1
	export TRACEFS_TRIED
	rm -rf "$tmp"
	exec unshare --mount sh -c 'mount -t tracefs tracefs /sys/kernel/tracing 2> /dev/null; exec "$0"' "$0"
}

# start PROGRAM ARGUMENTS...: in the background; its pid in $started; killed at the end.
start()
{
	"$@" &
	started=$!
	pids="$pids $started"
}

# running PID: is it there, and not just to be waited for?
running()
{
	case $(sed 's/.*) //' "/proc/$1/stat" 2> /dev/null) in
	Z* | "") return 1 ;;
	esac
}

# begins FILE PID: waits until the gilscope that reports with -i to FILE has seen something.
begins()
{
	for _ in $(seq 300); do
		[ -s "$1" ] && return
		running "$2" || return
		pause 0.1
	done
	fail "nothing is reported"
}

# bpftrace_for SECONDS ARGUMENTS...: bpftrace's output in out.txt and err, of so many seconds from when it attaches. A SIGINT
# that comes while it starts (which may take long) can be lost on bpftrace 0.17, so it is sent again.
bpftrace_for()
{
	seconds=$1
	shift
	bpftrace "$@" > "$tmp/out.txt" 2> "$tmp/err" &
	tracer=$!
	pids="$pids $tracer"
	for _ in $(seq 300); do
		grep -q '^Attaching' "$tmp/out.txt" && break
		running "$tracer" || fail "bpftrace $1 does not start"
		pause 0.2
	done
	sleep "$seconds"
	for _ in 1 2 3 4 5; do
		kill -INT "$tracer"
		for _ in $(seq 50); do
			running "$tracer" || { wait "$tracer"; return; }
			pause 0.1
		done
	done
	fail "bpftrace $1 does not end"
}

# check NAME FILTER FILES...: a jq filter that prints one line per problem; any line is a failure. $tolerance and $slack are there.
check()
{
	problems "$@" || fail "$checked: $problems"
}

# near NAME FILTER FILES...: the same for what may be tried again: shows the problems, and is 2 then.
near()
{
	problems "$@" && return
	echo "$checked: $problems"
	return 2
}

problems()
{
	checked=$1
	shift
	problems=$(jq -rn --argjson tolerance $tolerance --argjson slack $slack_ns "$@") || fail "$checked: jq failed"
	[ -z "$problems" ]
}

# tries N WHAT COMMAND...: the command succeeds, at the Nth try at the last. For what judges times: a machine that others use, too,
# may take the CPU away between the runtime's stamp and its probe.
tries()
{
	tried_at_most=$1
	wanted=$2
	shift 2
	for attempt in $(seq "$tried_at_most"); do
		"$@" && return
		echo "attempt $attempt of: $*"
	done
	fail "$wanted, $attempt times in a row"
}

# compare REPORT ACCOUNT: 0 if they agree; 2 if only times differ; counts that differ are a failure. The runtime takes its
# stamp just before the probe: a thread that loses its CPU in between puts that time into one account and not into the
# other. So on a busy machine times may differ once; callers try again.
compare()
{
	check "counts" --arg part counts -f "$tests/compare.jq" "$1" "$2"
	near "times" --arg part times -f "$tests/compare.jq" "$1" "$2"
}

# agrees COMMAND...: the command makes report.json and account.json in $tmp; they must agree, at the third try at the last.
agrees()
{
	tries 3 "times differ" agrees_once "$@"
}

agrees_once()
{
	"$@"
	sound "$tmp/report.json"
	compare "$tmp/report.json" "$tmp/account.json"
}

# counts_within SLACK: counts.txt lie between what the log has in the window made narrower and wider by SLACK ns.
counts_within()
{
	awk -v start="$window_start" -v end="$window_end" -v slack="$1" -f "$tests/cut_log.awk" "$log" > "$tmp/cut.txt"
	awk 'NR == FNR { low[$1 " " $2] = $3; high[$1 " " $2] = $4; next }
		{
			seen[$1 " " $2] = 1; k = $1 " " $2
			if ($3 < low[k] || $3 > high[k]) { print k, $3, "not in", low[k], high[k]; bad = 1 } }
		END { for (k in low) if (low[k] && k !~ /drop_request|switch/ && !(k in seen)) { print k, "missing"; bad = 1 } exit bad }' \
		"$tmp/cut.txt" "$tmp/counts.txt" > "$tmp/differences.txt"
}

# compare_log REPORT LOG THREADS: the report of a window against the log of every event. Counts that differ are a failure;
# 2 if only times differ, or counts by what a thread may do that lost its CPU between stamp and probe at the window's edge.
# THREADS: how many must appear in both, at the least.
compare_log()
{
	log=$2
	edges=0
	window_start=$(jq '.processes[0].start_ns' "$1")
	window_end=$(jq '.processes[0].end_ns' "$1")
	jq -r '.processes[0].threads[] | .tid as $t
		| "\($t) acquire \(.acquires)", "\($t) contended \(.contended)", "\($t) request \(.requests)",
		  "\($t) release \([.releases_by_reason[]] | add)"' "$1" > "$tmp/counts.txt"
	if ! counts_within 50000; then
		cat "$tmp/differences.txt"
		counts_within $((8000000 * pace)) || fail "counts differ from the log"
		edges=2
	fi
	[ "$(wc -l < "$tmp/cut.txt")" -ge $(($3 * 2)) ] || fail "the log has too little in the window"
	# Times: a span is cut to the window in both; what is still open at the end counts up to there.
	awk -v start="$window_start" -v end="$window_end" '
		function clip(a, b) { a = a < start ? start : a; b = b > end ? end : b; return b > a ? b - a : 0 }
		$3 == "request" { asked[$2] = $1 }
		$3 == "acquire" { if ($4 == 1) wait[$2] += clip(asked[$2], $1); got[$2] = $1; delete asked[$2]; all[$2] = 1 }
		$3 == "release" { hold[$2] += clip(got[$2], $1); delete got[$2]; all[$2] = 1 }
		END {
			for (t in asked) wait[t] += clip(asked[t], end)
			for (t in got) hold[t] += clip(got[t], end)
			for (t in all) print t, wait[t] + 0, hold[t] + 0
		}' "$2" | sort > "$tmp/times.txt"
	jq -r '.processes[0].threads[] | "\(.tid) \(.wait.total_ns) \(.hold.total_ns) \(.acquires)"' "$1" | sort |
		join "$tmp/times.txt" - > "$tmp/both.txt"
	[ "$(wc -l < "$tmp/both.txt")" -ge "$3" ] || fail "fewer than $3 threads"
	awk -v tolerance=$tolerance -v slack=$slack_ns -v cost="$(jq .calibration.event_ns "$1")" '
		function far(a, b, n) {
			d = a > b ? a - b : b - a
			return d > tolerance * a + 2 * (n + 10) * cost + slack
		}
		far($2, $4, $6) || far($3, $5, $6) { print; bad = 1 } END { exit bad }' "$tmp/both.txt" > "$tmp/far.txt" && return $edges
	echo "times differ from the log (tid, log wait, log hold, wait, hold, acquires)"
	cat "$tmp/far.txt"
	return 2
}

# sites PROGRAM PID: the byte at each probe site of the program in the process, and how often it stands there. The text
# segment's file offset is its address in programs linked the usual way.
sites()
{
	base=$(awk -v name="${1##*/}" '$3 == "00000000" && $6 ~ "/" name "$" { split($1, a, "-"); print a[1]; exit }' "/proc/$2/maps")
	readelf -n "$1" | awk '/Location:/ { sub(",", "", $2); print $2 }' | while read -r offset; do
		dd if="/proc/$2/mem" bs=1 count=1 skip=$((0x$base + offset)) 2> /dev/null | od -An -tx1
	done | tr -d ' ' | sort | uniq -c | tr -s ' '
}

# What must hold for every final report without losses. sound FILE
sound()
{
	check "soundness of $1" '
		input as $g
		| if $g.lost != 0 then "lost \($g.lost_by)" else empty end,
		  ($g.processes[] | (
			if .overlaps != 0 then "overlaps \(.overlaps)" else empty end,
			if .unpaired + .unpaired_releases != 0 then "unpaired \(.unpaired) \(.unpaired_releases)" else empty end,
			if .imbalance != 0 then "imbalance \(.imbalance)" else empty end,
			if .known and (.balance_ns | fabs) > .wall_ns / 1000 then "hold + free - wall = \(.balance_ns)" else empty end,
			if (.threads | map(.acquires) | add // 0) != .acquires
			then "threads do not add up" else empty end))' "$1"
}
