/* cpython_identify.c - whether a file holds a CPython, and which: cpython_identify() of cpython_find.h. */
#include "cpython_find.h"

#include <stdlib.h>
#include <string.h>

#include <gelf.h>

/*
 * How _PyRuntime begins from 3.13 on (pycore_debug_offsets.h, "xdebugpy"): the cookie, PY_VERSION_HEX, whether it is
 * free-threaded.
 */
struct debug_offsets_head {
	char cookie[8];
	uint64_t version;
	uint64_t free_threaded;
};

struct clues {
	uint64_t runtime, runtime_size;
	uint64_t version; /* the address of Py_Version, from 3.11 on */
};

static int note_clue(void *context, const struct elf_symbol *symbol)
{
	struct clues *clues = context;

	if (strcmp(symbol->name, "_PyRuntime") == 0) {
		clues->runtime = symbol->address;
		clues->runtime_size = symbol->size;
	} else if (strcmp(symbol->name, "Py_Version") == 0) {
		clues->version = symbol->address;
	}
	return 0;
}

/* PY_VERSION_HEX: major, minor, micro in a byte each, then level and serial. */
static int take_hex(struct cpython_file *info, uint64_t hex)
{
	if (hex > UINT32_MAX || hex >> 24 != 3)
		return -1;
	info->major = 3;
	info->minor = (int)(hex >> 16 & 0xff);
	info->micro = (int)(hex >> 8 & 0xff);
	return 0;
}

/* A number of at most three digits; where it ends, or NULL. */
static const char *number(const char *text, const char *end, int *value)
{
	const char *at = text;

	*value = 0;
	while (at < end && at - text < 3 && *at >= '0' && *at <= '9')
		*value = *value * 10 + (*at++ - '0');
	return at == text || (at < end && *at >= '0' && *at <= '9') ? NULL : at;
}

/* From a name such as libpython3.8.so.1.0 or libpython3.13t.so: 0, or -1. */
static int take_soname(struct cpython_file *info, const char *name)
{
	static const char prefix[] = "libpython3.";
	const char *end = name + strlen(name), *at;

	if (strncmp(name, prefix, sizeof(prefix) - 1) != 0)
		return -1;
	at = number(name + sizeof(prefix) - 1, end, &info->minor);
	if (!at)
		return -1;
	info->major = 3;
	info->free_threaded |= *at == 't';
	return 0;
}

/* Takes the version from the first name of the dynamic section with this tag that tells one. 1, or 0: none does. */
static int from_dynamic(struct cpython_file *info, const struct elf_file *file, int64_t tag)
{
	struct elf_section section = { 0 };

	while (elf_file_next_section(file, &section)) {
		Elf_Data *data = section.type == SHT_DYNAMIC ? elf_getdata(section.section, NULL) : NULL;
		size_t count = data && data->d_buf ? data->d_size / sizeof(Elf64_Dyn) : 0;

		for (size_t i = 0; i < count && i <= INT32_MAX; i++) {
			GElf_Dyn entry;
			const char *name;

			if (!gelf_getdyn(data, (int)i, &entry) || entry.d_tag != tag)
				continue;
			name = elf_strptr(file->elf, section.link, entry.d_un.d_val);
			if (name && take_soname(info, name) == 0)
				return 1;
		}
	}
	return 0;
}

int cpython_is_needed(const struct elf_file *file)
{
	struct cpython_file ignored = { 0 };

	return from_dynamic(&ignored, file, DT_NEEDED);
}

/*
 * Before 3.11 nothing names the version but strings of the program: PY_VERSION, which the linker may have made the end of a longer
 * one, and "python3.8", of a path. The micro version is taken from a string of its own, or from all ends if they agree.
 */
struct strings {
	int minor, micro;        /* of a string that is a version and nothing else; -1: none */
	int end_minor, end_micro; /* of an end; -1: none, -2: they differ */
	int path_minor;          /* of python3.N */
};

