/*
 * http.h - a small HTTP server within the main loop: no thread of its own, nothing waits for a client.
 *
 * GET and HEAD only, one request a connection. An address takes 16 connections at a time, the rest waits in the
 * kernel's queue; after 10 s a connection is closed, however busy; a request's head has at most some 16 KiB. What
 * listens on a loopback address answers only those who asked for such an address or "localhost", so that no page of a
 * browser on this machine can read it through a name that was made to point here.
 */
#ifndef GILSCOPE_HTTP_H
#define GILSCOPE_HTTP_H

#include <stddef.h>

struct http;
struct http_page; /* what is sent, to any number of clients; lives until all have it and its owner lets go of it */

/* Takes over `text`, which came from malloc; freed in any case. NULL: out of memory, said. `type` is copied. */
struct http_page *http_page_new(char *text, size_t size, const char *type);
void http_page_free(struct http_page *page);

/*
 * The page of this path, for a client that sent this header Accept (or NULL). The page stays the function's own. NULL:
 * there is none, and *status, which is 404, may be made another one.
 */
typedef struct http_page *http_fn(void *context, const char *path, const char *accept, unsigned *status);

/*
 * Listens on numeric addresses, "127.0.0.1:80" or "[::1]:80"; port 0 takes a free one. Says on stderr where. Without
 * any (count 0) on both loopback addresses with `port`, or one if the machine has only one. NULL, having said what is
 * wrong.
 */
struct http *http_open(const char *const *addresses, size_t count, unsigned port, http_fn *function, void *context);

/* Readable when there is something to do. */
int http_fd(const struct http *http);

/* Does what there is to do; call it when http_fd() is readable, and ten times a second. 1: call it again at once. */
int http_serve(struct http *http);

/* NULL is fine. */
void http_close(struct http *http);

#endif
