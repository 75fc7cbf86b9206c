#!/bin/bash
# What bash offers for gilscope and gilpy. Environment: GILSCOPE, GILPY, SCRIPTS.
set -u
cd "$(mktemp -d)" || exit 1
trap 'rm -rf "$PWD"' EXIT
touch program.py other.txt
PATH=$(dirname "$GILSCOPE"):$PATH
# shellcheck source=/dev/null
. "$SCRIPTS/completion/gilscope" || exit 1
# shellcheck source=/dev/null
. "$SCRIPTS/completion/gilpy" || exit 1
failures=0

# offers WORDS... : WANTED..., the last of WORDS is what is being typed. Every one of WANTED is offered; "!X": X is not.
offers()
{
    local words=() wanted
    while [[ $1 != : ]]; do
        words+=("$1")
        shift
    done
    shift
    COMP_WORDS=("${words[@]}")
    COMP_CWORD=$((${#words[@]} - 1))
    "_${words[0]##*/}"
    for wanted in "$@"; do
        local found=no reply
        for reply in "${COMPREPLY[@]}"; do
            [[ $reply == "${wanted#!}" ]] && found=yes
        done
        if [[ $wanted == !* && $found == yes || $wanted != !* && $found == no ]]; then
            echo "FAIL: '${words[*]}': $wanted: ${COMPREPLY[*]}" >&2
            failures=$((failures + 1))
        fi
    done
}

offers gilscope "" : stat hist blame eval alloc record timeline doctor probes --help
offers gilscope st : stat !hist
offers gilscope stat - : --pid --follow --duration --interval --sched --json --format --replay !--sub-bits
offers gilscope hist --s : --sub-bits --sort --sched
offers gilscope blame - : --buffer !--interval
offers gilscope stat -f "" : csv !folded
offers gilscope hist -f "" : csv hgrm
offers gilscope blame -f "" : folded svg !csv
offers gilscope timeline -f "" : perfetto json
offers gilscope stat -S w : wait wait-max !hold
offers gilscope stat -o "" : program.py other.txt
offers gilscope stat -- gil : gilpy gilscope
offers gilscope stat -d 1s -- gilpy "" : program.py
offers gilscope stat -n 5 gilpy "" : program.py
offers gilpy "" : program.py !other.txt
offers gilpy - : --help --version --dis -c -X
offers gilpy -X gil : gil= gilstats !switchinterval=
offers gilpy -X s : switchinterval=
offers gilpy -X gil = : fair interval ticks
offers gilpy -X gil = t : ticks !fair
offers gilpy program.py "" : other.txt program.py

# Every option of every command is offered, and nothing else.
for command in $(gilscope --help | sed -n '/^Examples/q; s/^  \([a-z]*\)  *[a-z].*/\1/p'); do
    options=$(gilscope "$command" --help | grep -oE '^ +(-[a-zA-Z], )?--[a-z-]+' | grep -oE -- '--[a-z-]+')
    # shellcheck disable=SC2086
    [[ -z $options ]] || offers gilscope "$command" - : $options
done

# A process of gilpy is offered by its number.
"$GILPY" -c 'import time; time.sleep(60)' &
pid=$!
sleep 0.3
offers gilscope stat -p "" : "$pid" "!$$"
kill "$pid"
[ $failures = 0 ] || exit 1
