#!/bin/sh
# gilscope alloc against a program that makes a known number of objects of a known size in known functions.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf
need python3

cat > "$tmp/made.py" << 'END'
import threading

def strings(count):
    for i in range(count):
        'x' * 4000

def tuples(count):
    for i in range(count):
        (i, i, i, i)

threads = [threading.Thread(target=strings, args=(100000,), name='stringer'),
           threading.Thread(target=tuples, args=(4000000,), name='tupler')]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
END
"$GILSCOPE" alloc --json -o "$tmp/alloc.json" -- "$GILPY" "$tmp/made.py" > "$tmp/out" 2> "$tmp/err" || fail "exit status $?"
sound "$tmp/alloc.json"
# 400 MB of strings are some 800 samples, 4 million tuples of 64 bytes or so some 500: known to 3.5 % and 4.5 %
check "sums" '
	def near(what; seen; truth): if (seen / truth - 1 | fabs) > 0.2 then "\(what): \(seen), made were \(truth)" else empty end;
	input.alloc as $a
	| (reduce $a.types[] as $t ({}; .[$t.type] = $t)) as $type
	| (reduce $a.functions[] as $f ({}; .[$f.function] = $f)) as $function
	| (reduce $a.threads[] as $t ({}; .[$t.name] = $t)) as $thread
	| near("str objects"; $type.str.objects; 100000),
	  near("str bytes"; $type.str.bytes; 100000 * 4040),
	  near("tuple objects"; $type.tuple.objects; 4000000),
	  near("strings()"; $function.strings.bytes; $type.str.bytes),
	  near("tuples()"; $function.tuples.bytes; $type.tuple.bytes),
	  near("stringer"; $thread.stringer.bytes; $function.strings.bytes),
	  near("tupler"; $thread.tupler.bytes; $function.tuples.bytes),
	  near("4097 to 8192"; ($a.sizes | map(select(.up_to == 4096 or .up_to == 8192).bytes) | add); $type.str.bytes),
	  ([$a.types, $a.sizes, $a.functions, $a.threads][]
	   | if (map(.bytes) | add) != $a.bytes then "a table adds up to \(map(.bytes) | add) of \($a.bytes)" else empty end),
	  (if $a.unseen != 0 then "unseen \($a.unseen)" else empty end)' "$tmp/alloc.json"
"$GILSCOPE" alloc -f folded -o "$tmp/folded.txt" -- "$GILPY" "$tmp/made.py" > /dev/null 2> "$tmp/err" ||
	fail "-f folded: exit status $?"
grep -Eq '^stringer;.*;strings [0-9]+$' "$tmp/folded.txt" || fail "no stack of strings()"
