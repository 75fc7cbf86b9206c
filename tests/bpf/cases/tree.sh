#!/bin/sh
# Commands that become the runtime by detours: each is found, and misses no event.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf

# try NAME COMMAND...: the command writes $tmp/account.json and prints "out" on stdout, nothing else.
measure()
{
	rm -f "$tmp/account.json"
	"$GILSCOPE" stat --json -o "$tmp/report.json" -- "$@" > "$tmp/out" 2> "$tmp/err"
	status=$?
	[ $status = "${expected:-0}" ] || fail "$what: exit status $status"
	[ -s "$tmp/err" ] && fail "$what: something on stderr"
}

try()
{
	what=$1
	shift
	agrees measure "$@"
}

cat > "$tmp/shim" << END
#!/bin/sh
exec "$FAKEGIL" "\$@"
END
chmod +x "$tmp/shim"
cp "$FAKEGIL" "$tmp/other-runtime"
few="-t 2 -n 30 -o $tmp/account.json"

# shellcheck disable=SC2086
{
	try "env" env A=1 "$FAKEGIL" $few
	try "shim" "$tmp/shim" $few
	try "sh -c" sh -c "true; ls / > /dev/null; $FAKEGIL $few"
	try "sh -c, forked" sh -c "$FAKEGIL $few; true"
	try "nested" sh -c "sh -c 'env sh -c \"$tmp/shim $few; true\"; true'; true"
	try "in the background" sh -c "$FAKEGIL $few & sleep 0.05; wait"
	try "pipe" sh -c "echo x | cat | $FAKEGIL $few"
	try "another copy" "$tmp/other-runtime" $few
	expected=9 try "exit status" sh -c "$FAKEGIL $few; exit 9"
	if command -v perl > /dev/null; then
		try "perl" perl -e 'system(@ARGV) == 0 or die' "$FAKEGIL" $few
	fi
}
PATH=$tmp:$PATH
# shellcheck disable=SC2086
try "by PATH" other-runtime $few

# Two runtimes, one after the other: two processes in the report.
"$GILSCOPE" stat --json -o "$tmp/report.json" -- sh -c "$FAKEGIL -t 1 -n 5; $tmp/other-runtime -t 1 -n 7" || fail "two: exit status $?"
sound "$tmp/report.json"
check "two" 'input.processes | if length != 2 then "\(length) processes" else empty end,
	if map(.acquires) != [7, 9] then "acquires \(map(.acquires))" else empty end' "$tmp/report.json"

# The command's output is its own; the report goes to stderr.
"$GILSCOPE" stat -- sh -c "echo mine; $FAKEGIL -t 1 -n 5" > "$tmp/out" 2> "$tmp/err" || fail "exit status $?"
[ "$(cat "$tmp/out")" = mine ] || fail "stdout is not the command's own"
grep -q MainThread "$tmp/err" || fail "no report on stderr"
# A signal that kills the command is told as a shell does.
"$GILSCOPE" stat -o /dev/null -- sh -c "$FAKEGIL -t 1 -n 5; kill -9 \$\$" 2> /dev/null
status=$?
[ $status = 137 ] || fail "killed: exit status $status, not 137"
# The command keeps its signals and its input.
[ "$(echo input | "$GILSCOPE" stat -o /dev/null -- sh -c "$FAKEGIL -t 1 -n 2; cat")" = input ] || fail "stdin is not passed on"
# -u: as another user, with that user's groups and home.
chmod 755 "$tmp" "$tmp/other-runtime"
"$GILSCOPE" stat -o /dev/null -u nobody -- sh -c "$tmp/other-runtime -t 1 -n 2; id -u; id -G; echo \$HOME" > "$tmp/out" || fail "-u: exit status $?"
printf '%s\n' "$(id -u nobody)" "$(id -G nobody)" "$(getent passwd nobody | cut -d: -f6)" | cmp -s - "$tmp/out" || fail "-u: not nobody"
# exec from one runtime into another program of the same kind: the same process goes on.
"$GILSCOPE" stat --json -o "$tmp/report.json" -- "$FAKEGIL" -t 1 -n 5 -x "$FAKEGIL" -- -t 1 -n 6 || fail "exec: exit status $?"
sound "$tmp/report.json"
check "exec" 'input.processes | if length != 1 then "\(length) processes" else empty end,
	if .[0].acquires != 15 then "acquires \(.[0].acquires)" else empty end' "$tmp/report.json"
