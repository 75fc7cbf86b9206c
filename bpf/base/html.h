/*
 * html.h - text for HTML and SVG. The one writer that escapes for them: between tags and in attributes with quotes
 * around them, where the same escapes serve. JSON inside a page is the business of json.h.
 */
#ifndef GILSCOPE_HTML_H
#define GILSCOPE_HTML_H

#include <stddef.h>
#include <stdio.h>

/*
 * Writes valid UTF-8 with whatever HTML, XML or a reader's eye could take for something else escaped: markup as
 * character references, control characters and those of bidi as \u and digits. Cut with an ellipsis after `columns`
 * characters, 0: as long as it is.
 */
void html_text(FILE *out, const char *text, size_t columns);

#endif
