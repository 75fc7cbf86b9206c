/* Socket addresses: Python values to what the kernel wants, and back; names. */
#ifndef GILPY_MODULES_SOCKET_ADDRESS_H
#define GILPY_MODULES_SOCKET_ADDRESS_H

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "core/object.h"

typedef struct SocketAddress {
    union {
        struct sockaddr any;
        struct sockaddr_in in;
        struct sockaddr_in6 in6;
        struct sockaddr_un un;
        struct sockaddr_storage room;
    };
    socklen_t length; /* of what is used */
} SocketAddress;

bool socket_family_known(int family);
/* v as an address of the family, host names looked up; false: exception set. */
bool address_arg(const char *fname, int family, Val v, SocketAddress *out);
Val address_value(const SocketAddress *a); /* None for no address */
Val address_error_type(void);              /* socket.gaierror: new reference */

extern const MethodDef socket_address_methods[];

#endif
