/* http.c - see http.h. */
#include "http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <microhttpd.h>

#include "session.h"
#include "text.h"

#define MAX_LISTENERS 8
#define MAX_CONNECTIONS 16
#define MAX_SECONDS 10
#define MAX_REQUEST 16384
#define MAX_ROUNDS 64 /* of one http_serve() */

struct connection {
	int fd; /* -1: not in use */
	uint64_t since;
	int answered;
};

struct listener {
	struct http *http;
	struct MHD_Daemon *daemon;
	int loopback;
	struct connection connections[MAX_CONNECTIONS];
};

struct http {
	http_fn *function;
	void *context;
	int epoll;
	struct listener listeners[MAX_LISTENERS];
	size_t count;
};

/* The library's own words for a response that can be sent more than once. */
struct http_page *http_page_new(char *text, size_t size, const char *type)
{
	struct MHD_Response *response = MHD_create_response_from_buffer(size, text, MHD_RESPMEM_MUST_FREE);

	if (!response) {
		free(text);
		say("out of memory");
		return NULL;
	}
	if (MHD_add_response_header(response, "Content-Type", type) != MHD_YES ||
	    MHD_add_response_header(response, "Cache-Control", "no-store") != MHD_YES ||
	    MHD_add_response_header(response, "X-Content-Type-Options", "nosniff") != MHD_YES ||
	    MHD_add_response_header(response, "Connection", "close") != MHD_YES) {
		MHD_destroy_response(response);
		say("out of memory");
		return NULL;
	}
	return (struct http_page *)response;
}

void http_page_free(struct http_page *page)
{
	if (page)
		MHD_destroy_response((struct MHD_Response *)page);
}

static enum MHD_Result refuse(struct MHD_Connection *connection, unsigned status, const char *why)
{
	char *text = strdup(why);
	struct http_page *page = text ? http_page_new(text, strlen(text), "text/plain; charset=utf-8") : NULL;
	enum MHD_Result result;

	if (!page)
		return MHD_NO;
	if (status == MHD_HTTP_METHOD_NOT_ALLOWED)
		MHD_add_response_header((struct MHD_Response *)page, "Allow", "GET, HEAD");
	result = MHD_queue_response(connection, status, (struct MHD_Response *)page);
	http_page_free(page);
	return result;
}

static int is_loopback(const struct sockaddr *address)
{
	const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)address;

	if (address->sa_family == AF_INET)
		return ntohl(((const struct sockaddr_in *)address)->sin_addr.s_addr) >> 24 == 127;
	return IN6_IS_ADDR_LOOPBACK(&six->sin6_addr) ||
	       (IN6_IS_ADDR_V4MAPPED(&six->sin6_addr) && six->sin6_addr.s6_addr[12] == 127);
}

/* Takes "name", "name:80", "[::1]" and "[::1]:80" apart. 0, or -1 if it is none of these. */
static int split_address(const char *text, char name[64], const char **port)
{
	const char *end = text[0] == '[' ? strchr(text, ']') : text + strcspn(text, ":");
	size_t bracket = text[0] == '[';

	if (!end || (size_t)(end - text) - bracket >= 64)
		return -1;
	memcpy(name, text + bracket, end - text - bracket);
	name[end - text - bracket] = '\0';
	end += bracket;
	*port = *end == ':' ? end + 1 : end;
	return (*end && *end != ':') || strspn(*port, "0123456789") != strlen(*port) ? -1 : 0;
}

static int host_is_loopback(const char *host)
{
	struct sockaddr_in four = { .sin_family = AF_INET };
	struct sockaddr_in6 six = { .sin6_family = AF_INET6 };
	const char *port;
	char name[64];

	if (!host || split_address(host, name, &port))
		return 0;
	if (host[0] == '[')
		return inet_pton(AF_INET6, name, &six.sin6_addr) == 1 && is_loopback((struct sockaddr *)&six);
	return strcasecmp(name, "localhost") == 0 ||
	       (inet_pton(AF_INET, name, &four.sin_addr) == 1 && is_loopback((struct sockaddr *)&four));
}

