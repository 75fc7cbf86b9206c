/* protobuf.c - see protobuf.h. */
#include "protobuf.h"

#include <stdlib.h>
#include <string.h>

enum wire_type { WIRE_VARINT = 0, WIRE_FIXED64 = 1, WIRE_BYTES = 2 };

#define VARINT_MAX 10 /* bytes of a 64-bit number, seven bits in each */

/* Room for `more` bytes. 0, or -1. */
static int reserve(struct protobuf *buffer, size_t more)
{
	size_t room = buffer->room ? buffer->room : 1024;
	unsigned char *grown;

	if (buffer->failed)
		return -1;
	if (buffer->room - buffer->size >= more)
		return 0;
	while (room - buffer->size < more)
		room *= 2;
	grown = realloc(buffer->bytes, room);
	if (!grown) {
		buffer->failed = 1;
		return -1;
	}
	buffer->bytes = grown;
	buffer->room = room;
	return 0;
}

/* Returns how many bytes it took. */
static size_t encode(unsigned char *out, uint64_t value)
{
	size_t n = 0;

	for (; value >= 0x80; value >>= 7)
		out[n++] = (unsigned char)(value | 0x80);
	out[n++] = (unsigned char)value;
	return n;
}

static void put_key(struct protobuf *buffer, uint32_t field, enum wire_type type)
{
	buffer->size += encode(buffer->bytes + buffer->size, (uint64_t)field << 3 | type);
}

void protobuf_number(struct protobuf *buffer, uint32_t field, uint64_t value)
{
	if (reserve(buffer, 2 * VARINT_MAX))
		return;
	put_key(buffer, field, WIRE_VARINT);
	buffer->size += encode(buffer->bytes + buffer->size, value);
}

void protobuf_fixed64(struct protobuf *buffer, uint32_t field, uint64_t value)
{
	if (reserve(buffer, VARINT_MAX + 8))
		return;
	put_key(buffer, field, WIRE_FIXED64);
	for (int i = 0; i < 8; i++) /* little-endian, whatever this machine is */
		buffer->bytes[buffer->size++] = (unsigned char)(value >> 8 * i);
}

void protobuf_string(struct protobuf *buffer, uint32_t field, const char *text)
{
	size_t size = strlen(text);

	if (reserve(buffer, 2 * VARINT_MAX + size))
		return;
	put_key(buffer, field, WIRE_BYTES);
	buffer->size += encode(buffer->bytes + buffer->size, size);
	memcpy(buffer->bytes + buffer->size, text, size);
	buffer->size += size;
}

/* One byte is left for the length, which most messages need; a longer one is moved at its end. */
size_t protobuf_begin(struct protobuf *buffer, uint32_t field)
{
	if (reserve(buffer, VARINT_MAX + 1))
		return 0;
	put_key(buffer, field, WIRE_BYTES);
	return ++buffer->size;
}

void protobuf_end(struct protobuf *buffer, size_t at)
{
	unsigned char length[VARINT_MAX];
	size_t size = buffer->size - at, bytes = encode(length, size);

	if (reserve(buffer, bytes))
		return;
	if (bytes > 1)
		memmove(buffer->bytes + at - 1 + bytes, buffer->bytes + at, size);
	memcpy(buffer->bytes + at - 1, length, bytes);
	buffer->size += bytes - 1;
}

void protobuf_free(struct protobuf *buffer)
{
	free(buffer->bytes);
	memset(buffer, 0, sizeof(*buffer));
}
