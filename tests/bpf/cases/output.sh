#!/bin/sh
# -o of every view: complete or absent, no symbolic links, special files as they are. By replays, which need no root.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf

"$GILSCOPE" record -o "$tmp/x.rec" -- "$FAKEGIL" -t 2 -n 50 > /dev/null 2>&1 || fail "record: exit status $?"
mkdir "$tmp/dir"
cd "$tmp/dir" || fail "cd"

# report STATUS 'TEXT' NAME: stat -o NAME ends so and says so.
report()
{
	"$GILSCOPE" stat -r "$tmp/x.rec" -o "$3" > "$tmp/out" 2> "$tmp/err"
	status=$?
	[ $status = "$1" ] || fail "-o $3: exit status $status, not $1"
	[ -n "$2" ] || return 0
	grep -qF -- "$2" "$tmp/err" || fail "-o $3: stderr does not say: $2"
	[ "$(wc -l < "$tmp/err")" = 1 ] || fail "-o $3: more than one line"
}

empty()
{
	[ -z "$(ls -A "$tmp/dir")" ] || fail "$1: left behind: $(ls -A "$tmp/dir")"
}

report 1 "No such file or directory" nowhere/x.txt
report 1 "cannot write to ''" ''
report 1 "Is a directory" .
report 1 "Is a directory" nowhere/
report 1 "No space left on device" /dev/full
report 0 "" /dev/null
empty "errors"

ln -s "$tmp/precious" link
ln -s /dev/null null
report 1 "it is a symbolic link" link
report 1 "it is a symbolic link" null
[ -e "$tmp/precious" ] && fail "written through a symbolic link"
rm link null

# A file that is there is replaced: mode, links to the old one, content.
echo old > x.txt
chmod 666 x.txt
ln x.txt "$tmp/other"
report 0 "" x.txt
[ "$(cat "$tmp/other")" = old ] || fail "written into the old file"
[ "$(stat -c '%a %h' x.txt)" = "600 1" ] || fail "mode and links: $(stat -c '%a %h' x.txt)"
grep -q '^replay of' x.txt || fail "no report"
[ "$(ls -A)" = x.txt ] || fail "left behind: $(ls -A)"
# What fails leaves the old one as it was.
"$GILSCOPE" stat -r /dev/null -o x.txt 2> "$tmp/err" && fail "-r /dev/null"
grep -q '^replay of' x.txt || fail "an error destroyed the old report"
(ulimit -f 1 && trap '' XFSZ && "$GILSCOPE" hist -r "$tmp/x.rec" --json -o x.txt) 2> "$tmp/err"
[ $? = 1 ] && grep -q "cannot write to 'x.txt': File too large" "$tmp/err" || fail "no room"
grep -q '^replay of' x.txt && [ "$(ls -A)" = x.txt ] || fail "no room: left behind $(ls -A)"
rm x.txt
mkdir x.txt
report 1 "Is a directory" x.txt
rmdir x.txt

# Open files, a FIFO.
report 0 "" /dev/stdout
grep -q '^replay of' "$tmp/out" || fail "/dev/stdout"
report 0 "" -
grep -q '^replay of' "$tmp/out" || fail "-"
"$GILSCOPE" stat -r "$tmp/x.rec" -o /dev/fd/5 5> "$tmp/five" && grep -q '^replay of' "$tmp/five" || fail "/dev/fd/5"
report 1 "Bad file descriptor" /dev/fd/77
mkfifo fifo
cat fifo > "$tmp/through" &
cat=$!
report 0 "" fifo
wait $cat
grep -q '^replay of' "$tmp/through" || fail "FIFO"
[ -p fifo ] || fail "the FIFO is gone"
rm fifo

# sudo: the file is the user's.
SUDO_UID=65534 SUDO_GID=65533 "$GILSCOPE" stat -r "$tmp/x.rec" -o mine.txt || fail "sudo: exit status $?"
[ "$(stat -c '%u %g %a' mine.txt)" = "65534 65533 600" ] || fail "sudo: $(stat -c '%u %g %a' mine.txt)"
rm mine.txt
SUDO_UID=1x SUDO_GID=-1 "$GILSCOPE" stat -r "$tmp/x.rec" -o mine.txt || fail "nonsense of sudo: exit status $?"
[ "$(stat -c '%u %g' mine.txt)" = "0 0" ] || fail "nonsense of sudo: $(stat -c '%u %g' mine.txt)"
rm mine.txt

# Measuring: the disk is full, a signal while the report waits for its reader, no start at all.
"$GILSCOPE" record -o /dev/full -- "$FAKEGIL" -t 2 -n 50 > /dev/null 2> "$tmp/err"
[ $? = 1 ] && grep -q "No space left on device" "$tmp/err" || fail "record to /dev/full"
"$GILSCOPE" stat -o x.txt -- /nonexistent 2> "$tmp/err"
[ $? = 127 ] || fail "stat of nothing"
empty "a command that is not there"
"$GILSCOPE" stat -o x.txt -- "$FAKEGIL" -t 2 -n 50 2> "$tmp/err" || fail "stat -o: exit status $?"
[ "$(ls -A)" = x.txt ] && grep -q '^measured for' x.txt || fail "stat -o: $(ls -A)"
rm x.txt

# A signal while a recording is read: the temporary file goes with the reader. It is caught in the act by SIGSTOP; the tries
# at which it was faster do not count.
"$GILSCOPE" record -o "$tmp/long.rec" -- "$FAKEGIL" -t 2 -n 30000 -w 0 > /dev/null 2>&1
[ -s "$tmp/long.rec" ] || fail "no long recording"
for signal in INT TERM HUP; do
	caught=0
	for attempt in 1 2 3 4 5 6 7 8; do
		env --default-signal=INT "$GILSCOPE" blame -r "$tmp/long.rec" -o x.txt &
		reader=$!
		pids="$pids $reader"
		until [ -n "$(ls -A)" ]; do :; done
		kill -STOP $reader
		[ -e x.txt ] || caught=1
		[ $caught = 0 ] || kill -$signal $reader
		kill -CONT $reader
		wait $reader
		status=$?
		[ $caught = 0 ] || break
		rm -f x.txt
	done
	[ $caught = 1 ] || fail "SIG$signal: never caught in eight tries"
	[ $status -gt 128 ] || fail "SIG$signal: exit status $status"
	empty "SIG$signal"
done