struct hosts {
	const char *host;
	int count;
};

static enum MHD_Result count_host(void *context, enum MHD_ValueKind kind, const char *name, const char *value)
{
	struct hosts *hosts = context;

	(void)kind;
	if (strcasecmp(name, "Host") == 0) {
		hosts->host = value;
		hosts->count++;
	}
	return MHD_YES;
}

/* Whatever the answer will be, from here on a client may have sent all that it will. */
static void note_answer(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	struct connection *entry = info ? info->socket_context : NULL;

	if (entry)
		entry->answered = 1;
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url, const char *method,
				  const char *version, const char *body, size_t *body_size, void **state)
{
	struct listener *listener = context;
	struct hosts hosts = { NULL, 0 };
	unsigned status = MHD_HTTP_NOT_FOUND;
	struct http_page *page;

	(void)version;
	(void)body;
	(void)body_size;
	(void)state;
	note_answer(connection);
	MHD_get_connection_values(connection, MHD_HEADER_KIND, count_host, &hosts);
	if (hosts.count > 1)
		return refuse(connection, MHD_HTTP_BAD_REQUEST, "More than one Host.\n");
	if (listener->loopback && !host_is_loopback(hosts.host))
		return refuse(connection, MHD_HTTP_FORBIDDEN, "Ask for localhost, or listen on another address.\n");
	if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0)
		return refuse(connection, MHD_HTTP_METHOD_NOT_ALLOWED, "GET and HEAD only.\n");
	page = listener->http->function(listener->http->context, url,
					MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Accept"), &status);
	if (!page)
		return refuse(connection, status, status == MHD_HTTP_NOT_FOUND ? "There is /metrics.\n" : "Not now.\n");
	return MHD_queue_response(connection, MHD_HTTP_OK, (struct MHD_Response *)page);
}

static void on_connection(void *context, struct MHD_Connection *connection, void **state,
			  enum MHD_ConnectionNotificationCode code)
{
	struct listener *listener = context;
	struct connection *entry = *state;

	if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
		if (entry)
			entry->fd = -1;
		return;
	}
	for (int i = 0; i < MAX_CONNECTIONS; i++) {
		entry = &listener->connections[i];
		if (entry->fd < 0) {
			entry->fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
			entry->since = session_now();
			entry->answered = 0;
			*state = entry;
			return;
		}
	}
}

/*
 * Ends what the library would let wait. Its own limit is on silence, and a client that sends a byte now and then is
 * never silent. And when a client's last bytes and its end arrive together, the library reads the bytes and misses the
 * end.
 */
static void end_stuck(struct listener *listener)
{
	uint64_t now = session_now();
	char byte;

	for (int i = 0; i < MAX_CONNECTIONS; i++) {
		const struct connection *entry = &listener->connections[i];

		if (entry->fd < 0)
			continue;
		if (now - entry->since > MAX_SECONDS * 1000000000ULL ||
		    (!entry->answered && recv(entry->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0))
			shutdown(entry->fd, SHUT_RDWR);
	}
}

static int bind_to(const struct addrinfo *address)
{
	int fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), on = 1;

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (address->ai_family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
	if (bind(fd, address->ai_addr, address->ai_addrlen) || listen(fd, 128)) {
		int error = errno;

		close(fd);
		errno = error;
		return -1;
	}
	return fd;
}

static void say_where(int fd)
{
	struct sockaddr_storage address;
	socklen_t size = sizeof(address);
	char name[64], port[8];

	if (getsockname(fd, (struct sockaddr *)&address, &size) ||
	    getnameinfo((struct sockaddr *)&address, size, name, sizeof(name), port, sizeof(port),
			NI_NUMERICHOST | NI_NUMERICSERV))
		return;
	say(address.ss_family == AF_INET6 ? "listening on http://[%s]:%s/metrics" : "listening on http://%s:%s/metrics", name,
	    port);
}

static int start_daemon(struct http *http, int fd, int loopback)
{
	struct listener *listener = &http->listeners[http->count];
	struct epoll_event event = { .events = EPOLLIN };
	const union MHD_DaemonInfo *info;

	listener->http = http;
	listener->loopback = loopback;
	for (int i = 0; i < MAX_CONNECTIONS; i++)
		listener->connections[i].fd = -1;
	listener->daemon = MHD_start_daemon(MHD_USE_EPOLL, 0, NULL, NULL, on_request, listener,
		MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_CONNECTION_LIMIT, (unsigned)MAX_CONNECTIONS,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)MAX_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)MAX_REQUEST,
		MHD_OPTION_NOTIFY_CONNECTION, on_connection, listener, MHD_OPTION_END);
	if (!listener->daemon) {
		close(fd);
		return say("cannot start the HTTP server");
	}
	http->count++;
	info = MHD_get_daemon_info(listener->daemon, MHD_DAEMON_INFO_EPOLL_FD);
	if (!info || epoll_ctl(http->epoll, EPOLL_CTL_ADD, info->epoll_fd, &event))
		return say("cannot wait for the HTTP server: %s", strerror(errno));
	say_where(fd);
	return 0;
}

