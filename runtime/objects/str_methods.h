/* The methods of str, spread over str_methods.c, str_case.c and str_split.c. */
#ifndef GILPY_OBJECTS_STR_METHODS_H
#define GILPY_OBJECTS_STR_METHODS_H

#include "core/err.h"
#include "objects/str.h"

#define STR_METHOD(name)                                                       \
    Val name(Val *args, __attribute__((unused)) int nargs,                     \
             __attribute__((unused)) Val kwnames)

STR_METHOD(str_m_upper);
STR_METHOD(str_m_lower);
STR_METHOD(str_m_casefold);
STR_METHOD(str_m_swapcase);
STR_METHOD(str_m_capitalize);
STR_METHOD(str_m_title);
STR_METHOD(str_m_isalpha);
STR_METHOD(str_m_isdecimal);
STR_METHOD(str_m_isdigit);
STR_METHOD(str_m_isnumeric);
STR_METHOD(str_m_isspace);
STR_METHOD(str_m_isalnum);
STR_METHOD(str_m_isprintable);
STR_METHOD(str_m_isascii);
STR_METHOD(str_m_isidentifier);
STR_METHOD(str_m_isupper);
STR_METHOD(str_m_islower);
STR_METHOD(str_m_istitle);
STR_METHOD(str_m_split);
STR_METHOD(str_m_rsplit);
STR_METHOD(str_m_splitlines);
STR_METHOD(str_m_partition);
STR_METHOD(str_m_rpartition);

#endif
