#!/bin/sh
# Runs Python programs under gilpy and under /usr/bin/python3.11; what they print and how they exit must be the same,
# for those in tracebacks/ also what they write to standard error.
#
#   tests/conformance/run.sh            all *.py here and in tracebacks/
#   tests/conformance/run.sh FILE...    these
#
# Prints a diff for each that differs (-: python3.11, +: gilpy), and at the end how many passed.
#
# Environment: GILPY   (default: build/bin/gilpy)
#              PYTHON  (default: /usr/bin/python3.11)
#              CONFORMANCE_TIMEOUT (seconds a program may run, default 60)
# Exit status: 0 all passed, 1 some did not, 77 there is no python3.11.
set -u

here=$(cd "$(dirname "$0")" && pwd)
gilpy=${GILPY:-$here/../../build/bin/gilpy}
python=${PYTHON:-/usr/bin/python3.11}
[ $# -gt 0 ] || set -- "$here"/*.py "$here"/tracebacks/*.py
command -v "$gilpy" > /dev/null || {
	echo "run.sh: there is no $gilpy" >&2
	exit 1
}
command -v "$python" > /dev/null || {
	echo "SKIP: there is no $python"
	exit 77
}

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' INT TERM
# Sets and names in them are ordered by hashes that differ from run to run.
PYTHONHASHSEED=0
PYTHONDONTWRITEBYTECODE=1
PYTHONWARNINGS=ignore
ASAN_OPTIONS=detect_leaks=0${ASAN_OPTIONS:+:$ASAN_OPTIONS}
export PYTHONHASHSEED PYTHONDONTWRITEBYTECODE PYTHONWARNINGS ASAN_OPTIONS

# run NAME PROGRAM FILE: its standard output and exit status go to $tmp/NAME, its errors to $tmp/NAME.err.
run()
{
	timeout "${CONFORMANCE_TIMEOUT:-60}" "$2" "$3" > "$tmp/$1" 2> "$tmp/$1.err" < /dev/null
	echo "exit status $?" >> "$tmp/$1"
	case $3 in
	*tracebacks/*)
		echo "standard error:"
		cat "$tmp/$1.err"
		;;
	esac >> "$tmp/$1"
}

passed=0
failed=
for file; do
	run python "$python" "$file"
	run gilpy "$gilpy" "$file"
	case $file in
	*tracebacks/*) ;;
	*) # a test that stops in the middle proves less than it seems to
		tail -1 "$tmp/python" | grep -qx "exit status 0" || echo "(python3.11 fails it)" >> "$tmp/python"
		;;
	esac
	if cmp -s "$tmp/python" "$tmp/gilpy"; then
		passed=$((passed + 1))
		continue
	fi
	name=$(basename "$file" .py)
	failed="$failed $name"
	echo "--- $name"
	diff -u --label python3.11 --label gilpy "$tmp/python" "$tmp/gilpy" | head -40
	[ ! -s "$tmp/gilpy.err" ] || {
		echo "errors of gilpy:"
		tail -20 "$tmp/gilpy.err"
	}
done
echo "$passed of $# passed${failed:+; failed:$failed}"
[ -z "$failed" ]
