#!/bin/sh
# gilscope record takes no more memory the longer it runs: 20 s of tens of thousands of events a second.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf

# resident: kB of the tool. The ring buffer is small, so that all its pages have been touched soon; what is held back at the
# worst moment grows with it, too.
resident()
{
	awk '/^RssAnon|^RssFile/ { kb += $2 } END { print kb }' "/proc/$tool/status"
}

start "$FAKEGIL" -r -t 2 -w 10
target=$started
pause 0.1
"$GILSCOPE" record -b 4 -d $((21 * pace))s -o "$tmp/x.rec" -p "$target" > "$tmp/out" 2> "$tmp/err" &
tool=$!
pause 6
early=$(resident)
pause 14
late=$(resident)
wait "$tool"
status=$?
[ $status = 0 ] || [ $status = 3 ] || fail "exit status $status"
events=$("$GILSCOPE" stat --json -r "$tmp/x.rec" | jq .recording.events)
echo "resident after 5 s $early kB, after 20 s $late kB; $events events"
[ "$events" -gt 600000 ] || fail "only $events events: this proves nothing"
[ "$late" -le $((early + 6144)) ] || fail "memory grows: from $early to $late kB"
