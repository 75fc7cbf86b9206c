/* Character properties (Unicode 14, as CPython 3.11). */
#ifndef GILPY_OBJECTS_UNICODE_H
#define GILPY_OBJECTS_UNICODE_H

#include <stdbool.h>
#include <stdint.h>

enum { /* in the order of gen_unicode.py */
    UC_ALPHA = 1 << 0, UC_DECIMAL = 1 << 1, UC_DIGIT = 1 << 2, UC_NUMERIC = 1 << 3,
    UC_SPACE = 1 << 4, UC_UPPER = 1 << 5, UC_LOWER = 1 << 6, UC_TITLE = 1 << 7,
    UC_PRINTABLE = 1 << 8, UC_ID_START = 1 << 9, UC_ID_CONTINUE = 1 << 10,
    UC_CASE_IGNORABLE = 1 << 11, UC_LINEBREAK = 1 << 12, UC_EXTENDED = 1 << 13,
    UC_CASED = UC_UPPER | UC_LOWER | UC_TITLE,
};

typedef struct UnicodeRecord {
    uint16_t flags;
    uint8_t decimal, digit;
    int32_t map[4]; /* by UnicodeCase: distance, or with UC_EXTENDED a place */
} UnicodeRecord;

typedef enum UnicodeCase { CASE_UPPER, CASE_LOWER, CASE_TITLE, CASE_FOLD } UnicodeCase;

const UnicodeRecord *unicode_record(uint32_t c);
extern const uint16_t unicode_ascii_flags[128];
static inline bool unicode_is(uint32_t c, unsigned flags) {
    return (c < 128 ? unicode_ascii_flags[c] : unicode_record(c)->flags) & flags;
}
/* The full mapping: 1 to 3 characters into out; their count. */
int unicode_map(uint32_t c, UnicodeCase to, uint32_t out[3]);
/* -1 if c is no decimal digit. */
static inline int unicode_decimal(uint32_t c) {
    const UnicodeRecord *r = unicode_record(c);
    return r->flags & UC_DECIMAL ? r->decimal : -1;
}

#endif
