#!/bin/sh
# Pid namespaces: gilscope inside one, and a target inside one that gilscope is not in. Tids are the target's own.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf
need unshare
unshare --pid --fork --mount-proc true 2> /dev/null || skip "no pid namespaces here"

# The threads sleep between their holds: the stand-in's lock may be taken again by the one that gave it up, and a thread
# that waits through the whole window has no event and so no row (gilscope(1) says so).
cat > "$tmp/inside.sh" << END
#!/bin/sh
"$FAKEGIL" -r -t 2 -w 200 -s 50 &
target=\$!
sleep 1
"$GILSCOPE" stat --json -d 200ms -p \$target > "$tmp/report.json" || exit 1
ls /proc/\$target/task > "$tmp/tids.txt"
echo \$target > "$tmp/target.txt"
kill -9 \$target
END
chmod +x "$tmp/inside.sh"
unshare --pid --fork --mount-proc "$tmp/inside.sh" 2> "$tmp/err" || fail "inside"
sound "$tmp/report.json"
[ "$(jq .processes[0].pid "$tmp/report.json")" = "$(cat "$tmp/target.txt")" ] || fail "inside: pid"
jq -r '.processes[0].threads[].tid' "$tmp/report.json" | sort > "$tmp/seen.txt"
[ "$(wc -l < "$tmp/seen.txt")" = 2 ] || fail "inside: not two threads"
sort "$tmp/tids.txt" | comm -13 - "$tmp/seen.txt" | grep -q . && fail "inside: tids are not those of /proc"

start unshare --pid --fork --mount-proc --kill-child "$FAKEGIL" -r -t 2 -w 200 -s 50
pause 0.3
target=$(pgrep -P "$started") || fail "no child"
pids="$pids $target"
"$GILSCOPE" stat --json -d 200ms -p "$target" > "$tmp/report.json" 2> "$tmp/err" || fail "outside: exit status $?"
sound "$tmp/report.json"
check "outside" --argjson pid "$target" 'input.processes[0] | if .pid != $pid then "pid" else empty end,
	if [.threads[].tid] | sort != [2, 3] then "tids \([.threads[].tid])" else empty end' "$tmp/report.json"

# Launched in a namespace: the account of the program itself has its own tids too.
inside()
{
	"$GILSCOPE" stat --json -o "$tmp/report.json" -- unshare --pid --fork --mount-proc "$FAKEGIL" -o "$tmp/account.json" ||
		fail "launched: exit status $?"
}
agrees inside
