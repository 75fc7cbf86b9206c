#!/bin/sh
# gilscope report: findings as text, JSON and a page, live and from a recording; exit statuses; never half a file.
# shellcheck source=../lib.sh disable=SC2016
. "$(dirname "$0")/../lib.sh"

# What can be said without root.
usage()
{
	text=$1
	shift
	status=0
	"$GILSCOPE" report "$@" > "$tmp/out" 2> "$tmp/err" || status=$?
	[ $status = 2 ] || fail "report $*: exit status $status"
	grep -qF -- "$text" "$tmp/err" || fail "report $*: does not say: $text"
}
usage 'report writes a file: name it with -o' -- true
usage 'report writes a file: name it with -o' -f html -- true
usage "-f wants html or text, not 'svg'" -f svg -o "$tmp/x.html" -- true
usage 'give either -j or -f text' -j -f text -- true
usage 'give either -j or -f html' -j -f html -o "$tmp/x.html" -- true
usage "unknown option '-i'" -i 1s -o "$tmp/x.html" -p 1
usage "unknown option '-k'" -k 1 -o "$tmp/x.html" -p 1
"$GILSCOPE" report --help | grep -q '^Usage: gilscope report' || fail "no help"

need_bpf
need setpriv
chmod 755 "$tmp"
mkdir "$tmp/dir"
cd "$tmp/dir" || fail "cd"

# The acceptance of the issue: a thread that sleeps in C code without releasing the GIL is found, and named by function.
# What is said of it must be right: 20 naps of 30 ms.
stuck='
	(input.processes[0].findings[0]) as $f
	| if $f.id != "held-while-blocked" or $f.kind != "problem" then "the first finding is \($f.id)" else empty end,
	  if $f.function != "careless" or ($f.file | endswith("napper.py") | not) or $f.line != 14
	  then "named \($f.function) \($f.file):\($f.line)" else empty end,
	  if ($f.title | test("thread [0-9]+ careless slept [5-8][0-9.]+ms in the kernel") | not) then $f.title else empty end,
	  if ($f.figure | test("^2[0-9] times in careless \\(.*napper.py:14\\); others waited 1\\.[0-9]+s") | not) then $f.figure
	  else empty end'
"$GILSCOPE" report --json -o "$tmp/stuck.json" -- "$STUCK" "$tests/progs/napper.py" > "$tmp/out" 2> "$tmp/err" ||
	fail "stuck --json: exit status $?"
sound "$tmp/stuck.json"
check "stuck" "$stuck" "$tmp/stuck.json"
"$GILSCOPE" report -f text -- "$STUCK" "$tests/progs/napper.py" > "$tmp/out" 2> "$tmp/stuck.txt" || fail "stuck: exit status $?"
grep -q '^problem: Held while blocked: thread [0-9]* careless slept' "$tmp/stuck.txt" || fail "-f text does not name it"
"$GILSCOPE" report -o stuck.html -- "$STUCK" "$tests/progs/napper.py" > "$tmp/out" 2> "$tmp/err" || fail "page: exit status $?"
[ -s "$tmp/err" ] && fail "something on stderr"
[ "$(ls -A)" = stuck.html ] || fail "left behind: $(ls -A)"
[ "$(stat -c %a stuck.html)" = 600 ] || fail "mode $(stat -c %a stuck.html), not 600"
grep -q '<li data-kind="problem" data-finding="held-while-blocked">.*careless slept.*napper.py:14' stuck.html ||
	fail "the page does not name it"

# What is said of a program that does nothing, and of one that only computes.
found()
{
	jq -r '.processes[0].findings[].id' "$tmp/$1.json"
}
# judge NAME COMMAND...: its findings, into NAME.json
judge()
{
	name=$1
	shift
	"$GILSCOPE" report --json -o "$tmp/$name.json" -- "$@" > "$tmp/out" 2> "$tmp/err" || fail "$name: exit status $?"
}
judge idle "$GILPY" -c 'import time
for i in range(50):
    time.sleep(0.005)'
