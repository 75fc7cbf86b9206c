#!/bin/sh
# gilscope eval: the share of each function's samples against the CPU time that the program says it spent there; stacks as
# folded lines and as a flame graph that is well-formed XML.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf
need python3

"$GILSCOPE" eval --json -o "$tmp/eval.json" -- "$GILPY" "$tests/progs/guilt.py" 4 > "$tmp/out" 2> "$tmp/err" ||
	fail "exit status $?"
sound "$tmp/eval.json"
long=$(awk '/long_one/ { print $2 }' "$tmp/out")
short=$(awk '/short_one/ { print $2 }' "$tmp/out")
[ "${long:-0}" -gt 0 ] && [ "${short:-0}" -gt 0 ] || fail "the program did not say what it spent"
# An emulated machine drops interrupts of its clock: fewer samples, in the same proportions.
# 1.3 s at 997 samples a second: a share of 3/4 is known to 2.4 % with 95 % certainty; 5 % lets one run in 20,000 fail
check "functions" --argjson pace $pace --argjson long "$long" --argjson short "$short" '
	input.eval as $e
	| ($e.functions | map(select(.function == "long_one"))[0]) as $l
	| ($e.functions | map(select(.function == "short_one"))[0]) as $s
	| if $l == null or $s == null then "a function is missing"
	  elif ($l.self / ($l.self + $s.self) - $long / ($long + $short) | fabs) > ([0.05, $tolerance] | max)
	  then "long_one \($l.self), short_one \($s.self); by their own account \($long), \($short)"
	  elif $pace == 1 and (($l.self + $s.self) / 997e-9 / ($long + $short) - 1 | fabs) > 0.1
	  then "\($l.self + $s.self) samples for \(($long + $short) / 1e9) s" else empty end,
	  ($e.functions[] | select(.self > .total) | "\(.function): self above total"),
	  ($e.functions | map(.self) | add) as $all
	| if $all > $e.samples then "self adds up to \($all) of \($e.samples)" else empty end,
	  (if $e.unknown != 0 then "unknown \($e.unknown)" else empty end),
	  ($e.functions | map(select(.function == "guilty"))[0] as $g | if $g.total < $l.total then "guilty() calls it all" else empty end)
	' "$tmp/eval.json"

# A recursion counts once in the total.
cat > "$tmp/recurse.py" << 'END'
import sys, time
def down(n):
    return down(n - 1) if n else sum(range(2000))
end = time.monotonic() + int(sys.argv[1])
while time.monotonic() < end:
    down(40)
END
"$GILSCOPE" eval --json -o "$tmp/recurse.json" -- "$GILPY" "$tmp/recurse.py" $pace > /dev/null 2> "$tmp/err" || fail "exit status $?"
check "recursion" '
	input.eval as $e | $e.functions[] | select(.function == "down")
	| if .total > $e.samples or .total < 0.9 * $e.samples then "total \(.total) of \($e.samples)" else empty end' \
	"$tmp/recurse.json"

"$GILSCOPE" eval -f folded -o "$tmp/folded.txt" -- "$GILPY" "$tests/progs/guilt.py" 1 > /dev/null 2> "$tmp/err" ||
	fail "-f folded: exit status $?"
grep -Eq '^guilty;.*;guilty;timed;long_one [0-9]+$' "$tmp/folded.txt" || fail "no stack of long_one"

for view in eval blame; do
	"$GILSCOPE" $view -f svg -o "$tmp/flame.svg" -- "$GILPY" "$tests/progs/guilt.py" 1 > /dev/null 2> "$tmp/err" ||
		fail "$view -f svg: exit status $?"
	python3 - "$tmp/flame.svg" << 'END' || fail "$view -f svg: not the picture that it should be"
import sys
import xml.dom.minidom

frames = {}
for group in xml.dom.minidom.parse(sys.argv[1]).getElementsByTagName('g'):
    title = group.getElementsByTagName('title')[0].firstChild.data
    rect = group.getElementsByTagName('rect')[0]
    frames.setdefault(title.rsplit(' (', 1)[0], []).append(
        tuple(float(rect.getAttribute(name)) for name in ('x', 'width', 'y')))
(x, width, y), = frames['long_one']
(caller_x, caller_width, caller_y), = frames['timed']
assert caller_x - 0.02 <= x and x + width <= caller_x + caller_width + 0.02, 'wider than its caller'
assert caller_y > y, 'above its caller'
assert 'guilty' in frames and width > frames['short_one'][0][1] > 0
END
done
