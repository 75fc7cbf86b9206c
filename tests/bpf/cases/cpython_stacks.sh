#!/bin/sh
# Python functions of stock CPythons: the thread and the function with known guilt, with file and line, in every version that
# is here, started and attached to; and none at all, with a reason, when the offsets do not fit.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf

# The functions by their names, files and lines, in one thread. From 3.11 on a function begins with an instruction that heeds a
# request to yield, and its line is that of the def.
# guilt_is_named REPORT OUTPUT VERSION
guilt_is_named()
{
	long=$(awk '/^long_one/ { print $2 }' "$2")
	short=$(awk '/^short_one/ { print $2 }' "$2")
	[ "${long:-0}" -gt 0 ] && [ "${short:-0}" -gt 0 ] || fail "$3: the program did not say what it spent"
	check "$3" --argjson long "$long" --argjson short "$short" '
		def named($name): .frames[0].function == $name;
		[input.processes[0].blame.places[] | select(any(.frames[]; .function == "guilty"))] as $places
		| ($places[] | .frames[] | select(.function | IN("long_one", "short_one", "timed", "guilty"))
		   | select(.file | endswith("/guilt.py") | not) | "\(.function) is in \(.file)"),
		  ([$places[] | select(named("long_one")) | .frames[0].line] | unique
		   | if length == 0 or min < 14 or max > 18 then "long_one: lines \(.)" else empty end),
		  ([$places[] | .frames[] | select(.function == "guilty") | .line] | unique
		   | if length == 0 or min < 35 or max > 37 then "guilty: lines \(.)" else empty end),
		  ([$places[].holder] | unique | if length != 1 then "guilty() in threads \(.)" else empty end)' "$1"
}

# Others waited for long_one() and short_one() in proportion to the CPU time spent in them. The interval of CPython's switches
# is as long as one call, so that single calls are cut anywhere: the tolerance is wide, but wrong names are far off. On a busy
# machine a hold goes on while its thread has no CPU: then time waited is not CPU time, nor is there a stack to name it by.
# 0 if the shares agree.
shares_agree()
{
	near "shares" --argjson long "$long" --argjson short "$short" '
		input.processes[0] as $p
		| [$p.blame.places[] | select(any(.frames[]; .function == "guilty"))] as $places
		| ($places | map(.waited_ns) | add // 0) as $all
		| ($places | map(select(.frames[0].function == "long_one").waited_ns) | add // 0) as $l
		| ($places | map(select(.frames[0].function == "short_one").waited_ns) | add // 0) as $s
		| if $all < 0.3 * $p.wait.total_ns then "only \($all) of \($p.wait.total_ns) is of guilty()" else empty end,
		  if ($l + $s) < 0.9 * $all then "named only \($l + $s) of \($all)" else empty end,
		  if ($l / ($l + $s + 1) - $long / ($long + $short) | fabs) > 0.15
		  then "long_one \($l), short_one \($s), by their own account \($long) and \($short)" else empty end' \
		"$1"
}

# shares VERSION PYTHON: 0 if they are those of the program's own account.
shares()
{
	"$GILSCOPE" blame --json -o "$tmp/blame.json" -- "$2" "$tests/progs/guilt.py" $pace > "$tmp/out" 2> "$tmp/err" ||
		fail "$1: exit status $?"
	grep 'cannot be named' "$tmp/err" && fail "$1: no names"
	guilt_is_named "$tmp/blame.json" "$tmp/out" "$1"
	shares_agree "$tmp/blame.json"
}

ran=
# shellcheck disable=SC2086 # a list
for python in /usr/bin/python3.11 "$HOME"/.pyenv/versions/3.*/bin/python3 ${CPYTHONS:-}; do
	version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2> /dev/null) || continue
	case $version:${BPF_TEST_LONG:-0} in
	3.8:? | 3.11:? | 3.13:? | 3.1[4-9]:? | 3.9:1 | 3.1[0-9]:1) ;; # of each kind of frames one; in the long form all
	*) continue ;;
	esac
	tries 4 "$version: the shares of long_one and short_one differ" shares "$version" "$python"
	ran="$ran $version"
done
[ -n "$ran" ] || skip "no CPython"

# C functions that do not heed a request to yield, or sleep in the kernel with the GIL: by name, or by their library (glibc 2.41 and
# later sleep in a function that has no name unless debug symbols are there).
"$GILSCOPE" blame --json -o "$tmp/heedless.json" -- "$python" "$tests/progs/heedless.py" $pace 2> "$tmp/err" ||
	fail "heedless: exit status $?"
check "heedless" '[input.processes[0].blame.places[] | select(.frames | length > 1)] as $places
	| if any($places[]; (.frames[0].function | test("nanosleep|^\\[libc")) and .frames[1].function == "sleeps" and .sleeps > 0 and
		.asleep_ns > 15000000) then empty else "no sleep in C" end,
	  if any($places[]; (.frames[0].file | endswith(".py") | not) and any(.frames[]; .function == "computes"))
	  then empty else "no computing in C" end,
	  ($places[] | select(any(.frames[1:][]; .function | test("PyEval"))) | "the eval loop: \(.frames)")' "$tmp/heedless.json"

# Attached to, and of a profile: self time in functions. The last CPython is as good as any.
start "$python" "$tests/progs/guilt.py" $((40 * pace))
pause 0.5
"$GILSCOPE" eval -p "$started" -d 1s --json -o "$tmp/eval.json" 2> "$tmp/err" || fail "eval: exit status $?"
check "eval" 'input.eval as $p
	| ["long_one", "short_one", "victim"] - [$p.functions[] | select(.self > 0) | .function]
	| if length > 0 then "not in the profile: \(.)" else empty end' "$tmp/eval.json"
"$GILSCOPE" record -p "$started" -d 1s -o "$tmp/recording" 2> "$tmp/err" || fail "record: exit status $?"
"$GILSCOPE" blame -r "$tmp/recording" --json -o "$tmp/replayed.json" || fail "replay: exit status $?"
check "replay" '[input.processes[0].blame.places[].frames[] | select(.function == "long_one" and .line >= 14 and .line <= 18)]
	| if length == 0 then "no long_one" else empty end' "$tmp/replayed.json"

# Offsets that do not fit: that of a frame's code object is moved.
GILSCOPE_CPYTHON_SHIFT=9 "$GILSCOPE" blame -p "$started" -d 3s --json -o "$tmp/wrong.json" 2> "$tmp/err" ||
	fail "moved offset: exit status $?"
grep -q 'Python functions of process .* cannot be named: ' "$tmp/err" || fail "moved offset: not said"
check "moved offset" 'input.processes[0] as $p
	| [$p.blame.places[].frames[]?.function] | if length > 0 then "named \(.)" else empty end,
	  if $p.acquires == 0 then "nothing was measured" else empty end' "$tmp/wrong.json"
echo "CPython$ran"
