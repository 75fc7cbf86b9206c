/* links.c - see links.h. */
#include "links.h"

#include <stdlib.h>
#include <unistd.h>

#include <bpf/libbpf.h>

#include "text.h"

int links_keep(struct session *session, struct bpf_link *link)
{
	struct bpf_link **grown = realloc(session->links, (session->link_count + 1) * sizeof(struct bpf_link *));

	if (!grown) {
		bpf_link__destroy(link);
		return say("out of memory");
	}
	session->links = grown;
	session->links[session->link_count++] = link;
	return 0;
}

int links_keep_descriptor(struct session *session, int fd)
{
	int *grown = realloc(session->descriptors, (session->descriptor_count + 1) * sizeof(int));

	if (!grown) {
		close(fd);
		return say("out of memory");
	}
	session->descriptors = grown;
	session->descriptors[session->descriptor_count++] = fd;
	return 0;
}

void session_detach(struct session *session)
{
	while (session->descriptor_count)
		close(session->descriptors[--session->descriptor_count]);
	while (session->link_count)
		bpf_link__destroy(session->links[--session->link_count]);
}
