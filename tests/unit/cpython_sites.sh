#!/bin/sh
# cpython_sites.sh CPYTHON_SITES_MAIN - the same hooks in each CPython that is here with its symbols, when it is stripped and has them in
# a debug file of its own, and when that one is hidden.
set -u
main=$1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
ran=0

# sites FILE METHOD: into $tmp/METHOD, without its first line.
sites()
{
	"$main" "$1" > "$tmp/all" || { echo "FAIL: $python: $1: $(cat "$tmp/all")"; exit 1; }
	read -r how < "$tmp/all"
	[ "$how" = "$2" ] || { echo "FAIL: $python: found by $how, not by $2"; exit 1; }
	sed 1d "$tmp/all" > "$tmp/$2"
}

for python in "$HOME"/.pyenv/versions/3.*/bin/python3.*[0-9] "$HOME"/.pyenv/versions/3.*/lib/libpython3.*.so.1.0; do
	case $python in
	*/3.[67].*) continue ;;
	esac
	cp "$python" "$tmp/python" 2> /dev/null && nm "$tmp/python" 2> /dev/null | grep -q ' take_gil' || continue
	readelf -n "$tmp/python" | grep -q 'Build ID' || continue # nothing to know the debug file by
	sites "$tmp/python" symbols
	strip -o "$tmp/stripped" "$tmp/python" && sites "$tmp/stripped" "call frames"
	objcopy --only-keep-debug "$tmp/python" "$tmp/stripped.debug" &&
		objcopy --add-gnu-debuglink="$tmp/stripped.debug" "$tmp/stripped" && sites "$tmp/stripped" "debug file"
	for method in "call frames" "debug file"; do
		cmp -s "$tmp/symbols" "$tmp/$method" || {
			echo "FAIL: $python: by $method:"
			diff "$tmp/symbols" "$tmp/$method"
			exit 1
		}
	done
	rm "$tmp/stripped.debug"
	echo "$python: $(wc -l < "$tmp/symbols") sites"
	ran=$((ran + 1))
done
[ $ran -gt 0 ] || { echo "SKIP: no CPython with symbols"; exit 77; }
