#!/bin/sh
# Without the GIL, ThreadSanitizer's first finding must be a race in the reference count of an object on the heap: the
# proof that the GIL is what protects the counts, and that the clean run of the real build means something.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

build nogil -DCMAKE_BUILD_TYPE=Debug -DSANITIZE=thread -DNO_GIL=ON
report=$WORK/nogil/report
TSAN_OPTIONS="halt_on_error=1 exitcode=66" timeout 60 "$built" "$SOURCE/scripts/workloads/alloc.py" > "$WORK/nogil/out" 2> "$report"
status=$?
[ $status -eq 66 ] || { head -n 20 "$report" >&2; fail "no race was reported (exit status $status)"; }
head -n 40 "$report"
# the two accesses of the report: "Read of size 4 … #0 incref", "Previous write of size 4 … #0 decref_obj"
sed -n '/WARNING: ThreadSanitizer: data race/,/SUMMARY/p' "$report" |
	awk '/of size 4 at/ { want = 1; next } want && /#0/ { print $2; want = 0 }' > "$WORK/nogil/accesses"
[ "$(wc -l < "$WORK/nogil/accesses")" -eq 2 ] || fail "the report does not show two accesses of 4 bytes"
if grep -Evx 'incref|decref|incref_obj|decref_obj' "$WORK/nogil/accesses"; then
	fail "the first race is not one of reference counts"
fi
grep -q 'Location is heap block' "$report" || fail "the object does not lie on the heap"
echo "the first finding is a race of reference counts on the heap"
