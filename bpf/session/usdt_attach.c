/* usdt_attach.c - see usdt_attach.h. */
#include "usdt_attach.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "elf_notes.h"
#include "gilscope.skel.h"
#include "libbpf_log.h"
#include "links.h"
#include "text.h"
#include "uprobe_multi.h"
#include "usdt_spec.h"

#define MAX_SITES 64 /* of one probe; gilpy has one */

/* For tests, which must see both ways wherever they run: "perf" or "multi". */
#define CHOICE "GILSCOPE_UPROBES"

void usdt_choose(struct session *session)
{
	const char *choice = getenv(CHOICE);

	session->multi = choice ? strcmp(choice, "multi") == 0 : uprobe_multi_possible();
}

void usdt_prepare(const struct session *session, struct bpf_program *program)
{
	if (session->multi)
		bpf_program__set_expected_attach_type(program, UPROBE_MULTI_ATTACH_TYPE);
}

static int attach_by_perf(struct session *session, struct bpf_program *program, const char *path, const char *provider,
			  const char *name)
{
	struct bpf_link *link = bpf_program__attach_usdt(program, -1, path, provider, name, NULL);

	if (!link)
		return say("cannot attach to USDT probe %s: %s%s (see: gilscope doctor)", name, strerror(errno), libbpf_log_why());
	return links_keep(session, link);
}

/* Tells the kernel side where the arguments of a site are; the number by which it finds that again, or -1 having said why. */
static int add_spec(struct session *session, const struct elf_note *note)
{
	const struct bpf_map *map = bpf_object__find_map_by_name(session->bpf->obj, "__bpf_usdt_specs");
	uint32_t number = session->spec_count;
	struct usdt_spec spec;

	if (usdt_spec_parse(&spec, note->arguments))
		return say("cannot attach to USDT probe %s: its arguments are not understood", note->name);
	if (!map || bpf_map__value_size(map) != sizeof(spec))
		return say("cannot attach to USDT probe %s: gilscope was built with a libbpf that keeps arguments otherwise", note->name);
	if (bpf_map__update_elem(map, &number, sizeof(number), &spec, sizeof(spec), BPF_ANY))
		return say("cannot attach to USDT probe %s: too many sites", note->name);
	return (int)session->spec_count++;
}

struct sites {
	uint64_t offsets[MAX_SITES], semaphores[MAX_SITES], cookies[MAX_SITES];
	size_t count;
};

/* 0, or -1 having said why. */
static int collect(struct session *session, struct sites *sites, const struct elf_notes *notes, const char *provider,
		   const char *name)
{
	for (size_t i = 0; i < notes->count; i++) {
		const struct elf_note *note = &notes->notes[i];
		int spec;

		if (strcmp(note->provider, provider) != 0 || strcmp(note->name, name) != 0)
			continue;
		if (sites->count == MAX_SITES)
			return say("cannot attach to USDT probe %s: it has more than %d sites", name, MAX_SITES);
		if (!note->location_offset || (note->semaphore && !note->semaphore_offset))
			return say("cannot attach to USDT probe %s: it lies outside of the file", name);
		spec = add_spec(session, note);
		if (spec < 0)
			return -1;
		sites->offsets[sites->count] = note->location_offset;
		sites->semaphores[sites->count] = note->semaphore_offset;
		sites->cookies[sites->count++] = (uint64_t)spec;
	}
	return sites->count ? 0 : say("cannot attach to USDT probe %s: the runtime has none", name);
}

static int attach_by_link(struct session *session, struct bpf_program *program, const char *path, const char *provider,
			  const char *name)
{
	struct sites sites = { .count = 0 };
	struct elf_notes notes;
	const char *error;
	int fd, result;

	if (elf_notes_read(&notes, path, &error))
		return say("cannot attach to USDT probe %s: '%s': %s", name, path, error);
	result = collect(session, &sites, &notes, provider, name);
	elf_notes_free(&notes);
	if (result)
		return -1;
	fd = uprobe_multi_attach(bpf_program__fd(program), path, sites.offsets, sites.semaphores, sites.cookies, sites.count);
	if (fd < 0)
		return say("cannot attach to USDT probe %s: %s (see: gilscope doctor)", name, strerror(errno));
	return links_keep_descriptor(session, fd);
}

int usdt_attach(struct session *session, struct bpf_program *program, const char *path, const char *provider, const char *name)
{
	return session->multi ? attach_by_link(session, program, path, provider, name)
			      : attach_by_perf(session, program, path, provider, name);
}
