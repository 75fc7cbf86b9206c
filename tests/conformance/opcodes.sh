#!/bin/sh
# opcodes.sh GILPY opcodes.def FILE...: the programs together compile to every
# opcode, so that the comparison with CPython has run each of them.  The ones
# that instructions turn into when their caches fill are not the compiler's.
set -u
gilpy=$1 list=$2
shift 2
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT INT TERM
sed -n '/^\/\* what LOAD_ATTR and its like become/q; s/^OP(\([A-Z_]*\),.*/\1/p' "$list" | sort >"$tmp/all"
for file; do
    "$gilpy" --dis "$file" 2>/dev/null
done | awk '{ for (i = 1; i <= NF; i++) if ($i ~ /^[A-Z][A-Z_]+$/) seen[$i] = 1 } END { for (o in seen) print o }' |
    sort >"$tmp/used"
missing=$(comm -23 "$tmp/all" "$tmp/used")
if [ -n "$missing" ]; then
    echo "opcodes that no conformance program is compiled to:"
    echo "$missing"
    exit 1
fi
wc -l <"$tmp/all" | xargs printf '%s opcodes seen\n'
