/*
 * assets.h - the files of report/ as they are compiled in: what a page or a picture is made of beside its figures. Each
 * ends in a NUL.
 */
#ifndef GILSCOPE_ASSETS_H
#define GILSCOPE_ASSETS_H

extern const char asset_page_html[], asset_process_html[]; /* with slots, see views/page.c */
extern const char asset_style[], asset_script[];           /* of the page */
extern const char asset_flame_css[], asset_flame_js[]; /* of a flame graph alone; those of the page begin with them */
extern const char asset_style_hash[], asset_script_hash[]; /* as a content security policy has them: sha256-... */

#endif
