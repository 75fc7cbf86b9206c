/*
 * protobuf.h - writes messages in the wire format of Protocol Buffers into memory, field by field. The format is
 * public: a field is a key, which is its number and wire type, and a value; the order of fields in a message is free.
 *
 * A buffer that has run out of memory is marked failed, and takes no more.
 */
#ifndef GILSCOPE_PROTOBUF_H
#define GILSCOPE_PROTOBUF_H

#include <stddef.h>
#include <stdint.h>

struct protobuf {
	unsigned char *bytes;
	size_t size, room;
	int failed;
};

void protobuf_number(struct protobuf *buffer, uint32_t field, uint64_t value);  /* uint64, uint32, bool, enum */
void protobuf_fixed64(struct protobuf *buffer, uint32_t field, uint64_t value);
void protobuf_string(struct protobuf *buffer, uint32_t field, const char *text); /* must be valid UTF-8 */

/* A message within the message: what is written in between belongs to it. Give `end` what `begin` returned. */
size_t protobuf_begin(struct protobuf *buffer, uint32_t field);
void protobuf_end(struct protobuf *buffer, size_t at);

void protobuf_free(struct protobuf *buffer);

#endif
