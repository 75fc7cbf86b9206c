#!/bin/sh
# Several processes, and what they fork: each has its own account, from its first event on.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf

# Parent and child, each against its own account.
family()
{
	"$GILSCOPE" stat --json -F -o "$tmp/report.json" -- "$FAKEGIL" -f -t 3 -n 100 -w 1000 -o "$tmp/account.json" ||
		fail "-F: exit status $?"
	sound "$tmp/report.json"
	compare "$tmp/report.json" "$tmp/account.json" && compare "$tmp/report.json" "$tmp/account.json.child"
}

tries 3 "times differ" family
check "the child's parent" 'input.processes | map({ pid, parent }) | if length != 2 then "\(length) processes" else empty end,
	if .[0].parent != 0 or .[1].parent != .[0].pid then "parents \(map(.parent))" else empty end' "$tmp/report.json"
# Without -F the child is nobody's.
"$GILSCOPE" stat --json -o "$tmp/report.json" -- "$FAKEGIL" -f -t 1 -n 20 || fail "without -F: exit status $?"
check "without -F" 'input.processes | if length != 1 then "\(length) processes" else empty end' "$tmp/report.json"

# The text says who forked whom, and a recording knows it.
"$GILSCOPE" record -F -o "$tmp/x.rec" -- "$FAKEGIL" -f -t 1 -n 20 2> "$tmp/err" || fail "record -F: exit status $?"
"$GILSCOPE" stat -r "$tmp/x.rec" > "$tmp/out.txt" || fail "replay: exit status $?"
parent=$(sed -n 's/^process \([0-9]*\)  .*/\1/p' "$tmp/out.txt" | head -1)
grep -q "^process [0-9]*  (forked by $parent)  " "$tmp/out.txt" || fail "the report does not say who forked the child"

# Exec after the fork: the same runtime, another copy of it, and a program that is none and leaves no trace.
if [ -x "$GILPY" ]; then
	cp "$GILPY" "$tmp/copy"
	cat > "$tmp/exec.py" << 'END'
import os, sys
for command in sys.argv[1:]:
    pid = os.fork()
    if pid == 0:
        os.execv("/bin/sh", ["sh", "-c", command])
    if os.waitpid(pid, 0)[1]:
        sys.exit(1)
END
	cat > "$tmp/count.py" << 'END'
import threading, time
time.sleep(0.5)
for i in range(20):
    t = threading.Thread(target=lambda: None, name="counted")
    t.start()
    t.join()
END
	"$GILSCOPE" stat --json -F -o "$tmp/report.json" -- "$GILPY" "$tmp/exec.py" \
		"exec $GILPY $tmp/count.py" "$GILPY $tmp/count.py; true" "$tmp/copy $tmp/count.py; true" "ls / > /dev/null; true" 2> "$tmp/err" ||
		fail "exec: exit status $?"
	sound "$tmp/report.json"
	[ -s "$tmp/err" ] && fail "exec: something on stderr"
	check "exec" 'input.processes | map(.threads | map(select(.name == "counted")) | length) | sort
		| if . != [0, 0, 0, 0, 20, 20, 20] then "threads called counted: \(.)" else empty end' "$tmp/report.json"

	# Children that were there before, and run another program whenever one looks again: they stop nothing.
	start "$GILPY" "$tests/progs/flips.py" "$tmp/copy"
	pause 0.3
	for visit in $(seq $((20 / pace))); do
		"$GILSCOPE" stat --json -F -d 10ms -o "$tmp/report.json" -p "$started" 2> "$tmp/err" || fail "flips, visit $visit: exit status $?"
	done
	kill "$started"
	# Another runtime, of which nobody had heard, in a process that has had events: the note says what is missing.
	cp "$GILPY" "$tmp/copy2"
	"$GILSCOPE" stat --json -F -o "$tmp/report.json" -- "$GILPY" "$tmp/exec.py" "exec $tmp/copy2 $tmp/count.py" 2> "$tmp/err" ||
		fail "another runtime: exit status $?"
	grep -q "^gilscope: note: process [0-9]* has become another runtime, whose first events were not seen$" "$tmp/err" ||
		fail "no note about another runtime"
	check "another runtime" 'input.processes | map(.threads | map(select(.name == "counted")) | length) | add
		| if . != 20 then "threads called counted: \(.)" else empty end' "$tmp/report.json"
	# More children than there are accounts, which never have an event: the accounts are used again, and one that was counts
	# from zero.
	cat > "$tmp/many.py" << 'END'
import os, sys
for i in range(1100):
    os.waitpid(os.posix_spawn("/bin/true", ["true"], {}), 0)
pid = os.fork()
if pid == 0:
    import count
    os._exit(0)
os.waitpid(pid, 0)
END
	"$GILSCOPE" stat --json -F -o "$tmp/report.json" -- "$GILPY" "$tmp/many.py" || fail "many: exit status $?"
	sound "$tmp/report.json"
	check "many" 'input.processes | map(.threads | map(select(.name == "counted")) | length)
		| if . != [0, 20] then "threads called counted: \(.)" else empty end' "$tmp/report.json"
fi

# Several running processes, one of them twice, and the children that they have already.
start "$FAKEGIL" -r -t 2
first=$started
start "$FAKEGIL" -r -f -t 1
second=$started
sleep 0.3
child=$(pgrep -P "$second")
"$GILSCOPE" stat --json -d 300ms -p "$first,$second" -p "$first" > "$tmp/report.json" || fail "two: exit status $?"
sound "$tmp/report.json"
check "two" --argjson first "$first" --argjson second "$second" 'input.processes
	| if map(.pid) != [$first, $second] then "processes \(map(.pid))" else empty end,
	  (.[] | if .acquires < 10 then "\(.pid): \(.acquires) acquires" else empty end)' "$tmp/report.json"
"$GILSCOPE" stat --json -F -d 300ms -p "$second" > "$tmp/report.json" || fail "children: exit status $?"
sound "$tmp/report.json"
check "children" --argjson second "$second" --argjson child "$child" 'input.processes
	| if map(.pid) != [$second, $child] then "processes \(map(.pid))" else empty end,
	  (.[] | if .acquires < 10 then "\(.pid): \(.acquires) acquires" else empty end)' "$tmp/report.json"
kill -9 "$child" "$second"
# It ends when the last of them does.
"$GILSCOPE" stat --json -i 100ms -p "$first" > "$tmp/parts.json" &
tool=$!
begins "$tmp/parts.json" "$tool"
kill -9 "$first"
wait "$tool" || fail "the last one: exit status $?"
for wrong in "1,,2" "1," "," "1,x" ""; do
	"$GILSCOPE" stat -p "$wrong" 2> "$tmp/err"
	[ $? = 2 ] || fail "-p '$wrong' is taken"
	grep -q "^gilscope: -p wants the number of a process" "$tmp/err" || fail "-p '$wrong': no clear error"
done
