#!/bin/sh
# Bad programs, bad command lines, bad surroundings: gilpy answers each with a clear message on standard error and a
# proper exit status; it never dies of a signal and never hangs.
#
# Environment: GILPY    (default: build/bin/gilpy)
#              SANITIZED=1  the build has a sanitizer: the cases that limit the address space are left out
# Exit status: 0 all as expected, 1 otherwise.
set -u

here=$(cd "$(dirname "$0")" && pwd)
gilpy=${GILPY:-$here/../../build/bin/gilpy}
sanitized=${SANITIZED:-}
command -v "$gilpy" > /dev/null || {
	echo "run.sh: there is no $gilpy" >&2
	exit 1
}
gilpy=$(cd "$(dirname "$gilpy")" && pwd)/$(basename "$gilpy")
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' INT TERM
cd "$tmp" || exit 1
ASAN_OPTIONS=detect_leaks=0${ASAN_OPTIONS:+:$ASAN_OPTIONS}
export ASAN_OPTIONS

cases=0
failed=0
limit=

# judge NAME WANTED-STATUS WANTED-PATTERN STATUS: of the command that wrote out and err; no pattern: err is empty.
judge()
{
	cases=$((cases + 1))
	why=
	if [ "$4" -eq 124 ] || [ "$4" -eq 137 ]; then
		why="hangs"
	elif [ "$4" -ge 128 ] && [ "$4" -ne "$2" ]; then
		why="died of signal $(($4 - 128))"
	elif [ "$4" -ne "$2" ]; then
		why="exit status $4, not $2"
	elif [ -z "$3" ] && [ -s err ]; then
		why="something is on standard error"
	elif [ -n "$3" ] && ! grep -qE -- "$3" err; then
		why="standard error does not say: $3"
	elif grep -qE 'AddressSanitizer|runtime error:|ThreadSanitizer' err; then
		why="a sanitizer complains"
	fi
	[ -z "$why" ] || {
		failed=$((failed + 1))
		echo "--- $1: $why"
		tail -5 err | cut -c1-300
	}
}

# check NAME STATUS PATTERN ARGUMENT...: gilpy with these arguments, address space limited to $limit KiB if set.
check()
{
	name=$1 status=$2 pattern=$3
	shift 3
	(
		[ -z "$limit" ] || ulimit -v "$limit"
		exec timeout -k 5 60 "$gilpy" "$@"
	) > out 2> err < /dev/null
	judge "$name" "$status" "$pattern" $?
}

# program NAME STATUS PATTERN AWK-PROGRAM: a file made by awk, run.
program()
{
	awk "BEGIN { $4 }" > "$1.py"
	check "$1" "$2" "$3" "$1.py"
}

repeat='function rep(s, n,  r) { while (n > 0) { if (n % 2) r = r s; s = s s; n = int(n / 2) } return r }'
# made NAME STATUS PATTERN EXPRESSION: a file with one line.
made()
{
	awk "$repeat BEGIN { print $4 }" > "$1.py"
	check "$1" "$2" "$3" "$1.py"
}

# ---- programs that are no programs ----
head -c 10000000 /dev/urandom > random.py
check random 1 'SyntaxError' random.py
head -c 10000000 /dev/urandom | tr -d '\000' > random_text.py
check random_without_nul 1 'SyntaxError' random_text.py
head -c 3000000 /dev/urandom | base64 > base64.py
check base64 1 'Error' base64.py
printf 'x = 1\nprint("a\000b")\n' > nul.py
check nul 1 'SyntaxError: source code cannot contain null bytes' nul.py
printf 'x = "\377\376"\n' > utf8.py
check not_utf8 1 'SyntaxError' utf8.py
printf 'x = 1 \\' > cont.py
check continuation_at_end 1 'SyntaxError: unexpected EOF' cont.py
printf 'def f(a, a):\n    pass\n' > twice.py
check syntax_error_place 1 'File ".*twice.py", line 1' twice.py
check syntax_error_caret 1 '^ +\^' -c 'x = = 1'
check syntax_error_text 1 'SyntaxError: invalid syntax' -c 'x = = 1'
check indentation 1 'IndentationError: unexpected indent' -c '  x = 1'
check unterminated 1 "SyntaxError: unterminated string literal" -c "x = 'abc"

