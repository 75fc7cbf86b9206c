#!/bin/sh
# Hostile thread names: bounded, valid UTF-8, escaped for the terminal and for JSON.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf

# name, as printf wants it; what JSON must say (as a JSON string)
try()
{
	name=$(printf "$1")
	"$GILSCOPE" stat --json -o "$tmp/report.json" -- "$FAKEGIL" -t 1 -n 2 -m "$name" 2> "$tmp/err" || fail "$1: exit status $?"
	check "name $1" --argjson want "$2" 'input.processes[0].threads | map(.name) | select(index($want) == null) | tostring' \
		"$tmp/report.json"
	for view in $views; do
		"$GILSCOPE" $view -o "$tmp/table.txt" -- "$FAKEGIL" -t 1 -n 2 -m "$name" 2> "$tmp/err" || fail "$1: exit status $?"
		if LC_ALL=C grep -q "$(printf '[\001-\010\013-\037\177]')" "$tmp/table.txt"; then
			fail "$1: a control character reaches the terminal ($view)"
		fi
		# C1 controls and bidi controls in UTF-8
		if LC_ALL=C grep -qE "$(printf '\302[\200-\237]|\342\200[\216\217\250-\256]|\342\201[\246-\251]|\330\234')" "$tmp/table.txt"; then
			fail "$1: a hidden control character reaches the terminal ($view)"
		fi
		iconv -f UTF-8 -t UTF-8 "$tmp/table.txt" > /dev/null || fail "$1: not UTF-8 ($view)"
	done
}

views=stat
try 'plain' '"plain"'
views='stat hist'
try '\033[31mred\033]0;title\007' '"\u001b[31mred\u001b]0;title\u0007"'
views=stat
try 'a"b\\c' '"a\"b\\c"'
try 'tab\tnew\nline\rend' '"tab\tnew\nline\rend"'
try 'c1\302\233x' '"c1\u009bx"'
try 'bidi\342\200\256x\342\201\246' '"bidi\u202ex\u2066"'
try 'bad\377\300\200x' '"bad\ufffd\ufffd\ufffdx"'
try 'short\342\202' '"short\ufffd\ufffd"'
try '<script>;=+-@' '"<script>;=+-@"'
try '\360\237\220\215 snake' '"\ud83d\udc0d snake"'
try 'del\177' '"del\u007f"'
