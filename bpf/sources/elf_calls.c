/* elf_calls.c - see elf_calls.h. */
#include "elf_calls.h"

#include <stdlib.h>
#include <string.h>

#include <gelf.h>

#define MAX_CODE (512UL << 20) /* bytes of code that are looked through */

/* An address that is looked for, and what it stands for. */
struct place {
	uint64_t address;
	int target;
};

struct places {
	struct place place[ELF_CALLS_TARGETS * 4];
	size_t count;
	uint64_t low, high;
};

static int add_place(struct places *places, uint64_t address, int target)
{
	if (places->count == sizeof(places->place) / sizeof(places->place[0]))
		return -1;
	if (!places->count || address < places->low)
		places->low = address;
	if (!places->count || address > places->high)
		places->high = address;
	places->place[places->count++] = (struct place){ address, target };
	return 0;
}

/* -1: nothing that is looked for. */
static int find_place(const struct places *places, uint64_t address)
{
	if (address < places->low || address > places->high)
		return -1;
	for (size_t i = 0; i < places->count; i++)
		if (places->place[i].address == address)
			return places->place[i].target;
	return -1;
}

/* The slots of the global offset table that the loader fills with the addresses of these functions. */
static int find_slots(struct places *slots, const struct elf_file *file, const char *const *names, size_t count)
{
	struct elf_section section = { 0 };

	while (elf_file_next_section(file, &section)) {
		Elf_Data *data = section.type == SHT_RELA ? elf_getdata(section.section, NULL) : NULL;
		size_t rows = data && data->d_buf ? data->d_size / sizeof(Elf64_Rela) : 0;
		struct elf_section symbols = { .section = elf_getscn(file->elf, section.link) };
		Elf_Data *symbol_data = rows && symbols.section ? elf_getdata(symbols.section, NULL) : NULL;
		GElf_Shdr symbol_header;

		if (!symbol_data || !gelf_getshdr(symbols.section, &symbol_header))
			continue;
		for (size_t i = 0; i < rows && i <= INT32_MAX; i++) {
			GElf_Rela rela;
			GElf_Sym symbol;
			const char *name;

			if (!gelf_getrela(data, (int)i, &rela) ||
			    (GELF_R_TYPE(rela.r_info) != R_X86_64_JUMP_SLOT && GELF_R_TYPE(rela.r_info) != R_X86_64_GLOB_DAT) ||
			    !gelf_getsym(symbol_data, (int)GELF_R_SYM(rela.r_info), &symbol))
				continue;
			name = elf_strptr(file->elf, symbol_header.sh_link, symbol.st_name);
			for (size_t n = 0; name && n < count; n++)
				if (strcmp(name, names[n]) == 0 && add_place(slots, rela.r_offset, (int)n))
					return -1;
		}
	}
	return 0;
}

static uint64_t displaced(uint64_t next, const unsigned char *displacement)
{
	int32_t value;

	memcpy(&value, displacement, sizeof(value));
	return next + (uint64_t)(int64_t)value;
}

/*
 * A stub of the linkage table is `jmp *slot` (ff 25), behind a bnd prefix or endbr64 in some. A call goes to its beginning.
 */
static int find_stubs(struct places *stubs, const struct places *slots, const unsigned char *code, size_t size, uint64_t address)
{
	static const unsigned char endbr64[] = { 0xf3, 0x0f, 0x1e, 0xfa };

	for (size_t i = 0; i + 6 <= size; i++) {
		size_t start = i;
		int target;

		if (code[i] != 0xff || code[i + 1] != 0x25)
			continue;
		target = find_place(slots, displaced(address + i + 6, code + i + 2));
		if (target < 0)
			continue;
		if (start && code[start - 1] == 0xf2)
			start--;
		if (start >= sizeof(endbr64) && memcmp(code + start - sizeof(endbr64), endbr64, sizeof(endbr64)) == 0)
			start -= sizeof(endbr64);
		if (add_place(stubs, address + i, target) || (start != i && add_place(stubs, address + start, target)))
			return -1;
	}
	return 0;
}

static int add_call(struct elf_calls *calls, uint64_t address, uint64_t to, int target, enum elf_call_kind kind)
{
	if (!calls->calls)
		calls->calls = malloc(ELF_CALLS_MAX * sizeof(*calls->calls));
	if (!calls->calls || calls->count == ELF_CALLS_MAX)
		return -1;
	calls->calls[calls->count++] = (struct elf_call){ address, to, target, kind };
	return 0;
}

/* `slots` may be NULL; `jumps`: also those. */
static int find_calls(struct elf_calls *calls, const struct places *targets, const struct places *slots, int jumps,
		      const unsigned char *code, size_t size, uint64_t address)
{
	for (size_t i = 0; i + 5 <= size; i++) {
		enum elf_call_kind kind = ELF_CALL;
		int target = -1;
		uint64_t to = 0;

		if (code[i] == 0xe8 || (jumps && code[i] == 0xe9)) {
			to = displaced(address + i + 5, code + i + 1);
			target = find_place(targets, to);
			kind = code[i] == 0xe9 ? ELF_JUMP : ELF_CALL;
		} else if (slots && code[i] == 0xff && i + 6 <= size && code[i + 1] == 0x15) {
			target = find_place(slots, displaced(address + i + 6, code + i + 2));
			kind = ELF_CALL_SLOT;
		}
		if (target >= 0 && add_call(calls, address + i, to, target, kind))
			return -1;
	}
	return 0;
}