found idle | grep -qx not-bound || fail "a program that sleeps: $(found idle)"
found idle | grep -qE 'gil-bound|contended|dominant|while-blocked' && fail "a program that sleeps: $(found idle)"
judge cpu "$GILPY" "$SCRIPTS/workloads/cpu.py"
found cpu | grep -qx gil-bound || fail "a program that computes: $(found cpu)"
found cpu | grep -qx held-while-blocked && fail "a program that computes: $(found cpu)"
"$GILSCOPE" report --json -o "$tmp/guilt.json" -- "$GILPY" "$tests/progs/guilt.py" 1 > "$tmp/out" 2> "$tmp/err" || fail "guilt"
check "guilt" '[input.processes[0].findings[] | select(.function == "long_one" or .function == "victim")]
	| if length == 0 then "neither function is named" else empty end' "$tmp/guilt.json"

# From a recording, without any privilege: the same figures, three times the same findings.
"$GILSCOPE" record -o "$tmp/x.rec" -- sh -c 'exec "$0" "$@" 2> /dev/null' "$GILPY" "$SCRIPTS/workloads/mixed.py" 1 \
	> "$tmp/out" 2> "$tmp/err" || fail "record: exit status $?"
chmod 644 "$tmp/x.rec"
as_nobody()
{
	setpriv --reuid 65534 --regid 65534 --clear-groups --bounding-set=-all --no-new-privs "$GILSCOPE" report -r "$tmp/x.rec" "$@"
}
as_nobody --json > "$tmp/replay.json" 2> "$tmp/err" || fail "-r --json: exit status $?"
as_nobody -f text > "$tmp/replay.txt" 2> "$tmp/err" || fail "-r -f text: exit status $?"
as_nobody > "$tmp/replay.html" 2> "$tmp/err" || fail "-r: exit status $?"
[ -s "$tmp/err" ] && fail "-r: something on stderr"
jq -r '.processes[0].findings[] | "\(.kind): \(.title)"' "$tmp/replay.json" > "$tmp/titles.txt"
[ "$(wc -l < "$tmp/titles.txt")" -ge 2 ] || fail "-r: hardly a finding"
grep -E '^(problem|doubt|note|good): ' "$tmp/replay.txt" | diff "$tmp/titles.txt" - > "$tmp/differences.txt" || fail "text and JSON differ"
[ "$(grep -c 'data-finding=' "$tmp/replay.html")" = "$(wc -l < "$tmp/titles.txt")" ] || fail "page and JSON differ"
grep -q 'From a recording of 20' "$tmp/replay.html" || fail "the page does not say that it is a replay"
"$GILSCOPE" stat --json -r "$tmp/x.rec" > "$tmp/stat.json" || fail "stat -r"
check "figures" 'input as $report | input as $stat
	| if ($report | del(.view, .processes[].findings)) == ($stat | del(.view)) then empty else "differ from those of stat" end' \
	"$tmp/replay.json" "$tmp/stat.json"
for title in 'CPU time of Python threads' 'Allocated bytes' 'Time that others waited'; do
	grep -q "aria-label=\"$title" "$tmp/replay.html" || fail "no flame graph: $title"
done
as_nobody -n 2 -S name > "$tmp/two.html" || fail "-n 2: exit status $?"
grep -q '<p class="note">8 more threads.</p>' "$tmp/two.html" || fail "-n 2 shows another number of threads"
grep -m 1 -A 1 '<tbody>' "$tmp/two.html" | grep -q 'MainThread' || fail "-S name"
# Nothing in it is an address but the name of SVG, and nothing is fetched.
grep -oE '[a-z]+://[^" )>;]*' "$tmp/replay.html" | sort -u > "$tmp/addresses.txt"
[ "$(cat "$tmp/addresses.txt")" = "http://www.w3.org/2000/svg'" ] || fail "addresses in the page"
grep -q "default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]*'; script-src 'sha256-[A-Za-z0-9+/=]*'" "$tmp/replay.html" || fail "no policy"
grep -qE ' (style|on[a-z]+)=' "$tmp/replay.html" && fail "an attribute that the policy forbids"

