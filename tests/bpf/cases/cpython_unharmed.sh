#!/bin/sh
# A CPython to which gilscope comes, and from which it goes, at any moment, while it starts, forks, becomes another image, has
# several interpreters, is suspended, ends: it ends as it does alone, and each time there is a sound report, or one line that
# says why there is none. The long form takes every CPython that is here, and comes more often.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf

lives=$tests/progs/lives.py
kinds="execs forks"
visits=2
if [ "${BPF_TEST_LONG:-0}" = 1 ]; then
	kinds="execs starts forks pool interpreters"
	visits=8
fi

for python in /usr/bin/python3.11 "$HOME"/.pyenv/versions/3.*/bin/python3.*[0-9]; do
	[ -x "$python" ] && "$python" -c 'import sys; sys.exit(sys.version_info < (3, 8))' 2> /dev/null && pythons="${pythons:-} $python"
done
[ -n "${pythons:-}" ] || skip "no CPython"
if [ "${BPF_TEST_LONG:-0}" != 1 ]; then
	pythons=${pythons# }
	pythons=${pythons%% *}
fi

# come NUMBER NAME ARGUMENTS...: one visit, in a view and by a kind of uprobes that the number chooses; NAME.report, NAME.err.
# True if there is a report. What is neither that nor one clear line is a failure.
come()
{
	visit=$1
	name=$2
	shift 2
	case $((visit % 4)) in
	0) set -- "$GILSCOPE" stat -F "$@" ;;
	1) set -- "$GILSCOPE" stat -s "$@" ;;
	2) set -- env GILSCOPE_UPROBES=perf "$GILSCOPE" stat "$@" ;; # these take a second to detach
	3) set -- "$GILSCOPE" blame "$@" ;;
	esac
	rm -f "$tmp/$name.report"
	timeout $((60 * pace)) "$@" --json -o "$tmp/$name.report" > "$tmp/$name.said" 2> "$tmp/$name.err"
	status=$?
	if [ $status = 0 ]; then
		sound "$tmp/$name.report"
		return
	fi
	if [ $status = 1 ] && [ ! -s "$tmp/$name.report" ] && [ "$(wc -l < "$tmp/$name.err")" = 1 ]; then
		echo "$python: $name, visit $visit: no report: $(cat "$tmp/$name.err")"
		return 1
	fi
	fail "$python, $name, visit $visit: exit status $status: $(head -c 500 "$tmp/$name.err")"
}

# ended_well KIND PID: with its own exit status, and what it prints. False if this Python has no such thing.
ended_well()
{
	wait "$2"
	status=$?
	[ $status = 77 ] && return 1
	[ $status = 7 ] && grep -q "^well: $1 [1-9]" "$tmp/$1.out" ||
		fail "$python: $1: it ended with $status: $(cat "$tmp/$1.out" "$tmp/$1.errors")"
}

# live KIND: the target, in $started, until $tmp/lives is gone.
live()
{
	: > "$tmp/lives"
	start "$python" -W ignore "$lives" "$1" "$tmp/lives" > "$tmp/$1.out" 2> "$tmp/$1.errors"
}

for python in $pythons; do
	for kind in $kinds; do
		live "$kind"
		number=0
		reports=0
		while [ $number -lt $visits ] && running "$started"; do
			come $number "$kind" -d 30ms -p "$started" && reports=$((reports + 1))
			number=$((number + 1))
		done
		rm "$tmp/lives"
		ended_well "$kind" "$started" || continue
		echo "$python: $(cat "$tmp/$kind.out"); $reports reports of $visits visits"
		least=$visits
		[ "$kind" = execs ] && least=1 # between two images there is no runtime
		[ $reports -ge $least ] || fail "$python: $kind: too few reports"
	done

	# It ends while gilscope attaches, measures, detaches.
	number=0
	while [ $number -lt $visits ]; do
		live ends
		after=$(awk -v n="$number" -v pace="$pace" 'BEGIN { print pace * (0.2 + n * 0.06) }')
		(sleep "$after" && rm "$tmp/lives") &
		if [ $((number % 3)) = 0 ]; then
			come $number ends -d 200ms -p "$started"
		else
			come $number ends -p "$started"
		fi
		ended_well ends "$started"
		number=$((number + 1))
	done
done

python=${pythons##* }
# It ends while gilscope attaches, and its parent does not wait for it: gilscope ends, too.
number=0
while [ $number -lt $((visits + 1)) ]; do
	: > "$tmp/lives"
	rm -f "$tmp/pid"
	# shellcheck disable=SC2016 # for the other shell
	start sh -c '"$@" & echo $! > "$0"; exec sleep 1000' "$tmp/pid" "$python" "$lives" ends "$tmp/lives" > "$tmp/ends.out"
	until [ -s "$tmp/pid" ]; do sleep 0.01; done
	target=$(cat "$tmp/pid")
	pause 0.1
	after=$(awk -v n="$number" -v pace="$pace" 'BEGIN { print pace * (0.1 + n * 0.04) }')
	(sleep "$after" && kill -9 "$target") &
	come $number zombie -p "$target"
	kill "$started"
	number=$((number + 1))
done

# Suspended while gilscope measures, and while it goes; and it comes to one that is suspended.
live ends
target=$started
pause 0.3
"$GILSCOPE" stat --json -d 500ms -p "$target" > "$tmp/report.json" 2> "$tmp/err" &
tool=$!
pids="$pids $tool"
pause 1
kill -STOP "$target"
wait "$tool" || fail "suspended: exit status $?"
sound "$tmp/report.json"
come 0 stopped -d 100ms -p "$target" || fail "one that is suspended: $(cat "$tmp/stopped.err")"
kill -CONT "$target"
# Nobody is there to detach.
"$GILSCOPE" blame --json -p "$target" > "$tmp/report.json" 2> "$tmp/err" &
tool=$!
pids="$pids $tool"
pause 1
kill -9 "$tool"
rm "$tmp/lives"
ended_well ends "$target"

# Killed.
live ends
target=$started
"$GILSCOPE" stat --json -p "$target" > "$tmp/report.json" 2> "$tmp/err" &
tool=$!
pids="$pids $tool"
pause 1
kill -9 "$target"
wait "$tool" || fail "killed: exit status $?"
sound "$tmp/report.json"
check "killed" 'input.processes[0] | if .alive or .wait.open + .hold.open != 0 then . else empty end' "$tmp/report.json"
exit 0
