#!/bin/sh
# gilscope export: what Prometheus's own readers make of it, threads that come and go, clients of every kind.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
case $("$GILSCOPE" export 2>&1) in
*"built without export"*) skip "no libmicrohttpd" ;;
esac
need promtool curl /usr/bin/python3
/usr/bin/python3 -c 'import prometheus_client' 2> /dev/null || skip "no python3-prometheus-client"
need_bpf

# serve ADDRESS OPTIONS... -- COMMAND...: gilscope export in the background; where it listens (first) in $url.
serve()
{
	address=$1
	shift
	: > "$tmp/err"
	start "$GILSCOPE" export -l "$address" "$@" > "$tmp/out" 2> "$tmp/err"
	url=
	for _ in $(seq 100); do
		url=$(sed -n 's/^gilscope: listening on //p' "$tmp/err" | head -n 1)
		[ -n "$url" ] && curl -sf -o /dev/null "$url" && return
		pause 0.1
	done
	fail "no answer from '$url'"
}

# ends STATUS: tells it to stop.
ends()
{
	kill "$started"
	wait "$started"
	status=$?
	[ "$status" = "$1" ] || fail "exit status $status, not $1"
}

scrape()
{
	/usr/bin/python3 "$tests/scrape.py" "$@" > "$tmp/scrape.txt" 2>&1 || fail "scrape.py $1"
	cat "$tmp/scrape.txt"
}

# A name of every character that means something to somebody.
name='"a\\b\\n" \nline\rcr\ttab \033[31m\177 \302\233 \342\200\256bidi \342\200\250 {},= # EOF \360\237\220\215'
name=$(printf "$name")
serve 127.0.0.1:0 -- "$FAKEGIL" -r -t 2 -w 50 -m "$name"
scrape names "$url" "$name"
curl -s "$url" | promtool check metrics > "$tmp/promtool.txt" 2>&1 || fail "promtool: exit status"
[ -s "$tmp/promtool.txt" ] && fail "promtool has something to say"
ends 0

# Threads are born and die by the hundred.
serve '[::1]:0' -m 50 -- "$FAKEGIL" -t 2 -n 20 -c 1000000
case $url in
'http://[::1]:'*'/metrics') ;;
*) fail "listens on '$url'" ;;
esac
scrapes=50
[ $sanitized = yes ] && scrapes=15
scrape monotone "$url" $scrapes
ends 137 # the command does not listen to SIGTERM: it is killed

# Nothing is lost on the way to the others: the last figures are those of the account.
"$GILSCOPE" export -l 127.0.0.1:0 -m 20 -o "$tmp/last.txt" -- "$FAKEGIL" -t 2 -n 20 -c 5000 \
	-o "$tmp/account.json" 2> "$tmp/err" ||
	fail "exit status $?"
promtool check metrics < "$tmp/last.txt" > "$tmp/promtool.txt" 2>&1 || fail "promtool: exit status"
for pair in acquires:acquires contended:contended; do
	want=$(jq "[.threads[].${pair#*:}] | add" "$tmp/account.json")
	got=$(awk -v name="gilscope_gil_${pair%:*}_total{" 'index($0, name) == 1 { sum += $NF } END { printf "%d", sum }' \
		"$tmp/last.txt")
	[ "$want" = "$got" ] || fail "${pair%:*}: $got, the account has $want"
done
grep -q '^gilscope_other_threads_total{.*} 4983$' "$tmp/last.txt" ||
	fail "not all of 5003 threads but 20 are among the others"

# Clients of every kind, and a process that was there before.
start "$FAKEGIL" -r -t 3 -w 50
target=$started
serve 127.0.0.1:0 -l '[::1]:0' -p "$target"
port=${url#http://127.0.0.1:}
scrape http 127.0.0.1 "${port%/metrics}"
second=$(sed -n 's/^gilscope: listening on //p' "$tmp/err" | tail -n 1)
curl -sf "$second" | grep -q '^gilscope_up{.*} 1$' || fail "no answer from $second"
"$GILSCOPE" export -l "127.0.0.1:${port%/metrics}" -p "$target" 2> "$tmp/err2" && fail "two listen on one port"
grep -q 'cannot listen on 127.0.0.1:.*in use' "$tmp/err2" ||
	fail "does not say that the port is in use: $(cat "$tmp/err2")"
ends 0
curl -sf "$url" > /dev/null && fail "still answers after its end"
kill -0 "$target" || fail "the target has ended"

# On an address that is not a loopback one any Host will do; without -l both loopback addresses listen.
serve 0.0.0.0:0 -p "$target"
port=${url##*:}
curl -sf -H 'Host: example.org' "http://127.0.0.1:${port%/metrics}/metrics" > /dev/null ||
	fail "0.0.0.0 wants a certain Host"
ends 0
if ! curl -s --max-time 1 -o /dev/null http://127.0.0.1:9857/; then
	start "$GILSCOPE" export -p "$target" -d 1s 2> "$tmp/err"
	wait "$started" || fail "exit status $?"
	grep -q 'listening on http://127.0.0.1:9857/metrics' "$tmp/err" || fail "does not listen on 127.0.0.1:9857"
	[ -e /proc/net/if_inet6 ] && ! grep -q 'listening on http://\[::1\]:9857/metrics' "$tmp/err" &&
		fail "not on [::1]:9857"
fi
exit 0
