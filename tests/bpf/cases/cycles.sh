#!/bin/sh
# Attach and detach on a busy process, again and again: it lives, its children live, its text is as before.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf
need readelf

cycles=5
[ "${BPF_TEST_LONG:-0}" = 1 ] && cycles=50

start "$FAKEGIL" -r -t 4 -w 20
target=$started
pause 0.1
before=$(sites "$FAKEGIL" "$target")
[ "$before" = " 13 90" ] || fail "sites before: $before"
i=0
while [ $i -lt $cycles ]; do
	"$GILSCOPE" stat --json -d 50ms -p "$target" > "$tmp/report.json" 2> "$tmp/err" || fail "cycle $i: exit status $?"
	sound "$tmp/report.json"
	kill -0 "$target" 2> /dev/null || fail "cycle $i: the target is gone"
	i=$((i + 1))
done
after=$(sites "$FAKEGIL" "$target")
[ "$after" = "$before" ] || fail "sites after: $after"
kill -TERM "$target"
wait "$target" || fail "the target's exit status: $?"

# A child forked while attached goes on with probes and locks of its own, and is not mixed with its parent.
with_fork()
{
	"$GILSCOPE" stat --json -o "$tmp/report.json" -- "$FAKEGIL" -f -n 100 -w $((100 * pace)) -o "$tmp/account.json" 2> "$tmp/err" ||
		fail "fork: exit status $? (3: the child did not end well)"
}
agrees with_fork
echo "$cycles cycles"
