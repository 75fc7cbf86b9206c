/*
 * screen.h - the terminal, by ncurses: shows a canvas, reads keys. There is one.
 *
 * The terminal is restored when the screen is closed, while gilscope is stopped (Ctrl-Z), and when a signal ends
 * gilscope.
 */
#ifndef GILSCOPE_SCREEN_H
#define GILSCOPE_SCREEN_H

#include "canvas.h"

/* Are stdin and stdout a terminal that can show one? */
int screen_possible(void);

/* From now on what say() says waits until the screen is closed. 0, or -1 having said why. */
int screen_open(void);

void screen_size(int *width, int *height);
void screen_show(const struct canvas *canvas);

/* A key: ASCII, or enum top_key; -1: none is waiting. Never blocks, but while gilscope is stopped. */
int screen_key(void);

/* Nothing if it is not open. */
void screen_close(void);

#endif
