/* The blocking layer: sockets and the lookup of names.  GIL held by the caller,
 * released meanwhile; errno survives. */
#ifndef GILPY_THREAD_BLOCKING_SOCKET_H
#define GILPY_THREAD_BLOCKING_SOCKET_H

#include <netdb.h>
#include <sys/socket.h>

#include "thread/blocking.h"

/* As in blocking.h: -2: a signal handler raised an exception. */
int64_t block_recvfrom(int fd, void *buf, size_t n, int flags, struct sockaddr *from, socklen_t *len);
int64_t block_sendto(int fd, const void *buf, size_t n, int flags, const struct sockaddr *to, socklen_t len);
int block_accept(int fd, struct sockaddr *addr, socklen_t *len);
int block_connect(int fd, const struct sockaddr *addr, socklen_t len);
/* As the system calls of those names; never -2. */
int block_socket(int family, int type, int protocol);
int block_socketpair(int family, int type, int protocol, int fds[2]);
int block_bind(int fd, const struct sockaddr *addr, socklen_t len);
int block_listen(int fd, int backlog);
int block_shutdown(int fd, int how);
int block_getsockname(int fd, struct sockaddr *addr, socklen_t *len);
int block_getpeername(int fd, struct sockaddr *addr, socklen_t *len);
int block_getsockopt(int fd, int level, int option, void *value, socklen_t *len);
int block_setsockopt(int fd, int level, int option, const void *value, socklen_t len);
/* As getaddrinfo(); never -2: it deals with signals itself. */
int block_getaddrinfo(const char *host, const char *service, const struct addrinfo *hints, struct addrinfo **list);

#endif
