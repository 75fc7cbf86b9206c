/*
 * links.h - what a session has attached, until session_detach(). Functions return 0, or -1 having said why.
 */
#ifndef GILSCOPE_LINKS_H
#define GILSCOPE_LINKS_H

#include "session.h"

/* Takes the link, also if it fails. */
int links_keep(struct session *session, struct bpf_link *link);

/* A link that libbpf does not know. Takes the descriptor, also if it fails. */
int links_keep_descriptor(struct session *session, int fd);

#endif
