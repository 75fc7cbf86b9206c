#!/bin/sh
# Checks the model of policy fair with spin, and that the check sees what is broken on purpose.
# run.sh MODEL
set -eu
model=$1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT INT TERM
cp "$model" "$tmp/model.pml"
cd "$tmp"

# verify NAME SPIN-OPTIONS COMPILER-OPTIONS CHECKER-OPTIONS: the number of errors
verify()
{
	# shellcheck disable=SC2086
	spin $2 -a model.pml > "$1.spin" || { cat "$1.spin" >&2; exit 1; }
	# shellcheck disable=SC2086
	${CC:-cc} -O2 -w $3 -o pan pan.c
	# shellcheck disable=SC2086
	./pan $4 > "$1.out" 2>&1 || true
	grep -q 'max search depth too small\|out of memory\|reached -DMEMLIM' "$1.out" && { echo "$1: search not completed" >&2; exit 1; }
	errors=$(sed -n 's/.*errors: \([0-9]*\)$/\1/p' "$1.out")
	[ -n "$errors" ] || { cat "$1.out" >&2; exit 1; }
	echo "$1: $(sed -n 's/^ *\([0-9.e+]*\) states, stored.*/\1/p' "$1.out") states, errors: $errors"
}

safety='-DSAFETY -DNOCLAIM -DNOFAIR'
liveness='-DNFAIR=5'
verify exclusion '' "$safety" '-m5000000'
[ "$errors" = 0 ] || { tail -n 40 exclusion.out; exit 1; }
verify served '' "$liveness" '-a -f -m5000000'
[ "$errors" = 0 ] || { tail -n 40 served.out; exit 1; }

verify broken-lock -DNO_LOCK "$safety" '-m5000000'
[ "$errors" != 0 ] || { echo 'FAIL: two owners are not seen'; exit 1; }
for fault in NO_WAKE NO_ARM NO_TURN; do
	verify "broken-$fault" "-D$fault" "$liveness" '-a -f -m5000000'
	[ "$errors" != 0 ] || { echo "FAIL: $fault is not seen"; exit 1; }
done