static void look_at_version(struct strings *found, const char *at, const char *end, int whole)
{
	const char *next;
	int minor, micro;

	next = number(at, end, &minor);
	if (!next || next == end || *next != '.' || !(next = number(next + 1, end, &micro)))
		return;
	if (next < end && *next == '+')
		next++;
	if (next == end || *next != '\0' || minor < 8)
		return;
	if (whole && found->minor < 0) {
		found->minor = minor;
		found->micro = micro;
	}
	if (found->end_minor == -1) {
		found->end_minor = minor;
		found->end_micro = micro;
	} else if (found->end_minor != minor || found->end_micro != micro) {
		found->end_minor = -2;
	}
}

static void look_at_strings(struct strings *found, const char *bytes, size_t size)
{
	static const char name[] = "python";
	const char *end = bytes + size, *at = bytes;

	while (at < end && (at = memmem(at, (size_t)(end - at), "3.", 2)) != NULL) {
		const char *text = at + 2, *next;
		int minor;

		if (at == bytes || at[-1] == '\0' || at[-1] == '/' || at[-1] == '-')
			look_at_version(found, text, end, at == bytes || at[-1] == '\0');
		next = number(text, end, &minor);
		if (next && next < end && *next == '\0' && at - bytes >= (ptrdiff_t)sizeof(name) - 1 &&
		    memcmp(at - (sizeof(name) - 1), name, sizeof(name) - 1) == 0 && !found->path_minor)
			found->path_minor = minor;
		at = text;
	}
}

static void from_strings(struct cpython_file *info, const struct elf_file *file)
{
	struct strings found = { .minor = -1, .micro = -1, .end_minor = -1, .end_micro = -1 };
	struct elf_section section;
	size_t size;
	const char *bytes = NULL;

	if (elf_file_find_section(file, ".rodata", &section))
		bytes = (const char *)elf_section_bytes(&section, &size);
	if (!bytes)
		return;
	look_at_strings(&found, bytes, size);
	if (!info->major && found.path_minor) {
		info->major = 3;
		info->minor = found.path_minor;
	}
	if (!info->major)
		return;
	if (found.minor == info->minor)
		info->micro = found.micro;
	else if (found.end_minor == info->minor)
		info->micro = found.end_micro;
}

int cpython_identify(struct cpython_file *info, const struct elf_file *file)
{
	struct debug_offsets_head head;
	struct elf_section section;
	struct clues clues = { 0 };
	uint64_t hex;

	memset(info, 0, sizeof(*info));
	info->micro = -1;
	elf_file_each_symbol(file, SHT_DYNSYM, note_clue, &clues);
	if (!clues.runtime)
		elf_file_each_symbol(file, SHT_SYMTAB, note_clue, &clues);
	/* From 3.10 on it has a section of its own, for those who look for it from outside. */
	if (!clues.runtime && elf_file_find_section(file, ".PyRuntime", &section)) {
		clues.runtime = section.address;
		clues.runtime_size = section.size;
	}
	if (!clues.runtime || elf_file_text(file, &info->text_address, &info->text_offset))
		return 0;
	info->runtime_address = clues.runtime;
	info->runtime_size = clues.runtime_size;
	if (elf_file_offset(file, clues.runtime, &info->runtime_offset))
		info->runtime_offset = 0;
	from_dynamic(info, file, DT_SONAME);
	if (info->runtime_offset && elf_file_read(file, clues.runtime, &head, sizeof(head)) == 0 &&
	    memcmp(head.cookie, "xdebugpy", sizeof(head.cookie)) == 0 && take_hex(info, head.version) == 0) {
		info->free_threaded |= head.free_threaded != 0;
		return 1;
	}
	if (clues.version && elf_file_read(file, clues.version, &hex, sizeof(hex)) == 0 && take_hex(info, hex) == 0)
		return 1;
	from_strings(info, file);
	return 1;
}