static int by_address(const void *a, const void *b)
{
	const struct elf_call *left = a, *right = b;

	return left->address < right->address ? -1 : left->address > right->address;
}

static int is_code(const struct elf_section *section)
{
	return section->type == SHT_PROGBITS && section->flags & SHF_EXECINSTR;
}

/* One pass over all code, at most MAX_CODE bytes of it. */
struct pass {
	struct elf_calls *calls;
	struct places *stubs;
	const struct places *slots;
	int jumps;
};

static int over_code(const struct elf_file *file, struct pass *pass, int (*look)(struct pass *pass, const unsigned char *code,
									    size_t size, uint64_t address),
		     const char **why)
{
	struct elf_section section = { 0 };
	size_t size, all = 0;

	while (elf_file_next_section(file, &section)) {
		const unsigned char *code = is_code(&section) ? elf_section_bytes(&section, &size) : NULL;

		if (!code)
			continue;
		all += size;
		if (all > MAX_CODE) {
			*why = "it has more than 512 MiB of code";
			return -1;
		}
		if (look(pass, code, size, section.address)) {
			*why = "it has too many of the calls that are looked for";
			return -1;
		}
	}
	if (all)
		return 0;
	*why = "it has no code";
	return -1;
}

static int look_for_stubs(struct pass *pass, const unsigned char *code, size_t size, uint64_t address)
{
	return find_stubs(pass->stubs, pass->slots, code, size, address);
}

static int look_for_calls(struct pass *pass, const unsigned char *code, size_t size, uint64_t address)
{
	return find_calls(pass->calls, pass->stubs, pass->slots, pass->jumps, code, size, address);
}

static int finish(struct elf_calls *calls, int result)
{
	if (result)
		elf_calls_free(calls);
	else if (calls->count)
		qsort(calls->calls, calls->count, sizeof(*calls->calls), by_address);
	return result;
}

/* Functions of these names that the file itself has. */
struct own {
	struct places *places;
	const char *const *names;
	size_t count;
};

static int note_own(void *context, const struct elf_symbol *symbol)
{
	const struct own *own = context;

	for (size_t i = 0; symbol->is_function && i < own->count; i++)
		if (strcmp(symbol->name, own->names[i]) == 0)
			return add_place(own->places, symbol->address, (int)i);
	return 0;
}

int elf_calls_imported(struct elf_calls *calls, const struct elf_file *file, const struct elf_file *named,
		       const char *const *names, size_t count, const char **why)
{
	struct places slots = { .count = 0 }, stubs = { .count = 0 };
	struct own own = { &stubs, names, count };
	struct pass pass = { calls, &stubs, &slots, 0 };

	memset(calls, 0, sizeof(*calls));
	if (find_slots(&slots, file, names, count) || elf_file_each_symbol(named, SHT_SYMTAB, note_own, &own)) {
		*why = "it names a function too often";
		return -1;
	}
	if (over_code(file, &pass, look_for_stubs, why))
		return -1;
	return finish(calls, over_code(file, &pass, look_for_calls, why));
}

int elf_calls_local(struct elf_calls *calls, const struct elf_file *file, const uint64_t *addresses, size_t count,
		    const char **why)
{
	struct places targets = { .count = 0 };
	struct pass pass = { calls, &targets, NULL, 1 };

	memset(calls, 0, sizeof(*calls));
	for (size_t i = 0; i < count; i++) {
		if (add_place(&targets, addresses[i], (int)i)) {
			*why = "too many functions to look for";
			return -1;
		}
	}
	return finish(calls, over_code(file, &pass, look_for_calls, why));
}

int elf_calls_made(struct elf_calls *calls, const struct elf_file *file, uint64_t start, uint64_t end)
{
	struct elf_section section = { 0 };
	const unsigned char *code = NULL;
	size_t size;

	memset(calls, 0, sizeof(*calls));
	while (!code && elf_file_next_section(file, &section))
		if (is_code(&section) && start >= section.address && end > start && end - section.address <= section.size)
			code = elf_section_bytes(&section, &size);
	if (!code || end - section.address > size)
		return -1;
	code += start - section.address;
	size = end - start;
	for (size_t i = 0; i + 2 <= size; i++) {
		enum elf_call_kind kind = code[i] == 0xe8 ? ELF_CALL : code[i] == 0xe9 ? ELF_JUMP : ELF_JUMP_SHORT;
		uint64_t to;

		if (kind == ELF_JUMP_SHORT ? code[i] != 0xeb : i + 5 > size)
			continue;
		to = kind == ELF_JUMP_SHORT ? start + i + 2 + (uint64_t)(int64_t)(int8_t)code[i + 1] : displaced(start + i + 5, code + i + 1);
		if (to >= start && to < end)
			continue;
		if (add_call(calls, start + i, to, 0, kind)) {
			elf_calls_free(calls);
			return -1;
		}
	}
	return 0;
}

int elf_calls_add(struct elf_calls *calls, const struct elf_calls *more, int target)
{
	for (size_t i = 0; i < more->count; i++)
		if (more->calls[i].kind == ELF_CALL && add_call(calls, more->calls[i].address, more->calls[i].to, target, ELF_CALL))
			return -1;
	return finish(calls, 0);
}

void elf_calls_free(struct elf_calls *calls)
{
	free(calls->calls);
	memset(calls, 0, sizeof(*calls));
}
