#!/bin/sh
# check_notes.sh GENERATED_DIR SOURCE_DIR: what the probes look like in the ELF file, for each compiler and way to build.
#
# GENERATED_DIR holds gilpy_probes.[ch] and probes.list, SOURCE_DIR is probes/. Checked against probes.list: each probe is
# exactly one site of provider gilpy, with as many 8-byte operands as it has arguments, each a register or a constant;
# its semaphore is not 0, lies in .probes and is shared only where it is meant to be; .stapsdt.base is there. Built with
# GILPY_NO_PROBES, nothing of this remains. Every program must also run.
set -eu

generated=$1
source=$2
here=$(cd "$(dirname "$0")" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
checked=0

fail()
{
	echo "FAIL: $*" >&2
	exit 1
}

# readelf's notes as lines: name semaphore arguments...
notes()
{
	readelf -n "$1" | awk '
		/Provider:/ { provider = $2 }
		/Name:/ { name = $2 }
		/Semaphore:/ { semaphore = $NF; location = $2; sub(",", "", location) }
		/Arguments:/ { sub(/^ *Arguments: */, ""); print provider, name, location, semaphore, $0 }'
}

check()
{
	binary=$1
	what=$2
	notes "$binary" > "$tmp/notes"
	range=$(readelf -SW "$binary" | sed 's/\[ */[/' | awk '$2 == ".probes" { print $4, $6, $8 }')
	[ -n "$range" ] || fail "$what: no section .probes"
	case $range in *W*) ;; *) fail "$what: .probes is not writable" ;; esac
	readelf -SW "$binary" | grep -q '\.stapsdt\.base' || fail "$what: no section .stapsdt.base"
	awk -v what="$what" -v range="$range" '
		function hex(s,    i, n) {
			sub(/^0x/, "", s)
			for (i = 1; i <= length(s); i++)
				n = n * 16 + index("0123456789abcdef", substr(s, i, 1)) - 1
			return n
		}
		function fail(text) { print "FAIL: " what ": " text; bad = 1 }
		BEGIN { split(range, r, " "); low = hex(r[1]); high = low + hex(r[2]) }
		NR == FNR { group[$1] = $2; args[$1] = $3; next }
		$1 != "gilpy" { fail("provider " $1); next }
		!($2 in group) { fail("unknown probe " $2); next }
		{
			if (seen[$2]++)
				fail($2 " has more than one site")
			if (hex($3) == 0)
				fail($2 " has no location")
			if (NF - 4 != args[$2])
				fail($2 " has " NF - 4 " operands, not " args[$2])
			for (i = 5; i <= NF; i++)
				if ($i !~ /^8@(%[a-z0-9]+|\$-?[0-9]+|x[0-9]+|-?[0-9]+)$/)
					fail($2 " operand " $i)
			s = hex($4)
			if (s < low || s + 2 > high)
				fail($2 " semaphore " $4 " is outside .probes")
			g = group[$2] == "own" ? $2 : group[$2]
			if ((s in owner) && owner[s] != g)
				fail($2 " shares a semaphore with " owner[s])
			if ((g in place) && place[g] != s)
				fail($2 " has another semaphore than the others of " g)
			owner[s] = g
			place[g] = s
		}
		END {
			for (p in group)
				if (!(p in seen))
					fail("no probe " p)
			if (place["eval"] % 8 != 2 || place["alloc"] != place["eval"] + 2 || place["alloc_sample"] != place["eval"] + 4)
				fail("the hot word is not as documented")
			exit bad
		}' "$generated/probes.list" "$tmp/notes" || exit 1
	checked=$((checked + 1))
	echo "ok: $what"
}

build()
{
	compiler=$1
	shift
	"$compiler" -std=gnu11 -Wall -Wextra -Werror -I"$generated" -I"$source" "$@" -o "$tmp/a.out" \
		"$here/fire_all.c" "$generated/gilpy_probes.c"
}

# Can this compiler do it here at all (LTO plugin, static libc)?
can()
{
	echo 'int main(void){return 0;}' > "$tmp/can.c"
	"$@" "$tmp/can.c" -o "$tmp/can" > /dev/null 2>&1
}

for compiler in gcc clang; do
	command -v $compiler > /dev/null || { echo "skipped: no $compiler"; continue; }
	for flags in "-O0" "-O2" "-O2 -flto" "-O0 -no-pie -fno-pie" "-O2 -no-pie -fno-pie" "-O2 -static" \
		"-O2 -static-pie -fPIE" "-O2 -fPIC" "-Os" "-O3 -ffunction-sections -fdata-sections -Wl,--gc-sections" \
		"-O1 -fsanitize=address,undefined"; do
		# shellcheck disable=SC2086
		can $compiler $flags || { echo "skipped: $compiler $flags (this toolchain cannot)"; continue; }
		# shellcheck disable=SC2086
		build $compiler $flags
		check "$tmp/a.out" "$compiler $flags"
		[ "$("$tmp/a.out")" = 1 ] || fail "$compiler $flags: the program does not run"
		# shellcheck disable=SC2086
		build $compiler $flags -DGILPY_NO_PROBES
		[ -z "$(notes "$tmp/a.out")" ] || fail "$compiler $flags: notes without probes"
		if readelf -SW "$tmp/a.out" | grep -Eq '\.probes|\.stapsdt\.base'; then
			fail "$compiler $flags: sections without probes"
		fi
		if nm "$tmp/a.out" | grep -Eq 'probe_fire|_semaphore$'; then
			fail "$compiler $flags: symbols without probes"
		fi
		[ "$("$tmp/a.out")" = 1 ] || fail "$compiler $flags: the program without probes does not run"
	done
done
[ "$checked" -ge 5 ] || fail "only $checked builds were checked"
echo "$checked builds checked"
