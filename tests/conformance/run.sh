#!/bin/sh
# Runs Python programs under gilpy and under /usr/bin/python3.11; what they print and how they exit must be the same,
# for those in tracebacks/ also what they write to standard error.
#
#   tests/conformance/run.sh            all *.py here, in thread/ and in tracebacks/
#   tests/conformance/run.sh FILE...    these
#
# Prints a diff for each that differs (-: python3.11, +: gilpy), and at the end how many passed.
#
# Environment: GILPY   (default: build/bin/gilpy)
#              GILPY_FLAGS (options of gilpy, such as -Xgil=ticks)
#              PYTHON  (default: /usr/bin/python3.11)
#              CONFORMANCE_TIMEOUT (seconds a program may run, default 60)
# Exit status: 0 all passed, 1 some did not, 77 there is no python3.11.
set -u

here=$(cd "$(dirname "$0")" && pwd)
gilpy=${GILPY:-$here/../../build/bin/gilpy}
python=${PYTHON:-/usr/bin/python3.11}
[ $# -gt 0 ] || set -- "$here"/*.py "$here"/thread/*.py "$here"/tracebacks/*.py
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

# run NAME FILE COMMAND...: its standard output and exit status go to $tmp/NAME, its errors to $tmp/NAME.err.
run()
{
	name=$1
	file=$2
	shift 2
	timeout "${CONFORMANCE_TIMEOUT:-60}" "$@" "$file" > "$tmp/$name" 2> "$tmp/$name.err" < /dev/null
	echo "exit status $?" >> "$tmp/$name"
	case $file in
	*tracebacks/*)
		echo "standard error:"
		cat "$tmp/$name.err"
		;;
	esac >> "$tmp/$name"
}

passed=0
failed=
for file; do
	run python "$file" "$python"
	# shellcheck disable=SC2086
	run gilpy "$file" "$gilpy" ${GILPY_FLAGS:-}
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
