#!/bin/sh
# Every view's --json against the published schema, bpf/gilscope.schema.json: no field that is not in it, none missing.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf
/usr/bin/python3 -c 'import jsonschema' 2> /dev/null || skip "no python3-jsonschema"

cat > "$tmp/program.py" << 'END'
import os, threading, time
def work():
    end = time.monotonic() + 0.3
    while time.monotonic() < end:
        [object() for _ in range(100)]
    time.sleep(0.05)
def both():
    threads = [threading.Thread(target=work) for _ in range(2)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
pid = os.fork()
both()
if pid == 0:
    os._exit(0)
os.waitpid(pid, 0)
END
# run NAME VIEW ARGUMENTS...: its report as NAME.json
run()
{
	name=$1
	shift
	"$GILSCOPE" "$@" -- "$GILPY" "$tmp/program.py" > "$tmp/out" 2> "$tmp/err" || fail "$name: exit status $?"
}

for view in stat hist blame eval alloc report; do
	run $view $view --json -o "$tmp/$view.json"
done
run sched stat -s --json -F -i 200ms -o "$tmp/sched.json"
run top top --json -F -i 200ms -o "$tmp/top.json"
run calls eval -x --json -o "$tmp/calls.json"
run objects alloc -x --json -o "$tmp/objects.json"
run timeline timeline -s --json -o "$tmp/trace"
cp "$tmp/err" "$tmp/timeline.json"
run record record -s --json -o "$tmp/x.rec"
cp "$tmp/err" "$tmp/record.json"
"$GILSCOPE" stat --json -r "$tmp/x.rec" > "$tmp/replay.json" || fail "replay: exit status $?"
"$GILSCOPE" stat --json -- "$STUCK" "$tests/progs/napper.py" 2> "$tmp/stuck.json" || fail "stuck: exit status $?"
/usr/bin/python3 "$tests/check_schema.py" "$tests/../../bpf/gilscope.schema.json" "$tmp"/*.json > "$tmp/out" 2> "$tmp/err" ||
	fail "$(cat "$tmp/err")"
cat "$tmp/out"
[ "$(wc -l < "$tmp/out")" = 14 ] || fail "not all of them"

# The check itself can fail.
jq -c '.new = 1' "$tmp/stat.json" > "$tmp/wrong1"
jq -c 'del(.processes[0].wall_ns)' "$tmp/stat.json" > "$tmp/wrong2"
jq -c '.processes[0].threads[0].hold.count = -1' "$tmp/stat.json" > "$tmp/wrong3"
for wrong in wrong1 wrong2 wrong3; do
	/usr/bin/python3 "$tests/check_schema.py" "$tests/../../bpf/gilscope.schema.json" "$tmp/$wrong" > /dev/null 2>&1 &&
		fail "$wrong passes"
done
exit 0
