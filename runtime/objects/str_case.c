/* Case and character class methods of str. */
#include "objects/str_methods.h"
#include "objects/unicode.h"

/* A sigma at the end of a word has its own small form. */
static uint32_t lower_sigma(const Str *s, int64_t i) {
    int64_t j = i - 1;
    while (j >= 0 && unicode_is(str_char(s, j), UC_CASE_IGNORABLE))
        j--;
    bool final = j >= 0 && unicode_is(str_char(s, j), UC_CASED);
    if (final) {
        j = i + 1;
        while (j < s->length && unicode_is(str_char(s, j), UC_CASE_IGNORABLE))
            j++;
        final = j == s->length || !unicode_is(str_char(s, j), UC_CASED);
    }
    return final ? 0x3c2 : 0x3c3;
}

static void put_mapped(StrBuf *b, const Str *s, int64_t i, UnicodeCase to) {
    uint32_t c = str_char(s, i), out[3];
    if (c == 0x3a3 && to == CASE_LOWER) {
        strbuf_char(b, lower_sigma(s, i));
        return;
    }
    int n = unicode_map(c, to, out);
    for (int k = 0; k < n; k++)
        strbuf_char(b, out[k]);
}

static Val map_ascii(const Str *s, bool upper) {
    Str *r = str_alloc(s->length, 0x7f);
    if (!r)
        return VAL_NULL;
    const uint8_t *p = str_data(s);
    uint8_t *o = str_data(r);
    uint8_t first = upper ? 'a' : 'A';
    const uint64_t ones = 0x0101010101010101;
    int64_t i = 0;
    for (; i + 8 <= s->length; i += 8) {
        /* eight at a time: the top bit of each byte tells whether it is >= first,
         * and whether it is > last; the letters are where the two differ */
        uint64_t w;
        memcpy(&w, p + i, 8);
        uint64_t from = w + ones * (0x80u - first), past = w + ones * (0x80u - first - 26);
        w ^= ((from ^ past) & ones * 0x80) >> 2;
        memcpy(o + i, &w, 8);
    }
    for (; i < s->length; i++)
        o[i] = (uint8_t)(p[i] - first) < 26 ? p[i] ^ 0x20 : p[i];
    return val_ptr(r);
}

static Val map_all(Val v, UnicodeCase to) {
    Str *s = as_str(v);
    if (s->length == 0)
        return str_empty();
    if (s->ascii)
        return map_ascii(s, to == CASE_UPPER);
    StrBuf b;
    strbuf_init(&b);
    for (int64_t i = 0; i < s->length; i++)
        put_mapped(&b, s, i, to);
    return strbuf_finish(&b);
}

STR_METHOD(str_m_upper) { return map_all(args[0], CASE_UPPER); }
STR_METHOD(str_m_lower) { return map_all(args[0], CASE_LOWER); }
STR_METHOD(str_m_casefold) { return map_all(args[0], CASE_FOLD); }

STR_METHOD(str_m_swapcase) {
    Str *s = as_str(args[0]);
    StrBuf b;
    strbuf_init(&b);
    for (int64_t i = 0; i < s->length; i++) {
        uint32_t c = str_char(s, i);
        if (unicode_is(c, UC_UPPER))
            put_mapped(&b, s, i, CASE_LOWER);
        else if (unicode_is(c, UC_LOWER))
            put_mapped(&b, s, i, CASE_UPPER);
        else
            strbuf_char(&b, c);
    }
    return strbuf_finish(&b);
}

STR_METHOD(str_m_capitalize) {
    Str *s = as_str(args[0]);
    StrBuf b;
    strbuf_init(&b);
    for (int64_t i = 0; i < s->length; i++)
        put_mapped(&b, s, i, i ? CASE_LOWER : CASE_TITLE);
    return strbuf_finish(&b);
}

STR_METHOD(str_m_title) {
    Str *s = as_str(args[0]);
    StrBuf b;
    strbuf_init(&b);
    bool inside = false;
    for (int64_t i = 0; i < s->length; i++) {
        put_mapped(&b, s, i, inside ? CASE_LOWER : CASE_TITLE);
        inside = unicode_is(str_char(s, i), UC_CASED);
    }
    return strbuf_finish(&b);
}

/* All characters have one of flags, and there is one at least. */
static Val all_are(Val v, unsigned flags) {
    Str *s = as_str(v);
    for (int64_t i = 0; i < s->length; i++)
        if (!unicode_is(str_char(s, i), flags))
            return VAL_FALSE;
    return val_bool(s->length > 0);
}

STR_METHOD(str_m_isalpha) { return all_are(args[0], UC_ALPHA); }
STR_METHOD(str_m_isdecimal) { return all_are(args[0], UC_DECIMAL); }
STR_METHOD(str_m_isdigit) { return all_are(args[0], UC_DIGIT); }
STR_METHOD(str_m_isnumeric) { return all_are(args[0], UC_NUMERIC); }
STR_METHOD(str_m_isspace) { return all_are(args[0], UC_SPACE); }
STR_METHOD(str_m_isalnum) {
    return all_are(args[0], UC_ALPHA | UC_DECIMAL | UC_DIGIT | UC_NUMERIC);
}
STR_METHOD(str_m_isprintable) {
    return as_str(args[0])->length ? all_are(args[0], UC_PRINTABLE) : VAL_TRUE;
}
STR_METHOD(str_m_isascii) { return val_bool(as_str(args[0])->ascii); }
STR_METHOD(str_m_isidentifier) { return val_bool(str_is_identifier(as_str(args[0]))); }

static Val all_cased(Val v, unsigned want, unsigned forbidden) {
    Str *s = as_str(v);
    bool cased = false;
    for (int64_t i = 0; i < s->length; i++) {
        uint32_t c = str_char(s, i);
        if (unicode_is(c, forbidden))
            return VAL_FALSE;
        cased |= unicode_is(c, want);
    }
    return val_bool(cased);
}
STR_METHOD(str_m_isupper) { return all_cased(args[0], UC_UPPER, UC_LOWER | UC_TITLE); }
STR_METHOD(str_m_islower) { return all_cased(args[0], UC_LOWER, UC_UPPER | UC_TITLE); }

STR_METHOD(str_m_istitle) {
    Str *s = as_str(args[0]);
    bool inside = false, any = false;
    for (int64_t i = 0; i < s->length; i++) {
        uint32_t c = str_char(s, i);
        if (unicode_is(c, UC_UPPER | UC_TITLE)) {
            if (inside)
                return VAL_FALSE;
            inside = any = true;
        } else if (unicode_is(c, UC_LOWER)) {
            if (!inside)
                return VAL_FALSE;
            inside = any = true;
        } else {
            inside = false;
        }
    }
    return val_bool(any);
}
