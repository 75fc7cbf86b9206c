#!/bin/sh
# cpython_layout.sh CPYTHON_LAYOUT_MAIN - the offsets of each CPython here, and in $CPYTHONS, fit, and none fits when it is moved.
set -u
here=$(dirname "$0")
main=$1
offsets=$("$main")
tmp=$(mktemp -d)
target=
trap 'exec 3>&-; [ -z "$target" ] || wait $target; rm -rf "$tmp"' EXIT
mkfifo "$tmp/in"
ran=0

# shellcheck disable=SC2086 # a list
for python in /usr/bin/python3.11 "$HOME"/.pyenv/versions/3.*/bin/python3 ${CPYTHONS:-}; do
	"$python" -c 'import sys; sys.exit(sys.version_info < (3, 8))' 2> /dev/null || continue
	PYTHONIOENCODING=utf-8 "$python" "$here/cpython_layout_target.py" < "$tmp/in" > "$tmp/out" &
	target=$!
	exec 3> "$tmp/in"
	for _ in $(seq 100); do
		[ -s "$tmp/out" ] && break
		sleep 0.1
	done
	read -r major minor runtime < "$tmp/out" || { echo "FAIL: $python did not start"; exit 1; }
	# The process stands still: what does not fit once never will.
	answer=$("$main" $target "$major" "$minor" "$runtime") || { echo "FAIL: $python: $answer"; exit 1; }
	fit=
	for shift in $(seq 0 $((offsets - 1))); do
		"$main" $target "$major" "$minor" "$runtime" "$shift" > "$tmp/answer" && fit="$fit $shift"
	done
	# Those that the version has not, or that may be moved: the first interpreter is the main one, too, the first thread may
	# be found as the main one, and the next interpreter as none.
	case $minor in
	8 | 9 | 10) may=" 0 7 12 18 " ;;
	11) may=" 0 6 " ;;
	12) may=" 0 1 6 " ;;
	*) may=" 0 1 2 7 " ;;
	esac
	for shift in $fit; do
		case $may in
		*" $shift "*) ;;
		*) echo "FAIL: $python: sound with the offset of number $shift moved"; exit 1 ;;
		esac
	done
	echo "$python $major.$minor: sound; moved and still so:$fit"
	"$main" $target "$major" "$minor" "$((runtime + 64))" > "$tmp/answer" && { echo "FAIL: sound at another address"; exit 1; }
	"$main" $target "$major" $((minor == 8 || minor == 12 ? 11 : minor + 1)) "$runtime" > "$tmp/answer" && { echo "FAIL: sound as another version"; exit 1; }
	exec 3>&-
	wait $target
	target=
	ran=$((ran + 1))
done
[ $ran -gt 0 ] || { echo "SKIP: no CPython"; exit 77; }