# ---- programs that are too deep or too large ----
made parentheses 1 'SyntaxError: too many nested parentheses' 'rep("(", 100000) "1" rep(")", 100000)'
made brackets 1 'SyntaxError: too many nested parentheses' '"x = " rep("[", 100000)'
made minus 1 'RecursionError|MemoryError|SyntaxError' '"x = " rep("-", 100000) "1"'
made not 1 'RecursionError|MemoryError|SyntaxError' '"x = " rep("not ", 100000) "1"'
made power 1 'RecursionError|MemoryError|SyntaxError' '"x = " rep("2**", 100000) "1"'
made lambdas 1 'RecursionError|MemoryError|SyntaxError' '"x = " rep("lambda:", 100000) "1"'
made conditionals 1 'RecursionError|MemoryError|SyntaxError' '"x = " rep("1 if 1 else ", 100000) "1"'
made fstrings 1 'SyntaxError' "\"x = \" rep(\"f'{\", 1000)"
made stars 1 'SyntaxError' 'rep("*", 1000) "x = 1"'
made attributes 1 'NameError' '"x = a" rep(".b", 100000)'
made calls 1 'NameError' '"x = f" rep("()", 100000)'
made sum 0 '' '"x = 1" rep(" + 1", 100000)'
made comparisons 0 '' '"x = 1" rep(" < 2", 100000)'
made strings 0 '' '"x = " rep("\"a\" ", 100000)'
made long_literal 0 '' '"x = \"" rep("a", 5000000) "\""'
made digits 1 'SyntaxError: Exceeds the limit' '"x = " rep("9", 1000000)'
made arguments 1 'NameError' '"f(1" rep(", 1", 70000) ")"'
program blocks 1 'Error: too many (levels of indentation|statically nested blocks)' \
	'for (i = 0; i < 150; i++) printf "%*sif 1:\n", i, ""; printf "%*spass\n", 150, ""'
program tries 1 'too many statically nested blocks' \
	'for (i = 0; i < 30; i++) printf "%*stry:\n%*spass\n%*sfinally:\n", i, "", i + 1, "", i, ""; printf "%*spass\n", 30, ""'
program elifs 0 '' 'print "x = 5\nif x == 0: pass"; for (i = 1; i < 20000; i++) print "elif x == " i + 5 ": pass"'
program locals 1 'SyntaxError: too many local variables' \
	'print "def f():"; for (i = 0; i < 70000; i++) print "  v" i " = 1"'
program constants 0 '' 'print "x = ["; for (i = 0; i < 100000; i++) print i ".5,"; print "]"'
program decorators 1 'NameError' 'for (i = 0; i < 20000; i++) print "@a"; print "def f(): pass"'

# ---- values that are too deep ----
deep='
def run(f):
    try: f()
    except (RecursionError, TypeError): return
x = None
for i in range(100000): x = %s
y = None
for i in range(100000): y = %s
run(lambda: repr(x)); run(lambda: str(y)); run(lambda: x == y); run(lambda: x < y); run(lambda: x in [y])
del x
y = 0
'
for shape in '[%s]' '(%s, 1)' '{1: %s}' 'iter([%s])' '(lambda v=%s: v)' '[%s].append' 'C(%s)'; do
	px=$(printf "$shape" x) py=$(printf "$shape" y)
	{
		printf 'class C:\n    def __init__(self, v): self.v = v\n'
		printf "$deep" "$px" "$py"
	} > deep.py
	check "deep $shape" 0 '' deep.py
done
check deep_hash 0 '' -c 'x = ()
for i in range(100000): x = (x,)
try: hash(x)
except RecursionError: pass'
check deep_exceptions 0 '' -c 'e = None
for i in range(100000):
    n = ValueError(i); n.__context__ = e; n.__cause__ = e; e = n
del e, n'
check deep_chain_printed 1 'ValueError: 99999' -c 'e = None
for i in range(100000):
    n = ValueError(i); n.__context__ = e; e = n
raise e'

# ---- recursion without end ----
recursion()
{
	check "recursion in $1" 1 'RecursionError: maximum recursion depth exceeded' -c "$2"
}
recursion function 'def f(): f()
f()'
recursion keywords 'def f(**k): f(**k)
f()'
recursion generator 'def g(): yield from g()
list(g())'
recursion __init__ 'class A:
    def __init__(self): A()
