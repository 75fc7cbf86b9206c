#!/bin/sh
# perf counts the same acquires as the program itself.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf
need perf
need_tracefs

cp "$FAKEGIL" "$tmp/program"
HOME=$tmp
export HOME
perf buildid-cache --add "$tmp/program" || fail "perf buildid-cache"
perf probe -q --add sdt_gilpy:gil__acquire > /dev/null 2> "$tmp/err" || fail "perf probe: $(cat "$tmp/err")"
perf stat -x, -e sdt_gilpy:gil__acquire -o "$tmp/perf.txt" "$tmp/program" -n 100 -o "$tmp/account.json"
status=$?
perf probe -q --del 'sdt_gilpy:*' > /dev/null 2>&1
[ $status = 0 ] || fail "perf stat: exit status $status"
count=$(awk -F, '/gil__acquire/ { print $1 }' "$tmp/perf.txt")
wanted=$(jq '[.threads[].acquires] | add' "$tmp/account.json")
[ "$count" = "$wanted" ] || fail "perf counts $count acquires, the program $wanted"
