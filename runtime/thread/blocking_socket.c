/* The blocking layer: sockets and the lookup of names. */
#include "thread/blocking_socket.h"

#include "thread/blocking_call.h"

static int64_t plain_recvfrom(int fd, void *buf, size_t n, int flags, struct sockaddr *from, socklen_t *len) {
    RETRY(int64_t, recvfrom(fd, buf, n, flags, from, len));
}
int64_t block_recvfrom(int fd, void *buf, size_t n, int flags, struct sockaddr *from, socklen_t *len) {
    return ended(plain_recvfrom(fd, buf, n, flags, from, len), NULL);
}
int64_t block_sendto(int fd, const void *buf, size_t n, int flags, const struct sockaddr *to, socklen_t len) {
    RETRY(int64_t, sendto(fd, buf, n, flags | MSG_NOSIGNAL, to, len));
}
static int plain_accept(int fd, struct sockaddr *addr, socklen_t *len) {
    RETRY(int, accept4(fd, addr, len, SOCK_CLOEXEC));
}
int block_accept(int fd, struct sockaddr *addr, socklen_t *len) {
    return (int)ended(plain_accept(fd, addr, len), close_dropped);
}

int block_connect(int fd, const struct sockaddr *addr, socklen_t len) {
    Thread *t = thread_current;
    if (interrupted(t))
        return -2;
    blocking_begin(t);
    int r = connect(fd, addr, len);
    blocking_end(t);
    if (r == 0 || errno != EINTR)
        return r;
    /* An interrupted connect goes on by itself: wait for its end. */
    struct pollfd p = {fd, POLLOUT, 0};
    r = block_poll(&p, 1, -1);
    if (r < 0)
        return r;
    int e = 0;
    socklen_t n = sizeof e;
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &e, &n) < 0)
        return -1;
    errno = e;
    return e ? -1 : 0;
}

/* These may wait for a thread that is inside the same socket, or for a file system. */
int block_socket(int family, int type, int protocol) { return WITHOUT_GIL(socket(family, type, protocol)); }
int block_socketpair(int family, int type, int protocol, int fds[2]) {
    return WITHOUT_GIL(socketpair(family, type, protocol, fds));
}
int block_bind(int fd, const struct sockaddr *addr, socklen_t len) { return WITHOUT_GIL(bind(fd, addr, len)); }
int block_listen(int fd, int backlog) { return WITHOUT_GIL(listen(fd, backlog)); }
int block_shutdown(int fd, int how) { return WITHOUT_GIL(shutdown(fd, how)); }
int block_getsockname(int fd, struct sockaddr *addr, socklen_t *len) { return WITHOUT_GIL(getsockname(fd, addr, len)); }
int block_getpeername(int fd, struct sockaddr *addr, socklen_t *len) { return WITHOUT_GIL(getpeername(fd, addr, len)); }
int block_getsockopt(int fd, int level, int option, void *value, socklen_t *len) {
    return WITHOUT_GIL(getsockopt(fd, level, option, value, len));
}
int block_setsockopt(int fd, int level, int option, const void *value, socklen_t len) {
    return WITHOUT_GIL(setsockopt(fd, level, option, value, len));
}

int block_getaddrinfo(const char *host, const char *service, const struct addrinfo *hints, struct addrinfo **list) {
    return WITHOUT_GIL(getaddrinfo(host, service, hints, list));
}
