#!/bin/sh
# Without root: one clear error, with what is missing and what works instead.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

# Somebody without rights may not be able to reach the build directory: give them a copy.
cp "$GILSCOPE" "$tmp/gilscope"
chmod 755 "$tmp" "$tmp/gilscope"
if [ "$(id -u)" = 0 ]; then
	need setpriv
	as() { setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all --bounding-set=-all "$@"; }
else
	as() { "$@"; }
fi
for arguments in "-p $$" "-- true"; do
	# shellcheck disable=SC2086
	as "$tmp/gilscope" stat $arguments > "$tmp/out" 2> "$tmp/err"
	status=$?
	[ $status = 1 ] || fail "$arguments: exit status $status"
	[ -s "$tmp/out" ] && fail "$arguments: something on stdout"
	[ "$(wc -l < "$tmp/err")" = 1 ] || fail "$arguments: not one line"
	for text in CAP_SYS_ADMIN sudo "gilscope doctor" "gilpy -X gilstats"; do
		grep -qF "$text" "$tmp/err" || fail "$arguments: stderr does not say: $text"
	done
done
as "$tmp/gilscope" doctor > "$tmp/out" 2> "$tmp/err"
status=$?
[ $status = 1 ] || fail "doctor: exit status $status"
grep -q '^CAP_SYS_ADMIN *MISSING' "$tmp/out" || fail "doctor does not say what is missing"
grep -q -- '-> run gilscope as root' "$tmp/out" || fail "doctor does not say what to do"
as "$tmp/gilscope" probes "$tmp/gilscope" > "$tmp/out" 2> "$tmp/err"
[ $? = 1 ] || fail "probes needs no rights"
as "$tmp/gilscope" stat --help > "$tmp/out" || fail "--help needs no rights"
