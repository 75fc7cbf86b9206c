#!/bin/sh
# gilscope stat -i 1 on 200 threads that make 1,000 switches a second: its memory stays flat, it takes less than 1 % of a
# CPU, and nothing is lost. 15 seconds; the long form is one hour.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf
[ -x "$GILPY" ] || skip "gilpy is not built"

# By then gilscope has calibrated, and read all threads some times; where that takes longer, all of it does.
settled=$((pace == 1 ? 5 : 15))
seconds=$((settled + 10))
[ "${BPF_TEST_LONG:-0}" = 1 ] && seconds=3600

# The tool's memory in kB, and its CPU time in clock ticks.
resident()
{
	awk '/^RssAnon|^RssFile/ { kb += $2 } END { print kb }' "/proc/$tool/status"
}

cpu_ticks()
{
	sed 's/.*) //' "/proc/$tool/stat" | awk '{ print $12 + $13 }'
}

start "$GILPY" "$tests/progs/sleepers.py" $((seconds + 60))
target=$started
sleep 2
"$GILSCOPE" stat -i 1 -d "${seconds}s" -o "$tmp/report.txt" -p "$target" > "$tmp/out" 2> "$tmp/err" &
tool=$!
pids="$pids $tool"
sleep $settled
early=$(resident)
ticks=$(cpu_ticks)
from=$(date +%s%N)
sleep $((seconds - settled - 5))
late=$(resident)
ticks=$(($(cpu_ticks) - ticks))
wall=$(($(date +%s%N) - from))
wait "$tool" || fail "exit status $?"
cpu=$(awk -v t="$ticks" -v hz="$(getconf CLK_TCK)" -v ns="$wall" 'BEGIN { printf "%.3f", 100 * t / hz / (ns / 1e9) }')
reports=$(grep -c "^  lost 0 " "$tmp/report.txt") || fail "every report says that something is lost"
rate=$(sed -n 's/^  switches [0-9]* (\([0-9.e+]*\) a second.*/\1/p' "$tmp/report.txt" | tail -1)
echo "$reports reports, $rate switches a second; resident after $settled s $early kB, after $((seconds - 5)) s $late kB; CPU $cpu %"
[ "$(grep -c "^  lost " "$tmp/report.txt")" = "$reports" ] || fail "a report says that something is lost"
[ "$reports" -ge $((seconds - 2)) ] || fail "only $reports reports in $seconds s"
awk -v r="$rate" 'BEGIN { exit !(r > 900) }' || fail "only $rate switches a second: this proves nothing"
[ "$late" -le $((early + 1024)) ] || fail "memory grows: from $early to $late kB"
kill "$target"
# An emulated processor is a slower one, by 20 and more; a sanitizer costs less than that.
most=1
[ $sanitized = yes ] && most=5
[ $pace = 1 ] || most=20
awk -v c="$cpu" -v most=$most 'BEGIN { exit !(c < most) }' || fail "the tool takes $cpu % of a CPU"
