#!/bin/sh
# The pages of gilscope report in a browser: look_at_report.py says what is looked at.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf
command -v chromium > /dev/null || skip "no chromium: the pages cannot be looked at"
python=/usr/bin/python3.11
[ -x $python ] || skip "no python3.11"
export PYTHONDONTWRITEBYTECODE=1

# look PAGE [NAME...]
look()
{
	timeout $((90 * pace)) $python "$tests/look_at_report.py" chromium "$@" > "$tmp/look.txt" 2>&1 || fail "${1##*/}: see look.txt"
}

"$GILSCOPE" report -s -o "$tmp/stuck.html" -- "$STUCK" "$tests/progs/napper.py" > "$tmp/out" 2> "$tmp/err" ||
	fail "stuck: exit status $?"
look "$tmp/stuck.html" 'Held while blocked' careless

# Names that try to be markup: of threads, and of the file that is run, hence of the command.
mkdir "$tmp/a<"
cp "$tests/progs/hostile.py" "$tmp/a</script><img src=x onerror=alert(1)>.py"
"$GILSCOPE" report -o "$tmp/hostile.html" -- "$GILPY" "$tmp/a</script><img src=x onerror=alert(1)>.py" > "$tmp/out" 2> "$tmp/err" ||
	fail "hostile: exit status $?"
look "$tmp/hostile.html" '</script><img src=x onerror=alert(1)>' '" onmouseover="alert(2)' "' --><svg onload=alert(3)>" \
	'a</script><img src=x onerror=alert(1)>.py' '{{data}}\u2028\u202e&lt;b&gt;'
