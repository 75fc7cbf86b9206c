/*
 * assets.h - the files of report/ as they are compiled in: what a page or a picture is made of beside its figures. Each
 * ends in a NUL.
 */
#ifndef GILSCOPE_ASSETS_H
#define GILSCOPE_ASSETS_H

extern const char asset_page_html[];    /* with slots, see page.c */
extern const char asset_process_html[];
extern const char asset_style_css[], asset_script_js[];
extern const char asset_flame_css[], asset_flame_js[]; /* of flame graphs, alone or in a page */

/*
 * What the page's content security policy calls them, "sha256-" and base64: of flame.css and style.css one after the
 * other, and of flame.js and script.js.
 */
extern const char asset_style_hash[], asset_script_hash[];

#endif
