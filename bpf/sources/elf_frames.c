/*
 * elf_frames.c - see elf_frames.h. The format is that of the Linux Standard Base, Core, section "Exception Frames":
 * records CIE, which say how addresses are encoded, and FDE, one for each range of code.
 */
#include "elf_frames.h"

#include <stdlib.h>
#include <string.h>

enum encoding { /* DW_EH_PE_* */
	AS_POINTER = 0x00,
	AS_UDATA4 = 0x03,
	AS_UDATA8 = 0x04,
	AS_SDATA4 = 0x0b,
	AS_SDATA8 = 0x0c,
	FORMAT = 0x0f,
	FROM_HERE = 0x10,
	RELATIVE_TO = 0x70,
	OMITTED = 0xff,
};

#define AUGMENTATION_MAX 16 /* letters; compilers use up to four */

struct reader {
	const unsigned char *at, *end;
	int bad; /* it went beyond the end */
};

static uint64_t read_bytes(struct reader *reader, size_t size)
{
	uint64_t value = 0;

	if (reader->bad || (size_t)(reader->end - reader->at) < size) {
		reader->bad = 1;
		return 0;
	}
	memcpy(&value, reader->at, size); /* both little-endian: elf_file.c sees to it */
	reader->at += size;
	return value;
}

static uint64_t read_leb(struct reader *reader)
{
	uint64_t value = 0;

	for (unsigned shift = 0; shift < 64; shift += 7) {
		uint64_t byte = read_bytes(reader, 1);

		value |= (byte & 0x7f) << shift;
		if (!(byte & 0x80))
			return value;
	}
	reader->bad = 1;
	return 0;
}

/* The bytes of an encoded value; 0: an encoding that does not occur here. */
static size_t encoded_size(unsigned encoding)
{
	switch (encoding & FORMAT) {
	case AS_UDATA4:
	case AS_SDATA4:
		return 4;
	case AS_POINTER:
	case AS_UDATA8:
	case AS_SDATA8:
		return 8;
	default:
		return 0;
	}
}

/* A value of the encoding's size; of the signed ones with its sign. */
static uint64_t read_encoded(struct reader *reader, unsigned encoding)
{
	uint64_t value = read_bytes(reader, encoded_size(encoding));

	return (encoding & FORMAT) == AS_SDATA4 ? (uint64_t)(int64_t)(int32_t)value : value;
}

/* How the addresses of this CIE's FDEs are encoded; OMITTED: not understood. `reader` stands behind its id. */
static unsigned cie_encoding(struct reader reader)
{
	const unsigned char *augmentation;
	unsigned encoding = AS_POINTER;
	uint64_t version = read_bytes(&reader, 1);

	if (reader.bad || (version != 1 && version != 3))
		return OMITTED;
	augmentation = reader.at;
	while (read_bytes(&reader, 1) && reader.at - augmentation < AUGMENTATION_MAX)
		;
	if (reader.bad || reader.at[-1] || (augmentation[0] && augmentation[0] != 'z'))
		return OMITTED;
	read_leb(&reader); /* code alignment */
	read_leb(&reader); /* data alignment */
	if (version == 1)
		read_bytes(&reader, 1); /* the register of the return address */
	else
		read_leb(&reader);
	if (augmentation[0])
		read_leb(&reader); /* the size of what follows */
	for (; !reader.bad && *augmentation; augmentation++) {
		unsigned personality;

		switch (*augmentation) {
		case 'R':
			encoding = (unsigned)read_bytes(&reader, 1);
			break;
		case 'P':
			personality = (unsigned)read_bytes(&reader, 1);
			if (!encoded_size(personality))
				return OMITTED;
			read_bytes(&reader, encoded_size(personality));
			break;
		case 'L':
			read_bytes(&reader, 1);
			break;
		default: /* z, S, B, G: without data of their own */
			break;
		}
	}
	return reader.bad ? OMITTED : encoding;
}

