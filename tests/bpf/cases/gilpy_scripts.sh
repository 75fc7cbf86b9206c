#!/bin/sh
# The bpftrace scripts on gilpy; perf's count of its acquires; its children; its text after many attaches.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf
need bpftrace awk perf readelf
need_tracefs

start "$GILPY" "$here/../progs/calls.py"
target=$started
pause 0.5

before=$(sites "$GILPY" "$target")
[ "$before" = " 13 90" ] || fail "sites before: $before"

run()
{
	bpftrace_for $((2 * pace)) "$SCRIPTS/$1" -p "$target"
	grep -q 'lost' "$tmp/out.txt" "$tmp/err" && fail "$1: events are lost"
	kill -0 "$target" 2> /dev/null || fail "$1: the target is gone"
}

total()
{
	awk -v map="@$1[" 'index($0, map) == 1 { n += $NF } END { print n + 0 }' "$tmp/out.txt"
}

run gilwait.bt
[ "$(total waits)" -ge 10 ] || fail "gilwait: $(total waits) waits"
grep -q 'caller-[01]' "$tmp/out.txt" || fail "gilwait: no thread names"
run gilhold.bt
[ "$(total releases)" -ge 200 ] || fail "gilhold: $(total releases) releases"
grep -q 'blocking' "$tmp/out.txt" || fail "gilhold: no reasons"
run gilhandoff.bt
[ "$(total handoff)" -ge 100 ] || fail "gilhandoff: $(total handoff) hand-offs"
run gileval.bt
awk '/^@calls\[outer\]/ { outer = $NF } /^@calls\[inner\]/ { inner = $NF }
	END { exit !(outer >= 100 && inner >= 2 * outer - 4 && inner <= 2 * outer + 4) }' "$tmp/out.txt" ||
	fail "gileval: inner is not called twice by outer"
run gilalloc.bt
awk '/^@made\[list\]/ { made = $NF } /^@destroyed\[list\]/ { gone = $NF } /^@made\[range\]/ { ranges = $NF }
	END { exit !(ranges >= 100 && made > 190 * ranges && made < 212 * ranges && gone > 0.8 * made) }' "$tmp/out.txt" ||
	fail "gilalloc: not 201 lists for each range"

after=$(sites "$GILPY" "$target")
[ "$after" = "$before" ] || fail "sites after: $after"
kill -TERM "$target"

# perf's acquires are gilpy's own.
cp "$GILPY" "$tmp/gilpy"
HOME=$tmp
export HOME
perf buildid-cache --add "$tmp/gilpy" || fail "perf buildid-cache"
perf probe -q --add sdt_gilpy:gil__acquire > /dev/null 2> "$tmp/err" || fail "perf probe: $(cat "$tmp/err")"
perf stat -x, -e sdt_gilpy:gil__acquire -o "$tmp/perf.txt" \
	"$tmp/gilpy" -X "gilstats=$tmp/account.json" "$SCRIPTS/workloads/pipeline.py" > /dev/null
status=$?
perf probe -q --del 'sdt_gilpy:*' > /dev/null 2>&1
[ $status = 0 ] || fail "perf stat: exit status $status"
count=$(awk -F, '/gil__acquire/ { print $1 }' "$tmp/perf.txt")
wanted=$(jq '[.threads[].acquires] | add' "$tmp/account.json")
[ "$count" = "$wanted" ] || fail "perf counts $count acquires, gilpy $wanted"

# Attached and detached again and again while it runs and forks.
cat > "$tmp/forks.py" << 'END'
import os, threading, time
def hot():
    n = 0
    while True:
        n += 1
for i in range(2):
    threading.Thread(target=hot, daemon=True).start()
while True:
    pid = os.fork()
    if pid == 0:
        total = sum(range(1000))
        os._exit(0 if total == 499500 else 1)
    status = os.waitpid(pid, 0)[1]
    if status != 0:
        os._exit(9)
    time.sleep(0.01)
END
start "$GILPY" "$tmp/forks.py"
target=$started
pause 0.5
cycles=5
[ "${BPF_TEST_LONG:-0}" = 1 ] && cycles=50
i=0
while [ $i -lt $cycles ]; do
	"$GILSCOPE" stat --json -d 50ms -p "$target" > "$tmp/report.json" 2> "$tmp/err" || fail "cycle $i: exit status $?"
	sound "$tmp/report.json"
	kill -0 "$target" 2> /dev/null || fail "cycle $i: the target is gone (a child ended badly?)"
	i=$((i + 1))
done
[ "$(sites "$GILPY" "$target")" = "$before" ] || fail "sites after $cycles cycles: $(sites "$GILPY" "$target")"
echo "$cycles cycles"
