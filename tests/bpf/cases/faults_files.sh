#!/bin/sh
# Files as they should not be (FAULTS.md): each writer when the disk is full or may not be written to, recordings and programs
# that are damaged or something else. One clear line, exit status 1, nothing left behind, and never a crash.
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_bpf
need unshare /usr/bin/python3

# Again, with mounts of its own.
if [ "${OWN_MOUNTS:-0}" = 0 ]; then
	rm -rf "$tmp"
	OWN_MOUNTS=1
	export OWN_MOUNTS
	exec unshare --mount "$0"
fi
trap 'umount "$tmp/full" "$tmp/fixed" 2> /dev/null; cleanup' EXIT

# refused 'TEXT' ARGUMENTS...: gilscope says so in one line beside its notes, with exit status 1, and prints nothing.
refused()
{
	text=$1
	shift
	timeout $((60 * pace)) "$GILSCOPE" "$@" > "$tmp/out" 2> "$tmp/err"
	got=$?
	[ $got = 1 ] || fail "gilscope $*: exit status $got, not 1"
	[ "$(grep -Evc '^gilscope: (note:|listening on) ' "$tmp/err")" = 1 ] || fail "gilscope $*: not one line"
	[ -s "$tmp/out" ] && fail "gilscope $*: something on stdout"
	grep -qF -- "$text" "$tmp/err" || fail "gilscope $*: not said: $text"
}

record="$tmp/good.rec"
"$GILSCOPE" record -s -o "$record" -- "$FAKEGIL" -t 3 -n 3000 -w 400 > "$tmp/out" 2> "$tmp/err" || fail "record: exit status $?"

# Writers: a disk that is full to the last page, and one that is read-only.
mkdir "$tmp/full" "$tmp/fixed"
mount -t tmpfs -o size=1M none "$tmp/full" || fail "cannot mount"
head -c 900000 /dev/zero > "$tmp/full/ballast"
cat /dev/zero > "$tmp/full/rest" 2> /dev/null
before=$(ls -A "$tmp/full")
mount -t tmpfs none "$tmp/fixed" || fail "cannot mount"
echo old > "$tmp/fixed/old"
mount -o remount,ro "$tmp/fixed" || fail "cannot mount"
while read -r arguments; do
	# shellcheck disable=SC2086 # words
	refused "No space left on device" $arguments -r "$record" -o "$tmp/full/x"
	[ "$(ls -A "$tmp/full")" = "$before" ] || fail "$arguments: left behind on a full disk: $(ls -A "$tmp/full")"
	# shellcheck disable=SC2086
	refused "Read-only file system" $arguments -r "$record" -o "$tmp/fixed/x"
	# shellcheck disable=SC2086
	refused "Read-only file system" $arguments -r "$record" -o "$tmp/fixed/old"
done << END
stat
stat -j
stat -f csv
hist
hist -j
hist -f hgrm
blame
blame -j
timeline
timeline -f perfetto
END
while read -r what; do
	# shellcheck disable=SC2086 # words
	case $("$GILSCOPE" $what 2>&1) in
	*"built without export"*) continue ;;
	esac
	# shellcheck disable=SC2086
	refused "No space left on device" $what -o "$tmp/full/x" -- "$FAKEGIL" -t 2 -n 3000 -w 0
	[ "$(ls -A "$tmp/full")" = "$before" ] || fail "$what: left behind on a full disk: $(ls -A "$tmp/full")"
done << END
record
timeline
export -l 127.0.0.1:0
stat
END
# It begins well and breaks off in the middle.
rm "$tmp/full/rest"
refused "No space left on device" record -o "$tmp/full/x" -- "$FAKEGIL" -r -t 2 -w 0
[ "$(ls -A "$tmp/full")" = ballast ] || fail "record: left behind in the middle: $(ls -A "$tmp/full")"
start "$FAKEGIL" -r -t 2 -w 0
pause 0.1
refused "No space left on device" record -d 60s -o "$tmp/full/x" -p "$started"
[ "$(ls -A "$tmp/full")" = ballast ] || fail "record: left behind in the middle: $(ls -A "$tmp/full")"
kill -9 "$started"

