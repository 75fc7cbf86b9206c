#!/usr/bin/python3.11
"""Writes unicode_ident.c: the tables of characters that may begin or continue an identifier (XID_Start, XID_Continue)
and of those that are printable, from the Unicode version of the Python that runs it (3.11 has 14.0)."""
import unicodedata


def ranges(predicate):
    out, start = [], None
    for c in range(0x80, 0x110000):
        if predicate(chr(c)):
            if start is None:
                start = c
        elif start is not None:
            out.append((start, c - 1))
            start = None
    if start is not None:
        out.append((start, 0x10FFFF))
    return out


def table(name, rows):
    print(f"static const Range {name}[] = {{")
    line = "   "
    for lo, hi in rows:
        item = f" {{0x{lo:X}, 0x{hi:X}}},"
        if len(line) + len(item) > 118:
            print(line)
            line = "   "
        line += item
    print(line)
    print("};\n")


print(f"""/* Made by unicode_ident_gen.py from Unicode {unicodedata.unidata_version}. Change that, not this. */
#include "unicode_ident.h"

#include <stddef.h>

typedef struct {{
    uint32_t first, last;
}} Range;
""")
table("start_ranges", ranges(str.isidentifier))
table("continue_ranges", ranges(lambda c: ("a" + c).isidentifier()))
table("printable_ranges", ranges(str.isprintable))
print("""static bool in_table(const Range *table, size_t n, uint32_t c)
{
    size_t lo = 0, hi = n;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (c > table[mid].last) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo < n && c >= table[lo].first;
}

#define IN_TABLE(table, c) in_table(table, sizeof table / sizeof table[0], c)

bool unicode_is_ident_start(uint32_t c)
{
    if (c < 0x80) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }
    return IN_TABLE(start_ranges, c);
}

bool unicode_is_ident_continue(uint32_t c)
{
    if (c < 0x80) {
        return (c >= '0' && c <= '9') || unicode_is_ident_start(c);
    }
    return IN_TABLE(continue_ranges, c);
}

bool unicode_is_printable(uint32_t c)
{
    if (c < 0x80) {
        return c >= 0x20 && c < 0x7F;
    }
    return IN_TABLE(printable_ranges, c);
}""")
