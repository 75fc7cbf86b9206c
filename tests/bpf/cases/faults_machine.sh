#!/bin/sh
# What a machine may lack or refuse (FAULTS.md): gilscope works without it, or says in one clear line what is missing.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf
need unshare setpriv /usr/bin/python3

# measured COMMAND...: the command, which ends in arguments for gilscope, measures fakegil as usual.
measured()
{
	"$@" stat --json -o "$tmp/report.json" -- "$FAKEGIL" -t 1 -n 5 > "$tmp/out" 2> "$tmp/err" ||
		fail "$what: exit status $?"
	[ -s "$tmp/err" ] && fail "$what: something on stderr"
	sound "$tmp/report.json"
	check "$what" 'input.processes[0] | select(.acquires != 7) | "\(.acquires) acquires, not 7"' "$tmp/report.json"
}

# refused 'TEXT' COMMAND...: not so; it says why in one line and leaves no report.
refused()
{
	text=$1
	shift
	rm -f "$tmp/report.json"
	"$@" stat --json -o "$tmp/report.json" -- "$FAKEGIL" -t 1 -n 5 > "$tmp/out" 2> "$tmp/err"
	got=$?
	[ $got = 1 ] || fail "$what: exit status $got, not 1"
	[ "$(wc -l < "$tmp/err")" = 1 ] && [ ! -s "$tmp/out" ] || fail "$what: not one line"
	[ -e "$tmp/report.json" ] && fail "$what: there is a report"
	grep -q -- "$text" "$tmp/err" || fail "$what: not said: $text"
}

# hidden DIRECTORY COMMAND...: for the command nothing is in that directory.
hidden()
{
	hide=$1
	shift
	unshare --mount sh -c 'mount -t tmpfs none "$0" && exec "$@"' "$hide" "$@"
}

# doctor 'LINE' COMMAND...: the doctor says so, too.
doctor()
{
	line=$1
	shift
	"$@" doctor > "$tmp/out" 2> "$tmp/err" && fail "$what: the doctor sees nothing"
	grep -q "^$line" "$tmp/out" || fail "$what: the doctor does not say: $line"
}

what="no BTF"
refused "no BTF" hidden /sys/kernel/btf "$GILSCOPE"
doctor "kernel BTF  *MISSING" hidden /sys/kernel/btf "$GILSCOPE"
what="no /sys"
refused "no BTF" hidden /sys "$GILSCOPE"
doctor "kernel BTF  *MISSING" hidden /sys "$GILSCOPE"
what="no uprobes"
if grep -q '^uprobe_multi  *ok' "$tmp/doctor"; then
	measured hidden /sys/bus/event_source/devices "$GILSCOPE"
else
	doctor "uprobes  *MISSING" hidden /sys/bus/event_source/devices "$GILSCOPE"
fi
refused "cannot attach to USDT probe self" env GILSCOPE_UPROBES=perf unshare --mount sh -c \
	'mount -t tmpfs none /sys/bus/event_source/devices && exec "$0" "$@"' "$GILSCOPE"
what="no tracefs"
measured hidden /sys/kernel/tracing "$GILSCOPE"
what="no /proc"
# AddressSanitizer needs /proc itself, and ptrace(2) to look for leaks.
if [ $sanitized = yes ]; then
	ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0
else
	refused "/proc is not mounted" hidden /proc "$GILSCOPE"
	doctor "/proc  *MISSING" hidden /proc "$GILSCOPE"
fi

what="root without CAP_SYS_ADMIN and CAP_BPF"
refused "CAP_SYS_ADMIN is missing" setpriv --bounding-set=-sys_admin,-bpf --inh-caps=-sys_admin,-bpf "$GILSCOPE"
doctor "CAP_SYS_ADMIN  *MISSING" setpriv --bounding-set=-sys_admin,-bpf --inh-caps=-sys_admin,-bpf "$GILSCOPE"

# sandbox NAME: for the machine's number of the system call.
sandbox()
{
	case $(uname -m)-$1 in
	x86_64-bpf) number=321 ;;
	x86_64-perf_event_open) number=298 ;;
	x86_64-ptrace) number=101 ;;
	x86_64-membarrier) number=324 ;;
	aarch64-bpf) number=280 ;;
	aarch64-perf_event_open) number=241 ;;
	aarch64-ptrace) number=117 ;;
	aarch64-membarrier) number=283 ;;
	*) fail "which number has $1 here?" ;;
	esac
	what="a sandbox that refuses $1"
}
refuse="/usr/bin/python3 $tests/progs/refuse.py"
# shellcheck disable=SC2086 # words
{
	sandbox bpf
	refused "does not take the BPF programs: Operation not permitted" $refuse $number "$GILSCOPE"
	doctor "BPF programs  *MISSING" $refuse $number "$GILSCOPE"
	sandbox perf_event_open
	perf="env GILSCOPE_UPROBES=perf" # as where there are no uprobe_multi links
	refused "cannot attach to USDT probe self: Operation not permitted" $perf $refuse $number "$GILSCOPE"
	doctor "USDT probe  *MISSING" $perf $refuse $number "$GILSCOPE"
	grep -q '^uprobe_multi  *ok' "$tmp/doctor" && measured $refuse $number "$GILSCOPE"
	sandbox ptrace
	refused "cannot trace the command: Operation not permitted" $refuse $number "$GILSCOPE"
	sandbox membarrier
	measured $refuse $number "$GILSCOPE"
}