# Recordings: a byte changed anywhere is found, by its sum.
size=$(stat -c %s "$record")
partial=0
for part in $(seq 40); do
	at=$((size * part / 41 + part))
	cp "$record" "$tmp/bad.rec"
	/usr/bin/python3 "$tests/progs/spoil.py" byte "$tmp/bad.rec" $at
	"$GILSCOPE" blame -j -r "$tmp/bad.rec" > "$tmp/report.json" 2> "$tmp/err"
	status=$?
	[ $status = 1 ] || fail "damaged at $at of $size: exit status $status"
	[ "$(wc -l < "$tmp/err")" = 1 ] || fail "damaged at $at of $size: not one line"
	[ -s "$tmp/report.json" ] || continue
	check "damaged at $at" 'input | select(.recording.complete) | "complete"' "$tmp/report.json"
	partial=$((partial + 1))
done
[ $partial -gt 5 ] || fail "only $partial of 40 damaged recordings were shown up to there"
: > "$tmp/empty"
head -c 100000 /dev/urandom > "$tmp/random"
mkfifo "$tmp/fifo"
refused "is no recording of gilscope" stat -r "$tmp/empty"
refused "is no recording of gilscope" blame -r "$tmp/random"
refused "not a regular file" stat -r "$tmp"
refused "not a regular file" stat -r "$tmp/fifo"

# Programs.
printf '#!/bin/sh\n' > "$tmp/script"
head -c 64 "$FAKEGIL" > "$tmp/header"
head -c $(($(stat -c %s "$FAKEGIL") / 2)) "$FAKEGIL" > "$tmp/half"
cp "$FAKEGIL" "$tmp/narrow"
printf '\001' | dd of="$tmp/narrow" bs=1 seek=4 conv=notrunc status=none
for file in empty random script header half narrow; do
	refused "cannot read the probes of '$tmp/$file': not " probes "$tmp/$file"
done
refused "not an ELF file" probes "$tmp"
refused "not an ELF file" probes "$tmp/fifo"
refused "no probes of provider gilpy" probes /bin/true
# Notes with wrong bytes: what can be read of them is told, or that they are damaged.
/usr/bin/python3 "$tests/progs/spoil.py" notes "$FAKEGIL" "$tmp"
spoiled=0
for file in "$tmp"/notes*; do
	"$GILSCOPE" probes "$file" > "$tmp/out" 2> "$tmp/err"
	status=$?
	[ $status -le 1 ] || fail "damaged notes (${file##*/}): exit status $status"
	[ "$(wc -l < "$tmp/err")" -le 1 ] || fail "damaged notes (${file##*/}): more than one line"
	[ $status = 0 ] || [ -s "$tmp/err" ] || [ -s "$tmp/out" ] || fail "damaged notes (${file##*/}): nothing said"
	spoiled=$((spoiled + status))
	# Whatever is attached there: gilscope ends, and says what it could not do, or that events are missing.
	[ $((${file##*notes} % 5)) = 0 ] || continue
	chmod +x "$file"
	rm -f "$tmp/report.txt"
	timeout $((60 * pace)) "$GILSCOPE" stat -o "$tmp/report.txt" -- "$file" -t 1 -n 3 > "$tmp/out" 2> "$tmp/err"
	status=$?
	case $status in
	0) ;;
	3) grep -q '^  lost [1-9]' "$tmp/report.txt" ;;
	*) [ "$(grep -c '^gilscope: ' "$tmp/err")" = 1 ] ;;
	esac || fail "measuring ${file##*/}: exit status $status"
done
[ $spoiled -gt 5 ] || fail "only $spoiled of 40 damaged programs were noticed"
# A program without any notes, and one without those that are needed.
if command -v objcopy > /dev/null; then
	objcopy --remove-section .note.stapsdt "$FAKEGIL" "$tmp/bare" || fail "objcopy"
	refused "the command never ran a known runtime" stat -- "$tmp/bare" -t 1 -n 1
	start "$tmp/bare" -r -t 1
	pause 0.1
	refused "is not a known runtime" stat -p "$started"
fi
sed 's/gil__acquire/gil__acquirf/' "$FAKEGIL" > "$tmp/other"
chmod +x "$tmp/other"
refused "the command never ran a known runtime" stat -- "$tmp/other" -t 1 -n 1
echo "$partial of 40 damaged recordings shown up to there, $spoiled of 40 damaged programs noticed"
