#!/bin/sh
# scripts/bench/cpython on every CPython that is here: what it checks must hold. The quick form takes three of them. Beside
# other work a wait may become longer than the switch interval.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf
need /usr/bin/python3

slow=
[ $pace -gt 1 ] && slow=--slow
# shellcheck disable=SC2086 # a list, and an option
if [ -n "${CPYTHONS:-}" ]; then
	/usr/bin/python3 "$SCRIPTS/bench/cpython" --gilscope "$GILSCOPE" --longest 2 $slow $CPYTHONS > "$tmp/table.txt" 2>&1
elif [ "${BPF_TEST_LONG:-0}" = 1 ]; then
	/usr/bin/python3 "$SCRIPTS/bench/cpython" --gilscope "$GILSCOPE" --longest 2 $slow > "$tmp/table.txt" 2>&1
else
	/usr/bin/python3 "$SCRIPTS/bench/cpython" --gilscope "$GILSCOPE" --longest 3 $slow --quick --seconds 0.4 > "$tmp/table.txt" 2>&1
fi
status=$?
[ $status = 77 ] && skip "$(cat "$tmp/table.txt")"
[ $status = 0 ] || { cat "$tmp/table.txt"; fail "exit status $status"; }
cat "$tmp/table.txt"
