#!/bin/sh
# One event stream as a timeline in both formats, read back by other people's parsers: timeline_formats.sh PROGRAM READER
set -u
program=$1
reader=$2
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
/usr/bin/python3.11 -c 'import google.protobuf' 2> /dev/null || { echo "SKIP: no python3-protobuf"; exit 77; }
for seed in 1 2 3 4 5 6; do
	# Nothing is lost; one event in 50; one in 5; hardly any events; and events without sense.
	for form in "20000 0 check" "20000 50 tracks" "20000 5 tracks" "7 0 check" "20000 garbage tracks"; do
		# shellcheck disable=SC2086 # words
		set -- $form
		"$program" "$seed" "$1" "$2" "$tmp/t.json" "$tmp/t.pftrace" || { echo "seed $seed $form: cannot write"; exit 1; }
		/usr/bin/python3.11 "$reader" same "$tmp/t.json" "$tmp/t.pftrace" "$3" > "$tmp/out" ||
			{ echo "seed $seed $form"; cat "$tmp/out"; exit 1; }
	done
done
"$program" 1 20000 0 "$tmp/t.json" "$tmp/t.pftrace"
for name in '"a\"b\\c\n\t\r/d"' '"</script><b>&amp;"' '"\u202ebidi\u009b\u001b[31m\u007f"' '"\ud83d\udc0d snake"' \
	'"bad \ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd"'; do
	for file in "$tmp/t.json" "$tmp/t.pftrace"; do
		/usr/bin/python3.11 "$reader" thread "$file" "$name" || exit 1
	done
done