A()'
for method in '__repr__:repr(self)' '__str__:str(self)' '__len__:len(self)' '__bool__:bool(self)' '__hash__:hash(self)' \
	'__iter__:iter(self)' '__call__:self()' '__neg__:-self' '__int__:int(self)' '__next__:next(self)' '__abs__:abs(self)'; do
	recursion "${method%%:*}" "class A:
    def ${method%%:*}(self): return ${method#*:}
self = A()
${method#*:}"
done
for method in '__eq__:self == o' '__lt__:self < o' '__add__:self + o' '__contains__:o in self' '__getitem__:self[o]' \
	'__getattr__:getattr(self, o)' '__format__:format(self, o)'; do
	recursion "${method%%:*}" "class A:
    def ${method%%:*}(self, o): return ${method#*:}
self, o = A(), 'x'
${method#*:}"
done
recursion property 'class A:
    p = property(lambda self: self.p)
A().p'
recursion sort 'def f(): sorted([1, 2], key=lambda v: f())
f()'
recursion exec 'exec(s := "exec(s)")'
recursion handlers 'def f():
    try: 1 / 0
    except ZeroDivisionError: f()
f()'
recursion class_statements 'def f():
    class A: x = f()
f()'
check recursion_in_del 0 'Exception ignored in' -c 'class A:
    def __del__(self): A()
A()'
check no_limit 1 'RecursionError|MemoryError' -c 'import sys
sys.setrecursionlimit(10 ** 7)
class A:
    def __repr__(self): return repr(self)
repr(A())'

# ---- memory: 300 MB of address space ----
if [ -z "$sanitized" ]; then
	limit=300000
	memory()
	{
		check "memory: $1" 1 '^MemoryError' -c "$2"
	}
	memory lists 'l = []
while True: l.append([1] * 100)'
	memory dict 'd = {}
i = 0
while True: d[i] = str(i); i += 1'
	memory string 's = "a"
while True: s += s'
	memory integer 'x = 10
while True: x = x * x'
	memory nested 'x = None
while True: x = [x]'
	memory instances 'class A: pass
l = []
while True: a = A(); a.x = a; l.append(a)'
	memory closures 'l = []
while True: l.append(lambda: l)'
	memory generators 'def g(): yield
l = []
while True: x = g(); next(x); l.append(x)'
	memory classes 'l = []
while True: l.append(type("X", (), {}))'
	memory exceptions 'l = []
while True:
    try: raise ValueError(l)
    except ValueError as e: l.append(e)'
	check "memory: traceback" 1 '^Traceback' -c '[0] * 10 ** 11'
	memory sequence '[0] * 10 ** 11'
	memory repetition '"a" * 10 ** 12'
	memory bytes 'bytes(10 ** 11)'
	memory power '2 ** 10 ** 10'
	memory shift '1 << 2 ** 33'
	memory range 'list(range(10 ** 10))'
	memory comprehension '{i: i for i in range(10 ** 9)}'
	memory join '"".join(str(i) for i in range(10 ** 10))'
	memory format '"{:1000000000}".format(1)'
	memory justify '"a".ljust(10 ** 11)'
	memory growing_list 'l = [1]
for x in l: l.append(x)'
	memory frames 'import sys
sys.setrecursionlimit(10 ** 7)
def f(n): return f(n + 1)
f(0)'
	check "memory: handled" 0 '' -c 'l = []
try:
    while True: l.append([0] * 1000)
except MemoryError: n = len(l); del l; print(n > 0)'
	check "memory: threads" 1 "RuntimeError: can't start new thread|MemoryError" -c 'import threading, time
while True: threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()'
	limit=
fi

# ---- the command line ----
check missing_file 2 "can't open file 'nofile.py': .*No such file" nofile.py
check directory 2 "can't open file '.*': .*Is a directory" "$tmp"
check empty_name 2 "can't open file ''" ''
touch secret.py
chmod 000 secret.py
[ -r secret.py ] || check unreadable 2 'Permission denied' secret.py
check unknown_option 2 'unknown option: --bogus' --bogus
check unknown_letter 2 'unknown option: -Z' -Z
check unknown_x 2 'unknown -X option: foo' -X foo
check unknown_policy 2 'unknown GIL policy' -X gil=unfair
check bad_interval 2 'switchinterval' -X switchinterval=-1
check no_code 2 'wants an argument' -c
check no_module_name 2 'wants an argument' -m
check missing_module 1 'No module named nothing_like_it' -m nothing_like_it
check stats_unwritable 1 'cannot write .*/no/such/dir' -X gilstats=/no/such/dir/x -c pass
check log_unwritable 1 'cannot write .*/no/such/dir' -X gillog=/no/such/dir/x -c pass
check argument_not_utf8 0 '' -c 'import sys; assert sys.argv[1] == "\udcff", sys.argv' "$(printf '\377')"
check missing_import 1 "ModuleNotFoundError: No module named 'nothing_like_it'" -c 'import nothing_like_it'

# ---- standard streams ----
timeout 60 "$gilpy" -c 'print(1)' > /dev/full 2> err
judge full 120 'cannot write standard output' $?
timeout 60 "$gilpy" -c 'for i in range(100000): print(i)' > /dev/full 2> err
judge full_early 1 'No space left on device' $?
{
	timeout 60 "$gilpy" -c 'for i in range(1000000): print(i)' 2> err
	echo $? > status
} | head -1 > /dev/null
judge closed_pipe 1 'BrokenPipeError' "$(cat status)"
timeout 60 "$gilpy" -c 'print(1)' >&- 2> err
judge no_stdout 120 'cannot write standard output' $?
timeout 60 "$gilpy" - <&- 2> err
judge no_stdin 2 'cannot read standard input' $?
timeout 60 "$gilpy" -c '1 / 0' 2>&- > err
judge no_stderr 1 '' $?
timeout 60 "$gilpy" -c '1 / 0' 2> /dev/full > err
judge full_stderr 1 '' $?

# ---- Ctrl-C ends a program wherever it is ----
interrupt()
{
	timeout -s INT -k 30 --preserve-status 1 "$gilpy" -c "$2" > out 2> err < /dev/null
	judge "interrupt $1" 130 'KeyboardInterrupt' $?
}
interrupt loop 'while True: pass'
interrupt local_loop 'def f(x):
    while x: pass
f(1)'
interrupt calls 'def f(): pass
while True: f()'
interrupt sleep 'import time
time.sleep(100)'
interrupt lock 'import threading
threading.Lock().acquire() and threading.Semaphore(0).acquire()'
interrupt sort 'while True: sorted([3, 1, 2] * 10 ** 6)'
interrupt big_integers 'x = 3 ** 10 ** 7
while True: x * x'
# one operation that would take from seconds to hours: it ends within a second
promptly()
{
	begun=$(date +%s%N)
	interrupt "$1" "$2"
	[ -n "$sanitized" ] || [ $((($(date +%s%N) - begun) / 1000000)) -lt 2000 ] || {
		failed=$((failed + 1))
		echo "--- interrupt $1: goes on for more than a second"
	}
}
promptly power '3 ** 10 ** 9'
promptly power_of_ten '10 ** 10 ** 10'
promptly modular_power 'pow(3, 3 ** 10 ** 7, 7 ** 10 ** 4)'
promptly huge_modulus 'pow(3, 10 ** 50, 7 ** 10 ** 7)'
promptly division '(1 << 10 ** 9) // (3 ** 10 ** 7)'
promptly division_by_short '(1 << 10 ** 9) // (10 ** 400000 + 1)'
promptly str_of_int 'import sys
sys.set_int_max_str_digits(0)
str((1 << 10 ** 9) - 1)'
promptly int_of_str 'import sys
sys.set_int_max_str_digits(0)
int("9" * 3 * 10 ** 8)'
promptly factorial 'import math
math.factorial(10 ** 9)'
promptly comb 'import math
math.comb(10 ** 9, 10 ** 8)'
promptly gcd 'import math
math.gcd(3 ** 10 ** 7, 7 ** 10 ** 7)'
promptly isqrt 'import math
math.isqrt((1 << 2 * 10 ** 9) - 1)'
interrupt join 'import threading, time
t = threading.Thread(target=time.sleep, args=(100,), daemon=True)
t.start()
t.join()'

echo "$((cases - failed)) of $cases as expected"
[ "$failed" -eq 0 ]
