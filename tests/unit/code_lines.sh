#!/bin/sh
# code_lines.sh CODE_LINES_MAIN - code_lines.py with Debian's Python and each CPython from 3.8 that pyenv has installed.
here=$(dirname "$0")
ran=0
for python in /usr/bin/python3.11 "$HOME"/.pyenv/versions/3.*/bin/python3; do
	"$python" -c 'import sys; sys.exit(sys.version_info < (3, 8))' 2> /dev/null || continue
	"$python" "$here/code_lines.py" "$1" || exit 1
	ran=$((ran + 1))
done
[ $ran -gt 0 ] || { echo "SKIP: no CPython"; exit 77; }
