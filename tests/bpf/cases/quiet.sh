#!/bin/sh
# A thread that computes, makes no objects and never lets go of the GIL is as fast with gilscope attached as without, also
# with the probes of allocations: its best of many rounds of the same work, before and while it is measured.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf
[ $pace = 1 ] || skip "the speed of an emulated machine says nothing"

cat > "$tmp/rounds.py" << 'END'
import time
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
while True:
    start = time.monotonic_ns()
    fib(20)
    total = 0
    for i in range(20000):
        total += i
    print(start, time.monotonic_ns(), flush=True)
END
# quiet VIEW: 0 if the rounds were as fast under this view.
quiet()
{
	start "$GILPY" "$tmp/rounds.py" > "$tmp/rounds"
	target=$started
	sleep 1.5
	"$GILSCOPE" "$1" --json -d 1500ms -p "$target" > "$tmp/report.json" || fail "$1: exit status $?"
	sleep 0.5
	kill "$target"
	wait "$target" 2> /dev/null
	sound "$tmp/report.json"
	enough=100
	[ $sanitized = yes ] && enough=40
	awk -v view="$1" -v enough=$enough -v from="$(jq '.processes[0].start_ns' "$tmp/report.json")" \
		-v to="$(jq '.processes[0].end_ns' "$tmp/report.json")" '
		$2 < from - 5e8 { before++; if (!a || $2 - $1 < a) a = $2 - $1 }
		$1 > from && $2 < to { during++; if (!b || $2 - $1 < b) b = $2 - $1 }
		END {
			printf "%s: %d rounds before, best %.0f us; %d while measured, best %.0f us: %+.1f %%\n", view, before, a / 1e3,
				during, b / 1e3, 100 * (b / a - 1)
			exit !(before > enough && during > enough && b < 1.03 * a)
		}' "$tmp/rounds"
}

for view in stat alloc; do
	tries 3 "$view: slower" quiet $view
done
