#!/bin/sh
# Wrong options and impossible targets: one clear line, the right exit status. Needs no root but for the last part.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

# expect STATUS 'TEXT' ARGUMENTS...
expect()
{
	status=$1
	text=$2
	shift 2
	"$GILSCOPE" "$@" > "$tmp/out" 2> "$tmp/err"
	got=$?
	[ $got = "$status" ] || fail "gilscope $*: exit status $got, not $status"
	grep -qF -- "$text" "$tmp/err" || fail "gilscope $*: stderr does not say: $text"
	[ -s "$tmp/out" ] && fail "gilscope $*: something on stdout"
	[ "$(grep -c '^gilscope: ' "$tmp/err")" -le 1 ] || fail "gilscope $*: more than one message"
}

expect 2 "Usage: gilscope"
expect 2 "there is no command 'nonsense'" nonsense
expect 2 "unknown option '--nonsense'" stat --nonsense
expect 2 "unknown option '-k'" stat -k 1 -p 1
expect 2 "unknown option '-x'" stat -x
expect 2 "unknown option '-x'" stat -jx -p 1
expect 2 "nothing to measure" stat
expect 2 "-p wants the number of a process, or several with commas between them, not 'abc'" stat -p abc
expect 2 "-p wants the number of a process, or several with commas between them, not '12x'" stat -p 12x
expect 2 "-p wants the number of a process, or several with commas between them, not '-5'" stat -p -5
expect 2 "-p wants the number of a process, or several with commas between them, not '0'" hist -p 0
expect 2 "-p wants the number of a process, or several with commas between them, not '99999999999999999999'" stat -p 99999999999999999999
expect 2 "-p wants the number of a process, or several with commas between them, not ''" stat -p ''
expect 2 "wants a value" stat -p
expect 2 "-d wants a time" stat -d 5x -p 1
expect 2 "-d wants a time" stat -d -1 -p 1
expect 2 "-d wants a time" stat -d 0 -p 1
expect 2 "-d wants a time" stat -d nan -p 1
expect 2 "-d wants a time" stat -d 1e300 -p 1
expect 2 "-i wants a time" stat -i 1us -p 1
expect 2 "-S wants one of" stat -S colour -p 1
expect 2 "-S wants one of" stat -S blame -p 1
expect 2 "-S wants one of" top -S colour -p 1
expect 2 "nothing to measure: give -p PID or -- COMMAND" top
expect 2 "top shows what it measures: it does not read a recording" top -r x.rec
expect 2 "unknown option '-f' (top has none)" top -f csv -p 1
expect 2 "-n wants a number" stat -n 0 -p 1
expect 2 "-k wants 0, 1, 2 or 3" hist -k 4 -p 1
expect 2 "-f wants csv, not 'hgrm'" stat -f hgrm -p 1
expect 2 "-f wants csv or hgrm, not 'x'" hist --format x -p 1
expect 2 "-f wants folded or svg, not 'csv'" blame -f csv -p 1
expect 2 "give either -j or -f csv" stat -j -f csv -p 1
without_export=0
case $("$GILSCOPE" export 2>&1) in
*"built without export"*) without_export=1 ;;
*)
	expect 2 "unknown option '-j' (export has none)" export -j -p 1
	expect 2 "unknown option '-S' (export has none)" export -S hold -p 1
	expect 2 "unknown option '-l' (stat has none)" stat -l 127.0.0.1:0 -p 1
	expect 2 "-m wants a number of threads" export -m 0 -p 1
	expect 2 "-l can be given 8 times" export -l a -l a -l a -l a -l a -l a -l a -l a -l a -p 1
	for address in x 127.0.0.1 127.0.0.1: :80 127.0.0.1:65536 127.0.0.1:-1 127.0.0.1:80x '[::1' '[::1]' '[::1]80' ::1:80 \
		localhost:80 '[127.0.0.1]:http' ''; do
		expect 1 "cannot listen on '$address'" export -l "$address" -p 1
	done
	;;
esac
expect 2 "not both" stat -p 1 -- true
expect 2 "-u is for a command" stat -u nobody -p 1
expect 2 "nothing to measure: give -p PID or -- COMMAND, or -r FILE" hist
expect 2 "-r shows a recording" stat -r x.rec -p 1
expect 2 "-r shows a recording" hist -r x.rec -- true
expect 2 "-r shows a recording" blame --replay x.rec -d 1s
expect 2 "-r shows a recording" stat -r x.rec -i 1s
expect 2 "-r shows a recording" stat -r x.rec -u nobody
expect 2 "wants a value" stat -r
expect 2 "record makes a recording; it does not read one" record -r x.rec
expect 2 "unknown option '-Q'" record -Q -p 1
expect 2 "unknown option '-i'" record -i 1s -p 1
expect 1 "cannot read '/nonexistent'" stat -r /nonexistent
expect 1 "is no recording: not a regular file" stat -r /dev/null
expect 1 "is no recording of gilscope" blame -r "$0"
expect 2 "doctor takes no arguments" doctor now
expect 2 "-p wants the number of a process" doctor -p x
expect 2 "give -p PID" doctor --bpftrace
expect 2 "unknown option" doctor -x
expect 1 "there is no process" doctor -p 2147483647
expect 1 "is not a known runtime" doctor -p $$
expect 2 "probes wants one file" probes
expect 1 "cannot read the probes of '/nonexistent'" probes /nonexistent
expect 1 "no probes of provider gilpy" probes /bin/ls
expect 1 "cannot write to '/nonexistent/file'" stat -o /nonexistent/file -- true

for command in "" stat hist blame top eval alloc timeline record export doctor probes; do
	[ "$command" = export ] && [ "$without_export" = 1 ] && continue
	# shellcheck disable=SC2086
	"$GILSCOPE" $command --help > "$tmp/out" 2> "$tmp/err" || fail "$command --help: exit status $?"
	grep -q '^Usage: ' "$tmp/out" || fail "$command --help: no usage"
	grep -q 'Example' "$tmp/out" || fail "$command --help: no examples"
	# shellcheck disable=SC2086
	"$GILSCOPE" $command -h > "$tmp/out2" || fail "$command -h: exit status $?"
	cmp -s "$tmp/out" "$tmp/out2" || fail "$command: -h and --help differ"
done
for command in "" stat hist blame record; do
	# shellcheck disable=SC2086
	"$GILSCOPE" $command --version | grep -q '^gilscope [0-9]' || fail "$command --version"
done
"$GILSCOPE" probes "$FAKEGIL" > "$tmp/out" || fail "probes: exit status $?"
[ "$(grep -c ' ok$' "$tmp/out")" = 13 ] || fail "probes: not 13 right ones"

need_bpf
expect 1 "there is no process 4194999" stat -p 4194999
start sleep 60
expect 1 "is not a known runtime" stat -p "$started"
expect 127 "cannot run '/nonexistent'" stat -- /nonexistent
expect 127 "cannot run 'no-such-command'" stat -- no-such-command
expect 126 "cannot run '/etc/passwd'" stat -- /etc/passwd
expect 1 "never ran a known runtime" stat -- true
expect 1 "there is no user 'nobody-of-that-name'" stat -u nobody-of-that-name -- true
start "$FAKEGIL" -r -t 1 -w 100
pause 0.1
for thread in "/proc/$started/task/"*; do
	thread=${thread##*/}
	[ "$thread" != "$started" ] && break
done
expect 1 "is a thread" stat -p "$thread"
