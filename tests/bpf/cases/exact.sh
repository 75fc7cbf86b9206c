#!/bin/sh
# --exact: every call of eval, every object of alloc, against programs that make a known number.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf

cat > "$tmp/calls.py" << 'END'
import threading, time
def leaf(i): return i + 1
def rec(n): return rec(n - 1) if n else 0
def deep(n): return deep(n - 1) if n else time.sleep(0.1)
def gen(n):
    for i in range(n):
        yield i
def sleeper():
    time.sleep(0.2)
def raises():
    raise ValueError
def work():
    for i in range(10000):
        leaf(i)
    for i in range(100):
        rec(50)
    for x in gen(1000):
        pass
    for i in range(50):
        try:
            raises()
        except ValueError:
            pass
    sleeper()
threads = [threading.Thread(target=work) for _ in range(3)]
for t in threads:
    t.start()
for t in threads:
    t.join()
deep(300)
END
"$GILSCOPE" eval -x --json -o "$tmp/eval.json" -- "$GILPY" "$tmp/calls.py" 2> "$tmp/err" || fail "eval -x: exit status $?"
sound "$tmp/eval.json"
check "calls" '
	input as $report | $report.processes[0] as $p | $report.eval as $e
	| (reduce $e.calls[] as $f ({}; .[$f.function] = $f)) as $f
	| def calls($name; $n): if $f[$name].calls != $n then "\($name): \($f[$name].calls) calls, not \($n)" else empty end;
	calls("leaf"; 30000), calls("rec"; 3 * 100 * 51), calls("gen"; 3 * 1001), calls("work"; 3), calls("sleeper"; 3),
	calls("raises"; 150), calls("deep"; 301),
	def between($what; $ns; $low; $high): if $ns < $low or $ns > $high then "\($what): \($ns) ns" else empty end;
	between("sleeper self"; $f.sleeper.self_ns; 0.6e9; 3 * $p.wall_ns),
	between("sleeper total"; $f.sleeper.total_ns; $f.sleeper.self_ns; $f.sleeper.self_ns * 1.01),
	between("work total"; $f.work.total_ns; $f.work.self_ns + $f.leaf.self_ns + $f.sleeper.self_ns; 3 * $p.wall_ns),
	between("rec total, each recursion once"; $f.rec.total_ns; $f.rec.self_ns * 0.99; $f.rec.self_ns * 1.01),
	# of the 301 frames of deep() 128 are followed, and the sleep in the others is theirs
	between("deep total"; $f.deep.total_ns; 0.1e9; $p.wall_ns),
	between("all self times"; ($e.calls | map(.self_ns) | add); 0.9e9; 4 * $p.wall_ns),
	(if $e.exact_events < 2 * 48000 then "only \($e.exact_events) events" else empty end),
	(if $e.exact_cost_ns < $e.exact_events * 200 then "a cost of \($e.exact_cost_ns) ns" else empty end)' "$tmp/eval.json"
"$GILSCOPE" eval -x -n 3 -o "$tmp/eval.txt" -- "$GILPY" "$tmp/calls.py" 2> "$tmp/err" || fail "eval -x as text: exit status $?"
grep -Eq '^ +CALLS +SELF +TOTAL +A CALL +CPU +FUNCTION$' "$tmp/eval.txt" || fail "no column of calls"
grep -Eq '^  --exact cost about .* events, .* each$' "$tmp/eval.txt" || fail "the text does not say what it cost"

# Attached to a program that is in the middle of calls: what runs at the start and at the end breaks nothing.
start "$GILPY" "$tests/progs/calls.py"
target=$started
sleep 0.5
"$GILSCOPE" eval -x --json -d 1s -p "$target" > "$tmp/eval.json" || fail "eval -x -p: exit status $?"
sound "$tmp/eval.json"
# outer() calls inner() twice; both threads may be in between at either end
check "attached" '
	input as $report | $report.processes[0] as $p | $report.eval as $e
	| (reduce $e.calls[] as $f ({}; .[$f.function] = $f)) as $f
	| if $f.inner.calls < 20 or ($f.inner.calls - 2 * $f.outer.calls | fabs) > 4
	  then "inner \($f.inner.calls), outer \($f.outer.calls)" else empty end,
	  if $f.inner.self_ns > $f.outer.total_ns + 2 * ($f.outer.total_ns / $f.outer.calls) then "inner takes longer than outer" else empty end,
	  ($e.calls[] | select(.self_ns > 2.1 * $p.wall_ns) | "\(.function): \(.self_ns) ns of \($p.wall_ns)")' "$tmp/eval.json"
kill "$target"

# Objects: two runs that differ by a known number of them.
cat > "$tmp/made.py" << 'END'
import sys, threading
def strings(count):
    for i in range(count):
        'x' * 4000
def kept(count):
    return [(i, i, i, i) for i in range(count)]
def run(count, n):
    strings(count)
    results[n] = kept(count)
results = [None, None]
n = int(sys.argv[1])
threads = [threading.Thread(target=run, args=(n, i), name=f"maker-{i}") for i in range(2)]
for t in threads:
    t.start()
for t in threads:
    t.join()
END
for n in 1000 6000; do
	"$GILSCOPE" alloc -x --json -o "$tmp/alloc$n.json" -- "$GILPY" "$tmp/made.py" $n 2> "$tmp/err" || fail "alloc -x: exit status $?"
	sound "$tmp/alloc$n.json"
done
check "objects" '
	def sums: .alloc | { type: (reduce .types[] as $t ({}; .[$t.type] = $t)),
		function: (reduce .functions[] as $f ({}; .[$f.function] = $f)), thread: (reduce .threads[] as $t ({}; .[$t.name] = $t)),
		all: . };
	(input | sums) as $a | (input | sums) as $b
	| def more($what; $few; $many; $n): if $many - $few != $n then "\($what): \($many - $few) more, not \($n)" else empty end;
	more("str"; $a.type.str.objects; $b.type.str.objects; 10000),
	more("str destroyed"; $a.type.str.freed_objects; $b.type.str.freed_objects; 10000),
	more("tuple"; $a.type.tuple.objects; $b.type.tuple.objects; 10000),
	more("strings()"; $a.function.strings.objects; $b.function.strings.objects; 10000),
	more("strings() bytes"; $a.function.strings.bytes; $b.function.strings.bytes;
		$b.type.str.bytes - $a.type.str.bytes),
	# but for what they make to wait for each other
	(if ($b.thread["maker-0"].objects - $b.thread["maker-1"].objects | fabs) > 50 then "maker-0 and maker-1 differ" else empty end),
	([$a.all, $b.all][] | .objects as $all | (.types, .sizes, .functions, .threads) | map(.objects) | add
	 | if . != $all then "a table adds up to \(.) of \($all)" else empty end)' "$tmp/alloc1000.json" "$tmp/alloc6000.json"
"$GILSCOPE" alloc -x -n 3 -o "$tmp/alloc.txt" -- "$GILPY" "$tmp/made.py" 1000 2> "$tmp/err" || fail "alloc -x as text: exit status $?"
grep -Eq '^ +BYTES +OBJECTS +KEPT +TYPE$' "$tmp/alloc.txt" || fail "no column of what is kept"
grep -Eq '^  --exact cost about ' "$tmp/alloc.txt" || fail "the text does not say what it cost"

for wrong in "eval -x -r x.rec" "eval -x -f svg -- true" "stat -x -p 1"; do
	# shellcheck disable=SC2086
	"$GILSCOPE" $wrong > "$tmp/out" 2> "$tmp/err"
	[ $? = 2 ] || fail "$wrong is taken"
done
