#!/bin/sh
# A thread that computes alone has no event of the GIL: that it holds, and where it is, is told all the same.
# A few samples come before gilscope has seen who holds.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf

alone()
{
	start "$1" "$tests/progs/alone.py" $((20 * pace))
	pause 0.4
	"$GILSCOPE" stat -p "$started" -i 100ms -d 350ms --json -o "$tmp/stats.json" 2> "$tmp/err" ||
		fail "$1: stat: exit status $?"
	tail -n 1 "$tmp/stats.json" > "$tmp/stat.json"
	sound "$tmp/stat.json"
	check "$1: holds" 'input.processes[0] as $p
		| if ($p.threads | length) != 1 then "\($p.threads | length) threads" else empty end,
		  if $p.threads[0].tid != $p.pid then "thread \($p.threads[0].tid)" else empty end,
		  if $p.hold.total_ns != $p.wall_ns then "held \($p.hold.total_ns) of \($p.wall_ns)" else empty end,
		  if $p.held_at_start != 1 or $p.held_at_end != 1 or $p.hold.open != 1 then "not held at both ends" else empty end,
		  if $p.acquires + $p.releases > 0 then "it has had events" else empty end' "$tmp/stat.json"
	jq -e -s 'length >= 2 and all(.[].processes[0]; .hold.total_ns == .wall_ns)' "$tmp/stats.json" > /dev/null ||
		fail "$1: an interval is not held as long as it is"
	"$GILSCOPE" eval -p "$started" -d 500ms --json -o "$tmp/eval.json" 2> "$tmp/err" || fail "$1: eval: exit status $?"
	check "$1: profile" --argjson few $((20 * pace)) 'input.eval as $e
		| if $e.unseen > $few then "\($e.unseen) samples are of nobody" else empty end,
		  (["inner", "outer"] - [$e.functions[].function] | if length > 0 then "not in the profile: \(.)" else empty end),
		  ([$e.functions[] | select(.function == "inner")][0] | if .self < 0.9 * .total then "inner: \(.)" else empty end)' \
		"$tmp/eval.json"
	kill "$started"
}

alone "$GILPY"
ran=
for python in /usr/bin/python3.11 "$HOME"/.pyenv/versions/3.*/bin/python3; do
	version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2> /dev/null) || continue
	case " $ran " in *" $version "*) continue ;; esac
	case $version:${BPF_TEST_LONG:-0} in
	3.8:1 | 3.9:1 | 3.10:1 | 3.11:? | 3.12:1 | 3.13:? | 3.14:1) alone "$python" ;;
	*) continue ;;
	esac
	ran="$ran $version"
done
echo "gilpy; CPython${ran:- not here}"
