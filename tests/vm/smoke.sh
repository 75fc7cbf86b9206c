#!/bin/sh
# bpf/cases/kernel.sh on Debian's own kernel: about half a minute. Skipped where scripts/vm has not been set up.
#
# Environment: BUILD, SOURCE, and what the case wants.
set -u

for need in qemu-system-x86_64 busybox; do
	command -v $need > /dev/null || {
		echo "SKIP: no $need (scripts/vm --setup)"
		exit 77
	}
done
output=$(mktemp)
trap 'rm -f "$output"' EXIT
"$SOURCE/scripts/vm" --build "$BUILD" --timeout 200 \
	env "GILSCOPE=$GILSCOPE" "FAKEGIL=$FAKEGIL" "GILPY=$GILPY" "SCRIPTS=$SCRIPTS" "$SOURCE/tests/bpf/cases/kernel.sh" \
	> "$output" 2>&1
status=$?
cat "$output"
if grep -q '^vm: cannot fetch' "$output"; then
	echo "SKIP: the kernel cannot be fetched"
	exit 77
fi
exit $status
