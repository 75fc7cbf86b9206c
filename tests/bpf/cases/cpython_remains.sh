#!/bin/sh
# What remains of gilscope when it has gone, be it ever so often: in a CPython neither a mapping nor a changed byte of its text nor
# an open file nor a thread; in the kernel no program, no link, no map. Of pages of the text that had a probe the kernel may
# leave the process its own copy, as long as it is on a list of new pages; the next uprobe takes the same one.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf
need bpftool
[ -x /usr/bin/python3.11 ] || skip "no /usr/bin/python3.11"

rounds=3
[ "${BPF_TEST_LONG:-0}" = 1 ] && rounds=100

# A copy, for uprobes belong to a file: nobody else looks at this one.
cp /usr/bin/python3.11 "$tmp/python3.11"
PYTHONHOME=/usr
export PYTHONHOME
: > "$tmp/lives"
start "$tmp/python3.11" "$tests/progs/lives.py" ends "$tmp/lives" > "$tmp/out" 2>&1
target=$started
pause 0.5

# traces: what can be seen of others' doings in the target: its mappings (its heap is its own affair), text, files, threads.
traces()
{
	awk '$6 != "" && $6 != "[heap]"' "/proc/$target/maps"
	sed -n 's/^\([0-9a-f]*\)-\([0-9a-f]*\) r-xp .*python3.*/\1 \2/p' "/proc/$target/maps" | while read -r first last; do
		dd if="/proc/$target/mem" bs=4096 skip=$((0x$first / 4096)) count=$(((0x$last - 0x$first) / 4096)) 2> /dev/null | cksum
	done
	find "/proc/$target/fd" -type l -printf '%f %l\n' | sort
	ls "/proc/$target/task"
}

# own: kB of text of which the process has its own copy.
own()
{
	awk '/^[0-9a-f]+-/ { text = $2 == "r-xp" } text && /^Anonymous:/ { kb += $2 } END { print kb + 0 }' "/proc/$target/smaps"
}

# objects: what there is of BPF in the kernel, and orphans: what of it is not of before and no process has open.
objects()
{
	for kind in prog link map; do
		bpftool -j $kind show | jq -r --arg kind $kind '.[] | "\($kind) \(.id)"'
	done | sort
}

orphans()
{
	objects > "$tmp/objects"
	cat /proc/[0-9]*/fdinfo/* 2> /dev/null | sed -n 's/^\(prog\|link\|map\)_id:[[:space:]]*/\1 /p' | sort -u - "$tmp/before" |
		comm -23 "$tmp/objects" -
}

objects > "$tmp/before"
traces > "$tmp/traces.before"
[ "$(own)" = 0 ] || fail "it has its own copy of $(own) kB of text"
for round in $(seq $rounds); do
	case $((round % 4)) in
	0) set -- env GILSCOPE_UPROBES=perf "$GILSCOPE" stat ;; # these take a second to detach
	1) set -- "$GILSCOPE" stat -s ;;
	2) set -- "$GILSCOPE" stat ;;
	3) set -- "$GILSCOPE" blame ;;
	esac
	"$@" --json -d 30ms -o "$tmp/report.json" -p "$target" 2> "$tmp/err" || fail "round $round: exit status $?"
	sound "$tmp/report.json"
done

# The kernel frees programs and links when nobody can be in them any more, a moment later; and others may come and go.
orphans > "$tmp/left"
for _ in $(seq 50); do
	traces > "$tmp/traces.after"
	[ ! -s "$tmp/left" ] && cmp -s "$tmp/traces.before" "$tmp/traces.after" && break
	pause 0.2
	orphans | comm -12 "$tmp/left" - > "$tmp/still"
	mv "$tmp/still" "$tmp/left"
done
[ -s "$tmp/left" ] && fail "in the kernel remain: $(cat "$tmp/left")"
diff "$tmp/traces.before" "$tmp/traces.after" || fail "in the target something is not as before"

left=$(own)

# The same while gilscope is there: it can be seen at all.
"$GILSCOPE" stat --json -o "$tmp/report.json" -p "$target" 2> "$tmp/err" &
tool=$!
pids="$pids $tool"
for _ in $(seq 50); do
	traces | cmp -s "$tmp/traces.before" - || break
	pause 0.1
done
traces | cmp -s "$tmp/traces.before" - && fail "probes in the text are not seen"
[ "$left" -le "$(own)" ] || fail "after $rounds rounds it has its own copy of $left kB of text, with probes in it of $(own) kB"
rm "$tmp/lives"
wait "$tool" || fail "exit status $?"
wait "$target"
[ $? = 7 ] || fail "the target ended with another status than 7"
echo "$rounds rounds; $left kB of text with a copy of its own"