/* 0, or -1 having said why; 1 if this machine has no such address. */
static int listen_on(struct http *http, const char *text)
{
	struct addrinfo hints = { .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM };
	struct addrinfo *address = NULL;
	const char *port;
	char name[64];
	int fd, loopback;

	if (http->count == MAX_LISTENERS)
		return say("more than %d addresses to listen on", MAX_LISTENERS);
	if (split_address(text, name, &port) || !*port || strtoul(port, NULL, 10) > 65535 || strlen(port) > 5 || !name[0] ||
	    getaddrinfo(name, port, &hints, &address))
		return say("cannot listen on '%s': not an address and port such as 127.0.0.1:9857 or [::1]:9857", text);
	fd = bind_to(address);
	loopback = is_loopback(address->ai_addr);
	freeaddrinfo(address);
	if (fd < 0 && (errno == EAFNOSUPPORT || errno == EADDRNOTAVAIL))
		return 1;
	if (fd < 0)
		return say("cannot listen on %s: %s", text, strerror(errno));
	return start_daemon(http, fd, loopback);
}

static int listen_default(struct http *http, unsigned port)
{
	static const char *const forms[] = { "127.0.0.1:%u", "[::1]:%u" };
	char text[64];

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		snprintf(text, sizeof(text), forms[i], port);
		if (listen_on(http, text) < 0)
			return -1;
	}
	return http->count ? 0 : say("this machine has no loopback address to listen on");
}

struct http *http_open(const char *const *addresses, size_t count, unsigned port, http_fn *function, void *context)
{
	struct http *http = calloc(1, sizeof(*http));
	int result = 0;

	if (!http) {
		say("out of memory");
		return NULL;
	}
	http->function = function;
	http->context = context;
	http->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (http->epoll < 0)
		result = say("cannot wait for connections: %s", strerror(errno));
	else if (!count)
		result = listen_default(http, port);
	for (size_t i = 0; i < count && !result; i++) {
		result = listen_on(http, addresses[i]);
		if (result > 0)
			say("cannot listen on %s: this machine has no such address", addresses[i]);
	}
	if (!result)
		return http;
	http_close(http);
	return NULL;
}

int http_fd(const struct http *http)
{
	return http->epoll;
}

/* 1: the library wants to go on at once. */
static int serve_one(struct listener *listener)
{
	MHD_UNSIGNED_LONG_LONG timeout;

	for (int round = 0; round < MAX_ROUNDS; round++) {
		MHD_run(listener->daemon);
		if (MHD_get_timeout(listener->daemon, &timeout) != MHD_YES || timeout)
			return 0;
	}
	return 1;
}

int http_serve(struct http *http)
{
	int again = 0;

	for (size_t i = 0; i < http->count; i++) {
		end_stuck(&http->listeners[i]);
		again |= serve_one(&http->listeners[i]);
	}
	return again;
}

void http_close(struct http *http)
{
	if (!http)
		return;
	for (size_t i = 0; i < http->count; i++)
		MHD_stop_daemon(http->listeners[i].daemon);
	if (http->epoll >= 0)
		close(http->epoll);
	free(http);
}
