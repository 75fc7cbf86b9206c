#!/bin/sh
# Runs the stress program for threads under gilpy, as long under each policy of the GIL.
#
#   tests/stress/run.sh SECONDS [SEED]
#
# SECONDS is the time for all policies together.  Fails if the program does, if it hangs (it then writes the Python
# stacks of all threads), or if a sanitizer reports something.
#
# Environment: GILPY (default: build/bin/gilpy), GIL_POLICIES (default: fair interval ticks)
set -u

here=$(cd "$(dirname "$0")" && pwd)
gilpy=${GILPY:-$here/../../build/bin/gilpy}
policies=${GIL_POLICIES:-fair interval ticks}
seconds=${1:?usage: run.sh SECONDS [SEED]}
seed=${2:-$(date +%s)}
count=$(echo "$policies" | wc -w)
each=$((seconds / count))
log=$(mktemp)
trap 'rm -f "$log"' EXIT
trap 'exit 1' INT TERM
result=0
for policy in $policies; do
	# The program ends by itself; SIGABRT makes one that hangs say where.
	timeout --signal=ABRT --kill-after=10 $((each + 120)) \
		"$gilpy" "-Xgil=$policy" "$here/threads.py" "$each" "$seed" > "$log" 2>&1
	status=$?
	echo "$policy: exit status $status"
	cat "$log"
	if [ "$status" -ne 0 ] || grep -q 'Sanitizer\|runtime error:\|Fatal Python error' "$log"; then
		result=1
	fi
done
exit $result
