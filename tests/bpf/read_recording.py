"""Reads a recording by the letter of bpf/RECORDING.md, as somebody would who has nothing else.

    read_recording.py FILE

Prints one line a thread of the last accounts: id, name, acquires, contended, total of waits, total of holds, holds in the
histogram; before that a line of the header and the number of events of each kind. Any deviation is an error.
"""

import struct
import sys
import zlib

SIZES = {1: 320, 11: 416, 13: 104}  # THREAD, CODE, ALLOC; the rest is 24 bytes but for STACK


def fail(text):
    sys.exit("read_recording.py: " + text)


def row(content):
    """The numbers and the text of a row."""
    count, length = struct.unpack_from("<II", content)
    numbers = struct.unpack_from("<%dQ" % count, content, 8)
    end = 8 + 8 * count + length
    if len(content) != (end + 7) // 8 * 8 or any(content[end:]):
        fail("a row is not as long as it says")
    return numbers, content[8 + 8 * count:end].decode()


def kinds_of(content, kinds):
    """Counts the records of a chunk EVENTS."""
    at = 0
    while at < len(content):
        time, thread, kind, detail, value = struct.unpack_from("<QIHHQ", content, at)
        size = SIZES.get(kind, 24)
        if kind == 12:
            size = 32 + 16 * struct.unpack_from("<I", content, at + 24)[0]
        if not 1 <= kind <= 13 or time >= 1 << 62:
            fail("a record that is none")
        kinds[kind] = kinds.get(kind, 0) + 1
        at += size
    if at != len(content):
        fail("a record goes over the end of its chunk")


def main():
    data = open(sys.argv[1], "rb").read()
    magic, version, mark, size, event, slots, reasons, kinds_known, flags = struct.unpack_from("<8s8I", data)
    realtime, begun, zero, crc = struct.unpack_from("<QQII", data, 40)
    if (magic, version, mark, size, event, zero) != (b"GILSCREC", 1, 0x01020304, 64, 24, 0):
        fail("another header")
    if crc != zlib.crc32(data[:60]):
        fail("the header's CRC")
    at, number, kinds, processes, threads, ended = 64, 0, {}, 0, 0, None
    rows = []
    while at < len(data):
        kind, size, counted, crc = struct.unpack_from("<4I", data, at)
        content = data[at + 16:at + 16 + size]
        if counted != number or size % 8 or len(content) != size or crc != zlib.crc32(content, zlib.crc32(data[at:at + 12])):
            fail("chunk %d" % number)
        if ended is not None:
            fail("something follows END")
        if kind == 1:
            kinds_of(content, kinds)
        elif kind in (2, 5):
            numbers, text = row(content)
            if len(numbers) != 13 or text or processes or threads:
                fail("ACCOUNTS or END")
            if numbers[2] != sum(kinds.values()):
                fail("%d events, not %d" % (sum(kinds.values()), numbers[2]))
            if kind == 5:
                ended = numbers
            else:
                processes, rows = numbers[1], []
        elif kind == 3:
            numbers, text = row(content)
            if len(numbers) != 31 + 4 * 8 + 4 * slots or not processes or threads:
                fail("PROCESS with %d numbers" % len(numbers))
            processes -= 1
            threads = numbers[0]
        elif kind == 4:
            numbers, text = row(content)
            if len(numbers) != 20 + 2 * reasons + 2 * 8 + 2 * slots or not threads:
                fail("THREAD with %d numbers" % len(numbers))
            threads -= 1
            waits = 17 + 2 * reasons
            rows.append((numbers[0], text, numbers[11], numbers[12], numbers[waits + 1], numbers[waits + 9],
                         sum(numbers[waits + 16 + slots:waits + 16 + 2 * slots])))
        at += 16 + size
        number += 1
    if ended is None:
        fail("no END")
    print(realtime // 10**9, begun, ended[0], flags, *("%d:%d" % pair for pair in sorted(kinds.items())))
    for values in sorted(rows):
        print(*values)


main()
