#!/bin/sh
# scripts/bench/service: no request fails while gilscope attaches, measures, detaches; the figures are sound. Times are not judged.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf
need /usr/bin/python3 cc
[ -x /usr/bin/python3.11 ] || skip "no /usr/bin/python3.11"

if [ "${BPF_TEST_LONG:-0}" = 1 ]; then
	set -- --only service --rounds 5 --seconds 2
	parts=1
	views=3
else
	set -- --view stat --seconds $pace
	parts=2
	views=1
fi
CFLAGS=-Werror /usr/bin/python3 "$SCRIPTS/bench/service" --quick --json "$@" > "$tmp/out" 2> "$tmp/err" || fail "exit status $?"
check "the rows" --argjson count $((parts * views)) '[inputs | select(.view != "nobody")] | if length != $count then "\(length) rows" else empty end,
	(.[] | select(.done < 100 or .cycles < 10 or .attached_s < .rounds))' "$tmp/out"
jq -r '"\(.part) \(.view): \(.done) done, \(.rate_ratio.median) times as fast"' "$tmp/out"