static int by_start(const void *a, const void *b)
{
	const struct elf_range *left = a, *right = b;

	if (left->start != right->start)
		return left->start < right->start ? -1 : 1;
	return left->end < right->end ? -1 : left->end > right->end;
}

static int add(struct elf_frames *frames, size_t *room, uint64_t start, uint64_t size)
{
	if (!size || size > UINT64_MAX - start)
		return 0;
	if (frames->count == *room) {
		struct elf_range *grown = realloc(frames->ranges, (*room = *room ? *room * 2 : 4096) * sizeof(*grown));

		if (!grown)
			return -1;
		frames->ranges = grown;
	}
	frames->ranges[frames->count++] = (struct elf_range){ start, start + size };
	return 0;
}

int elf_frames_parse(struct elf_frames *frames, const unsigned char *bytes, size_t size, uint64_t address)
{
	struct reader all = { bytes, bytes + size, 0 };
	size_t room = 0, known_cie = SIZE_MAX;
	unsigned encoding = OMITTED;

	memset(frames, 0, sizeof(*frames));
	for (;;) {
		struct reader record;
		uint64_t length = read_bytes(&all, 4), id, start, place;
		size_t id_at, cie;

		if (length == 0xffffffff)
			length = read_bytes(&all, 8);
		/* A length of 0 ends the section. */
		if (all.bad || !length || length > (size_t)(all.end - all.at))
			break;
		record = (struct reader){ all.at, all.at + length, 0 };
		all.at += length;
		id_at = (size_t)(record.at - bytes);
		id = read_bytes(&record, 4);
		if (record.bad || !id || id > id_at)
			continue; /* a CIE is looked at when an FDE names it */
		/* An FDE names its CIE by how far that stands before the name. */
		cie = id_at - (size_t)id;
		if (cie != known_cie) {
			struct reader there = { bytes + cie, bytes + size, 0 };
			uint64_t cie_length = read_bytes(&there, 4);

			if (cie_length == 0xffffffff)
				cie_length = read_bytes(&there, 8);
			encoding = OMITTED;
			if (!there.bad && cie_length <= (size_t)(there.end - there.at)) {
				there.end = there.at + cie_length;
				if (read_bytes(&there, 4) == 0)
					encoding = cie_encoding(there);
			}
			known_cie = cie;
		}
		if (encoding == OMITTED || !encoded_size(encoding) ||
		    ((encoding & RELATIVE_TO) && (encoding & RELATIVE_TO) != FROM_HERE))
			continue;
		place = address + (uint64_t)(record.at - bytes);
		start = read_encoded(&record, encoding);
		if ((encoding & RELATIVE_TO) == FROM_HERE)
			start += place;
		if (add(frames, &room, start, read_bytes(&record, encoded_size(encoding)) * !record.bad)) {
			elf_frames_free(frames);
			return -1;
		}
	}
	if (frames->count)
		qsort(frames->ranges, frames->count, sizeof(*frames->ranges), by_start);
	return 0;
}

int elf_frames_read(struct elf_frames *frames, const struct elf_file *file)
{
	struct elf_section section;
	const unsigned char *bytes;
	size_t size;

	memset(frames, 0, sizeof(*frames));
	if (!elf_file_find_section(file, ".eh_frame", &section))
		return 0;
	bytes = elf_section_bytes(&section, &size);
	return bytes ? elf_frames_parse(frames, bytes, size, section.address) : 0;
}

void elf_frames_free(struct elf_frames *frames)
{
	free(frames->ranges);
	memset(frames, 0, sizeof(*frames));
}

const struct elf_range *elf_frames_find(const struct elf_frames *frames, uint64_t address)
{
	size_t low = 0, high = frames->count;

	/* The last that does not begin behind it. */
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (frames->ranges[middle].start <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low && address < frames->ranges[low - 1].end ? &frames->ranges[low - 1] : NULL;
}
