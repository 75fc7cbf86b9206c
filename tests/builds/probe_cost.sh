#!/bin/sh
# Probes that nobody listens to: at most 2 % more instructions than a build without probes, on every benchmark program.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

command -v valgrind > /dev/null || { echo "SKIP: no valgrind"; exit 77; }
build noprobes -DCMAKE_BUILD_TYPE=Release -DPROBES=OFF
[ "$(readelf -n "$built" | grep -c stapsdt)" -eq 0 ] || fail "a build with PROBES=OFF has probes"

# A program with less to do: its numbers of four digits and more, a fortieth; those of many rounds are what they are.
shorten()
{
	perl -pe 's/(?<![\w.])(\d{4,})(?![\w.])/int($1 \/ 40)/ge unless /pow|10007|65521|1000003/' "$1" > "$2"
}

count()
{
	PYTHONHASHSEED=0 valgrind --tool=cachegrind --cache-sim=no --cachegrind-out-file=/dev/null "$@" 2>&1 > /dev/null |
		awk '/ I +refs:/ { gsub(",", "", $NF); print $NF }'
}

worst=0
tried=0
for program in "$SOURCE"/scripts/bench/*.py; do
	shorten "$program" "$WORK/noprobes/program.py"
	"$GILPY" "$WORK/noprobes/program.py" > /dev/null || fail "the shortened $program does not run"
	count "$built" "$WORK/noprobes/program.py" > "$WORK/noprobes/count" &
	with=$(count "$GILPY" "$WORK/noprobes/program.py")
	wait
	without=$(cat "$WORK/noprobes/count")
	[ -n "$with" ] && [ -n "$without" ] || fail "$program was not counted"
	more=$(awk -v a="$with" -v b="$without" 'BEGIN { printf "%.2f", (a / b - 1) * 100 }')
	echo "$(basename "$program" .py) $without instructions, with probes $more % more"
	worst=$(awk -v a="$worst" -v b="$more" 'BEGIN { print (b > a ? b : a) }')
	tried=$((tried + 1))
done
[ $tried -ge 15 ] || fail "only $tried programs"
awk -v w="$worst" 'BEGIN { exit !(w <= 2.0) }' || fail "unattached probes cost $worst % instructions (2 % is allowed)"
echo "worst: $worst %"
