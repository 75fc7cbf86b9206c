#!/usr/bin/env python3.11
"""Writes unicode_tables.inc: the character properties that str needs, of the
Unicode version of the Python that runs this (3.11: Unicode 14.0.0).

    python3.11 gen_unicode.py > unicode_tables.inc

Two-level tables: a code point's block (code >> 7) selects 128 indexes of
records; a record holds flags, digit values and case mappings (as distances,
or as places in a table of longer mappings).
"""
import sys
import unicodedata

FLAGS = ["ALPHA", "DECIMAL", "DIGIT", "NUMERIC", "SPACE", "UPPER", "LOWER", "TITLE",
         "PRINTABLE", "ID_START", "ID_CONTINUE", "CASE_IGNORABLE", "LINEBREAK", "EXTENDED"]
BIT = {name: 1 << i for i, name in enumerate(FLAGS)}
SHIFT = 7


def case_ignorable(ch):
    # str.lower() looks at it when it decides about a final sigma
    return ("A" + ch + "\u03a3").lower()[-1] == "\u03c2" and (ch + "\u03a3").lower()[-1] == "\u03c3"


def main():
    extended = [0]
    places = {}
    records, record_index, codes = [], {}, []

    def place(text):
        if text not in places:
            places[text] = len(extended)
            extended.append(len(text))
            extended.extend(map(ord, text))
        return places[text]

    for code in range(0x110000):
        ch = chr(code)
        flags = 0
        for name, test in (("ALPHA", ch.isalpha()), ("DECIMAL", ch.isdecimal()),
                           ("DIGIT", ch.isdigit()), ("NUMERIC", ch.isnumeric()),
                           ("SPACE", ch.isspace()), ("UPPER", ch.isupper()),
                           ("LOWER", ch.islower()), ("TITLE", unicodedata.category(ch) == "Lt"),
                           ("PRINTABLE", ch.isprintable()),
                           ("ID_START", ch.isidentifier() and ch != "_"),
                           ("ID_CONTINUE", ("a" + ch).isidentifier()),
                           ("CASE_IGNORABLE", case_ignorable(ch)),
                           ("LINEBREAK", len(("a" + ch + "b").splitlines()) == 2)):
            if test:
                flags |= BIT[name]
        maps = [ch.upper(), ch.lower(), ch.title(), ch.casefold()]
        if all(len(m) == 1 for m in maps):
            values = [ord(m) - code for m in maps]
        else:
            flags |= BIT["EXTENDED"]
            values = [place(m) for m in maps]
        decimal = unicodedata.decimal(ch, 0)
        digit = unicodedata.digit(ch, 0)
        key = (flags, decimal, digit, *values)
        if key not in record_index:
            record_index[key] = len(records)
            records.append(key)
        codes.append(record_index[key])

    blocks, block_index, index1 = [], {}, []
    for start in range(0, 0x110000, 1 << SHIFT):
        block = tuple(codes[start:start + (1 << SHIFT)])
        if block not in block_index:
            block_index[block] = len(blocks)
            blocks.append(block)
        index1.append(block_index[block])

    def array(kind, name, values):
        print(f"static const {kind} {name}[] = {{")
        line = ""
        for v in values:
            item = f"{v},"
            if len(line) + len(item) > 100:
                print(line)
                line = ""
            line += item
        print(line)
        print("};")

    print("/* Made by gen_unicode.py; do not edit.  Unicode", unicodedata.unidata_version, "*/")
    print(f"#define UNICODE_SHIFT {SHIFT}")
    print("static const UnicodeRecord records[] = {")
    for r in records:
        print("{%d,%d,%d,{%d,%d,%d,%d}}," % r)
    print("};")
    array("uint16_t", "index1", index1)
    array("uint16_t" if len(records) > 255 else "uint8_t", "index2",
          [i for b in blocks for i in b])
    array("uint32_t", "extended", extended)
    ascii_flags = ",".join(str(records[c][0]) for c in codes[:128])
    print(f"const uint16_t unicode_ascii_flags[128] = {{\n{ascii_flags}\n}};")
    if max(index1) > 0xffff or len(records) > 0xffff:
        sys.exit("tables too large for their types")


main()
