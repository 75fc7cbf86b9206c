#include "objects/unicode.h"

#include "objects/unicode_tables.inc"

const UnicodeRecord *unicode_record(uint32_t c) {
    if (c >= 0x110000)
        return &records[0];
    uint32_t block = index1[c >> UNICODE_SHIFT];
    return &records[index2[(block << UNICODE_SHIFT) + (c & ((1 << UNICODE_SHIFT) - 1))]];
}

int unicode_map(uint32_t c, UnicodeCase to, uint32_t out[3]) {
    const UnicodeRecord *r = unicode_record(c);
    int32_t m = r->map[to];
    if (!(r->flags & UC_EXTENDED)) {
        out[0] = (uint32_t)((int32_t)c + m);
        return 1;
    }
    int n = (int)extended[m];
    for (int i = 0; i < n; i++)
        out[i] = extended[m + 1 + i];
    return n;
}
