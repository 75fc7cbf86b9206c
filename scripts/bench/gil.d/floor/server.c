/* The echo servers. */
#include "floor.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* A socket on the loopback device, on a port of the kernel's choice, which is shown. */
static int bound_socket(int type) {
    int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, size) < 0 ||
        getsockname(fd, (struct sockaddr *)&address, &size) < 0 || (type == SOCK_STREAM && listen(fd, 1) < 0))
        fail("a socket on the loopback device");
    printf("port %d\n", ntohs(address.sin_port));
    fflush(stdout);
    return fd;
}

static void *echo_thread(void *arg) {
    int one = 1, fd = accept(*(int *)arg, NULL, NULL);
    char data[1024];
    ssize_t size;
    if (fd < 0 || setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one) < 0)
        fail("accept");
    while ((size = recv(fd, data, sizeof data, 0)) > 0)
        if (send(fd, data, (size_t)size, MSG_NOSIGNAL) != size)
            fail("send");
    return NULL;
}

void echo(const char *hogs, double seconds) {
    (void)seconds;
    start_hogs(atoi(hogs));
    int listener = bound_socket(SOCK_STREAM);
    pthread_join(start(echo_thread, &listener), NULL);
}

static void *packets_thread(void *arg) {
    int fd = *(int *)arg;
    char data[2048];
    for (;;) {
        struct sockaddr_in sender;
        socklen_t length = sizeof sender;
        ssize_t size = recvfrom(fd, data, sizeof data, 0, (struct sockaddr *)&sender, &length);
        if (size < 0)
            fail("recvfrom");
        if (size >= 3 && memcmp(data, "end", 3) == 0)
            return NULL;
        if (sendto(fd, data, (size_t)size, 0, (struct sockaddr *)&sender, length) != size)
            fail("sendto");
    }
}

void packets(const char *hogs, double seconds) {
    (void)seconds;
    start_hogs(atoi(hogs));
    int fd = bound_socket(SOCK_DGRAM);
    pthread_join(start(packets_thread, &fd), NULL);
}
