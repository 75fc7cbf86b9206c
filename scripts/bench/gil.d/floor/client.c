/* The clients of the echo servers: processes of their own, so that no GIL is in their way. */
#include "floor.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define THINK (SECOND / 1000)
#define PATIENCE 15 /* seconds for one reply */

int dial(int type, const char *port) {
    int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0), one = 1;
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
        .sin_port = htons((uint16_t)atoi(port)),
    };
    struct timeval patience = {PATIENCE, 0};
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) < 0 ||
        (type == SOCK_STREAM && setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one) < 0) ||
        connect(fd, (struct sockaddr *)&address, sizeof address) < 0) {
        if (fd >= 0)
            close(fd);
        return -1;
    }
    return fd;
}

static int connected(int type, const char *port) {
    int fd = dial(type, port);
    if (fd < 0)
        fail("cannot connect");
    return fd;
}

static int64_t round_trip(int fd, size_t size) {
    static char data[1024];
    memset(data, '-', sizeof data);
    int64_t before = now_ns();
    if (send(fd, data, size, MSG_NOSIGNAL) != (ssize_t)size)
        fail("send");
    ssize_t got = recv(fd, data, size, 0);
    int64_t took = now_ns() - before;
    if (got != (ssize_t)size)
        fail("no reply");
    return took;
}

static void measure(int fd, size_t size, int64_t think, double seconds) {
    Figures trips = {0};
    round_trip(fd, size); /* until the server has accepted */
    int64_t end = now_ns() + (int64_t)(seconds * SECOND);
    do {
        if (think)
            sleep_ns(think);
        add(&trips, round_trip(fd, size));
    } while (now_ns() < end);
    show("round_trip_ns", &trips);
}

void echo_client(const char *port, double seconds) {
    int fd = connected(SOCK_STREAM, port);
    measure(fd, 16, THINK, seconds);
    close(fd);
}

void packets_client(const char *port, double seconds) {
    int fd = connected(SOCK_DGRAM, port);
    measure(fd, 1024, 0, seconds);
    if (send(fd, "end", 3, 0) != 3)
        fail("send");
    close(fd);
}
