#!/bin/sh
# A command started under gilscope: every event from the first to the last, exactly.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf

run()
{
	"$GILSCOPE" stat --json -o "$tmp/report.json" -- "$FAKEGIL" -o "$tmp/account.json" "$@" 2> "$tmp/err" ||
		fail "gilscope stat -- fakegil $*: exit status $?"
	[ -s "$tmp/err" ] && fail "$FAKEGIL: something on stderr"
	check "window" 'input | .processes[] | select(.alive or .held_at_start != 0 or .held_at_end != 0
		or .wait.truncated_start + .hold.truncated_start + .wait.open + .hold.open
		   + .wait.truncated_death + .hold.truncated_death != 0) | "something is truncated"' "$tmp/report.json"
}

rounds=2
[ "${BPF_TEST_LONG:-0}" = 1 ] && rounds=10
i=0
while [ $i -lt $rounds ]; do
	agrees run -w $((100 * pace))           # some contention
	agrees run -t 8 -n 300 -w $((20 * pace)) # more of it
	agrees run -t 1 -n 2000 -w $((5 * pace)) # nobody else
	agrees run -t 4 -n 100 -w $((200 * pace)) -s 300 # with pauses: the GIL is free at times
	i=$((i + 1))
done
echo "$rounds rounds"
# Arguments that are not where the calling convention has them are found, too.
readelf -n "$FAKEGIL_ELSEWHERE" | awk '/Name: gil__release/ { found = 1 } found && /Arguments:/ { exit /%rdi .*%rsi .*%rdx/ }' ||
	fail "the arguments of $FAKEGIL_ELSEWHERE are where everybody has them"
FAKEGIL=$FAKEGIL_ELSEWHERE
agrees run -w $((100 * pace))