what="few open files: the soft limit"
measured sh -c 'ulimit -Sn 10; exec "$@"' sh "$GILSCOPE"
[ "$(ulimit -Sn 33; "$GILSCOPE" stat -o /dev/null -- sh -c "$FAKEGIL -t 1 -n 2; ulimit -Sn")" = 33 ] ||
	fail "$what: the command has got another one"
what="few open files: the hard limit"
for limit in 10 20 40; do
	refused "only $limit files may be open" sh -c "ulimit -n $limit; exec \"\$@\"" sh "$GILSCOPE"
done
what="few open files: just enough"
timeout $((30 * pace)) sh -c 'ulimit -n $((96 + 2 * $(getconf _NPROCESSORS_CONF))); exec "$@"' sh \
	"$GILSCOPE" timeline -o "$tmp/timeline.json" -- "$FAKEGIL" -t 1 -n 5 > "$tmp/out" 2> "$tmp/err" || fail "$what: exit status $?"
what="no locked memory"
measured sh -c 'ulimit -l 0; exec "$@"' sh "$GILSCOPE"

what="a small ring and a flood"
"$GILSCOPE" record -b 1 --json -o "$tmp/flood.rec" -- "$FAKEGIL" -t 2 -n 300000 -w 0 > "$tmp/out" 2> "$tmp/err" &
tool=$!
pids="$pids $tool"
until target=$(pgrep -P "$tool" -f fakegil) && [ "$(readlink "/proc/$target/exe")" = "$(readlink -f "$FAKEGIL")" ]; do
	pause 0.02
	kill -0 $tool 2> /dev/null || fail "$what: the command does not start"
done
pause 0.1
kill -STOP "$tool"
pause 0.5
kill -CONT "$tool"
wait "$tool"
status=$?
[ $status = 3 ] || fail "$what: exit status $status, not 3: events were lost"
grep '^{' "$tmp/err" > "$tmp/report.json"
# The sums do not come through the ring: they are complete.
check "$what" 'input | if .lost_by.events < 1 or .lost != .lost_by.events then "lost \(.lost_by)" else empty end,
	(.processes[0] | if .acquires != 600002 or .releases != 600002 then "\(.acquires) acquires, \(.releases) releases"
	 else empty end)' "$tmp/report.json"
"$GILSCOPE" stat -r "$tmp/flood.rec" > "$tmp/replay.txt" 2> "$tmp/err"
status=$?
[ $status = 3 ] && grep -q 'lost [1-9]' "$tmp/replay.txt" || fail "$what: the replay (exit status $status) does not say so"

what="more processes, one after another, than there is room for at a time"
[ $pace = 1 ] || exit 0 # a thousand commands: minutes on an emulated machine, for what does not depend on the kernel
"$GILSCOPE" stat --json -o "$tmp/report.json" -- sh -c '
	for i in $(seq 1030); do "$0" -t 0 -n 1; done' "$FAKEGIL" > "$tmp/out" 2> "$tmp/err" || fail "$what: exit status $?"
sound "$tmp/report.json"
check "$what" 'input.processes | if length != 1030 then "\(length) processes" else empty end' "$tmp/report.json"

what="more processes at a time than there is room for"
cat > "$tmp/storm.py" << 'END'
import os
read, write = os.pipe()
children = []
for i in range(1100):
    pid = os.fork()
    if pid == 0:
        os.close(write)
        os.read(read, 1)
        os._exit(0)
    children.append(pid)
os.close(write)
for pid in children:
    os.waitpid(pid, 0)
END
"$GILSCOPE" stat --json -F -o "$tmp/report.json" -- "$GILPY" "$tmp/storm.py" > "$tmp/out" 2> "$tmp/err"
status=$?
[ $status = 3 ] || fail "$what: exit status $status, not 3"
check "$what" 'input | .lost_by.processes as $lost
	| if $lost < 77 or (.processes | length) + $lost < 1101 then "\(.processes | length) processes, lost \(.lost_by)" else empty end' \
	"$tmp/report.json"
exit 0
