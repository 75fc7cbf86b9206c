# build.sh - what scripts/demo and scripts/test share: sourced by them, with $program set to their name.
# shellcheck shell=sh

root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root" || exit 1

# build PRESET: configure and compile it; its output is shown only if that fails.
build()
{
	preset=$1
	log=$(mktemp)
	printf '%s: building (%s)... ' "${program:?}" "$preset"
	if cmake --preset "$preset" > "$log" 2>&1 && cmake --build --preset "$preset" >> "$log" 2>&1; then
		echo "done"
		rm -f "$log"
		return 0
	fi
	echo failed
	cat "$log" >&2
	rm -f "$log"
	return 1
}
