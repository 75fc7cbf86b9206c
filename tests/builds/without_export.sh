#!/bin/sh
# Without libmicrohttpd: CMake says so, gilscope is built, and export says what to install.
. "$(dirname "$0")/lib.sh"

folder=$WORK/without_export
mkdir -p "$folder"
# Set to nothing, so that it is not looked for.
cmake -S "$SOURCE" -B "$folder" -G Ninja -DBUILD_TESTING=OFF -DMICROHTTPD_INCLUDE= -DMICROHTTPD_LIBRARY= \
	> "$folder/log" 2>&1 || fail "cmake: $(tail -n 5 "$folder/log")"
grep -q 'gilscope is not built' "$folder/log" && { echo "SKIP: gilscope cannot be built here"; exit 77; }
grep -q 'gilscope is built without export: missing libmicrohttpd-dev' "$folder/log" ||
	fail "CMake does not say what is missing"
cmake --build "$folder" --target gilscope >> "$folder/log" 2>&1 || fail "the build: $(tail -n 20 "$folder/log")"
gilscope=$folder/bin/gilscope
"$gilscope" export -p 1 > "$folder/out" 2> "$folder/err"
[ $? = 1 ] || fail "export: wrong exit status"
[ -s "$folder/out" ] && fail "export: something on stdout"
want="gilscope: this gilscope was built without export: install libmicrohttpd-dev and build it again"
[ "$(cat "$folder/err")" = "$want" ] || fail "export does not say what to install: $(cat "$folder/err")"
"$gilscope" stat --help > /dev/null || fail "stat --help"
if command -v ldd > /dev/null && ldd "$gilscope" | grep -q microhttpd; then
	fail "it needs libmicrohttpd"
fi
exit 0
