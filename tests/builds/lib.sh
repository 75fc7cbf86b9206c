# lib.sh - for tests that need gilpy built in another way.
#
# Environment: SOURCE (the source tree), WORK (a folder that is kept, so that a second run builds little), GILPY.
# shellcheck shell=sh
set -u

fail()
{
	echo "FAIL: $*" >&2
	exit 1
}

# build NAME CMAKE-OPTIONS...: the runtime alone; the program is $built.
build()
{
	name=$1
	shift
	mkdir -p "$WORK/$name"
	cmake -S "$SOURCE" -B "$WORK/$name" -G Ninja -DBPF=OFF -DBUILD_TESTING=OFF "$@" > "$WORK/$name/log" 2>&1 &&
		cmake --build "$WORK/$name" --target gilpy >> "$WORK/$name/log" 2>&1 || {
		tail -n 20 "$WORK/$name/log" >&2
		fail "the build $name failed"
	}
	# shellcheck disable=SC2034
	built=$WORK/$name/bin/gilpy
}
