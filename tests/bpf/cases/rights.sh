#!/bin/sh
# Without root, with CAP_BPF and CAP_PERFMON alone: the same figures where the kernel has uprobe_multi links, else a clear
# error; with one of them, always an error.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf
need setpriv

cp "$GILSCOPE" "$tmp/gilscope"
cp "$FAKEGIL" "$tmp/fakegil"
mkdir "$tmp/open"
chmod 755 "$tmp" "$tmp/gilscope" "$tmp/fakegil"
chmod 777 "$tmp/open"
with()
{
	capabilities=$1
	shift
	setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps "-all$capabilities" --ambient-caps "-all$capabilities" \
		--bounding-set "-all$capabilities" "$@"
}

refused()
{
	with "$1" "$tmp/gilscope" stat -- "$tmp/fakegil" -n 2 > "$tmp/out" 2> "$tmp/err"
	status=$?
	[ $status = 1 ] || fail "$1: exit status $status"
	[ "$(wc -l < "$tmp/err")" = 1 ] || fail "$1: not one line"
	grep -q "$2" "$tmp/err" || fail "$1: stderr does not say: $2"
}

refused ,+bpf "CAP_SYS_ADMIN is missing"
refused ,+perfmon "CAP_SYS_ADMIN is missing"
if ! grep -q '^uprobe_multi  *ok' "$tmp/doctor"; then
	refused ,+bpf,+perfmon "uprobe_multi links"
	echo "this kernel has no uprobe_multi links"
	exit 0
fi
with ,+bpf,+perfmon "$tmp/gilscope" doctor > "$tmp/out" 2>&1 || fail "doctor: exit status $?"
grep -q "^CAP_SYS_ADMIN *ok *missing, but CAP_BPF and CAP_PERFMON are enough here" "$tmp/out" || fail "doctor does not say that it is enough"

launch()
{
	rm -f "$tmp/open/account.json" "$tmp/open/report.json"
	with ,+bpf,+perfmon "$tmp/gilscope" stat --json -o "$tmp/open/report.json" -- "$tmp/fakegil" -t 3 -n 100 \
		-o "$tmp/open/account.json" 2> "$tmp/err" || fail "stat: exit status $?"
	cp "$tmp/open/report.json" "$tmp/open/account.json" "$tmp"
}
agrees launch

# The same as root, by choice.
chosen()
{
	GILSCOPE_UPROBES=$1 "$GILSCOPE" stat --json -o "$tmp/report.json" -- "$FAKEGIL" -t 3 -n 100 -o "$tmp/account.json" ||
		fail "$1: exit status $?"
}
agrees chosen multi
agrees chosen perf

# Stacks, samples and the scheduler need no more rights; attaching by pid to a process of one's own does not, either.
if [ -x "$GILPY" ]; then
	cp "$GILPY" "$tmp/gilpy"
	cp -r "$GILPY_LIB" "$tmp/lib"
	chmod -R a+rX "$tmp/gilpy" "$tmp/lib"
	cat > "$tmp/guilty.py" << 'END'
import threading, time
def guilty():
    end = time.monotonic() + 20
    while time.monotonic() < end:
        pass
threads = [threading.Thread(target=guilty) for _ in range(2)]
for t in threads:
    t.start()
for t in threads:
    t.join()
END
	chmod 644 "$tmp/guilty.py"
	start setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all --bounding-set=-all \
		env "GILPY_LIB=$tmp/lib" "$tmp/gilpy" "$tmp/guilty.py"
	target=$started
	sleep 0.5
	with ,+bpf,+perfmon "$tmp/gilscope" blame --json -d 800ms -p "$target" > "$tmp/report.json" 2> "$tmp/err" || fail "blame: exit status $?"
	kill "$target" || fail "the program did not live so long"
	sound "$tmp/report.json"
	grep -q '"guilty"' "$tmp/report.json" || fail "blame does not name the function"
fi