# Only the beginning is there: said, and the exit status is 1.
head -c 500000 "$tmp/x.rec" > "$tmp/cut.rec"
"$GILSCOPE" report --json -r "$tmp/cut.rec" > "$tmp/cut.json" 2> "$tmp/err" && fail "a recording that breaks off: exit status 0"
[ ! -s "$tmp/cut.json" ] || found cut | grep -qx incomplete || fail "a recording that breaks off: $(found cut)"
size=$(stat -c %s "$tmp/x.rec")
head -c $((size - 1)) "$tmp/x.rec" > "$tmp/cut.rec"
"$GILSCOPE" report -o cut.html -r "$tmp/cut.rec" 2> "$tmp/err"
[ $? = 1 ] && grep -q 'data-finding="incomplete"' cut.html || fail "a recording without its end"

# A running process; a signal ends the measurement, not the page.
start "$GILPY" "$SCRIPTS/workloads/mixed.py" 60 2> /dev/null
target=$started
sleep 0.3
"$GILSCOPE" report -s -d 500ms -o live.html -p "$target" 2> "$tmp/err" || fail "-p: exit status $?"
grep -q '"sleeping"' live.html || fail "-s: no states of CPUs"
env --default-signal=INT "$GILSCOPE" report -o live.html -p "$target" 2> "$tmp/err" &
tool=$!
pids="$pids $tool"
sleep 2
kill -INT "$tool"
wait "$tool" || fail "SIGINT: exit status $?"
tail -n 2 live.html | grep -q '</html>' || fail "SIGINT: the page has no end"
kill "$target"

# Losses: the exit status, and what is doubtful.
"$GILSCOPE" report -s -b 1 -o lost.html -- "$FAKEGIL" -t 4 -n 100000 -w 0 > /dev/null 2> "$tmp/err"
[ $? = 3 ] || fail "losses: not exit status 3"
grep -q 'data-kind="doubt" data-finding="lost"' lost.html || fail "losses: not said"

# No room, nothing to measure: no page, and the old one stays.
echo old > old.html
(ulimit -f 20 && trap '' XFSZ && "$GILSCOPE" report -r "$tmp/x.rec" -o old.html) 2> "$tmp/err"
[ $? = 1 ] && grep -q "cannot write to 'old.html'" "$tmp/err" && [ "$(cat old.html)" = old ] || fail "no room"
"$GILSCOPE" report -o /dev/full -r "$tmp/x.rec" 2> "$tmp/err" && fail "a full disk: exit status 0"
"$GILSCOPE" report -o none.html -- true 2> "$tmp/err" && fail "no runtime, and no failure"
"$GILSCOPE" report -o none.html -- /nonexistent 2> "$tmp/err"
[ $? = 127 ] || fail "a command that is not there"
[ "$(ls -A | tr '\n' ' ')" = "cut.html live.html lost.html old.html stuck.html " ] || fail "left behind: $(ls -A)"

# The page does not grow with the run.
count=30000
[ "${BPF_TEST_LONG:-0}" = 1 ] && count=1300000
"$GILSCOPE" record -b 256 -o "$tmp/long.rec" -- "$FAKEGIL" -t 4 -n $count -w 0 > /dev/null 2> "$tmp/err"
"$GILSCOPE" report -o long.html -r "$tmp/long.rec" 2> /dev/null
[ -s long.html ] || fail "no page of a long recording"
size=$(stat -c %s long.html)
[ "$size" -lt 4000000 ] || fail "a page of $size bytes"
echo "$(grep -o 'recorded [0-9]* events' "$tmp/err"): a page of $size bytes"
