/*
 * dictionary.h - what the numbers in the event stream stand for: threads, code objects, stacks.
 */
#ifndef GILSCOPE_DICTIONARY_H
#define GILSCOPE_DICTIONARY_H

#include "gil_event.h"
#include "table.h"
#include "text.h"

struct thread_entry {
	struct table_key key; /* gil_thread.id, 0 */
	uint32_t tgid, tid, own_tid;
	char name[TEXT_NAME_SIZE]; /* valid UTF-8, not escaped */
};

struct code_entry {
	struct table_key key; /* gil_frame.code, 0 */
	uint32_t firstline;
	char name[GIL_CODE_NAME_SIZE * 3], file[GIL_CODE_FILE_SIZE * 3]; /* valid UTF-8, not escaped */
};

struct stack_entry {
	struct table_key key; /* gil_event_stack.head.value, 0 */
	uint32_t count, flags;
	unsigned generation; /* of the dictionary, when it was told last */
	size_t first; /* of its frames in dictionary.frames, innermost first */
};

struct dictionary {
	struct table threads, codes, stacks;
	struct gil_frame *frames;
	size_t frame_count, frame_room;
	unsigned generation; /* see dictionary_age_stacks() */
};

void dictionary_init(struct dictionary *dictionary);

/* Keeps what THREAD, CODE and STACK tell; other records are let through. 0, or -1 having said why. */
int dictionary_event(struct dictionary *dictionary, const struct gil_event *event);

/* NULL: nothing was told, because records were lost. */
const struct thread_entry *dictionary_thread(const struct dictionary *dictionary, uint32_t id);
const struct code_entry *dictionary_code(const struct dictionary *dictionary, uint64_t code);
const struct stack_entry *dictionary_stack(const struct dictionary *dictionary, uint64_t stack);
const struct gil_frame *dictionary_frame(const struct dictionary *dictionary, const struct stack_entry *stack, uint32_t i);

/* "name", or "?" for what is not known: never NULL. */
const char *dictionary_thread_name(const struct dictionary *dictionary, uint32_t id);
const char *dictionary_code_name(const struct dictionary *dictionary, uint64_t code);

/* These threads have ended and have been shown for the last time. `ids` are in ascending order. */
void dictionary_forget_threads(struct dictionary *dictionary, const uint64_t *ids, size_t count);

/*
 * Stacks are told once, and a program can have any number. Who follows it for long has them told anew now and then
 * (session_forget_stacks), calls this, and a while later drops those that were neither told nor kept since.
 */
void dictionary_age_stacks(struct dictionary *dictionary);
void dictionary_keep_stack(struct dictionary *dictionary, uint64_t stack);
void dictionary_drop_stacks(struct dictionary *dictionary);

void dictionary_free(struct dictionary *dictionary);

#endif
