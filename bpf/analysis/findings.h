/*
 * findings.h - what the figures of one process mean, in words: each finding says what is so, on which figure that
 * rests, and what follows. Each is one function, in findings_load.c (how busy the GIL is), findings_blame.c (who is to
 * blame), findings_trust.c (what may be wrong with the figures); its threshold stands there with its reason.
 */
#ifndef GILSCOPE_FINDINGS_H
#define GILSCOPE_FINDINGS_H

#include "blame_rows.h"
#include "dictionary.h"
#include "snapshot.h"

/* In the order in which they are shown. */
enum finding_kind {
	FINDING_PROBLEM, /* costs time, and something can be done */
	FINDING_DOUBT,   /* figures may be wrong: which, and why */
	FINDING_NOTE,    /* worth knowing */
	FINDING_GOOD,    /* no problem here */
	FINDING_KINDS
};

/* Each text has room for what it is made of at its longest: a thread's name, a function's and a file's. */
struct finding {
	const char *id; /* for programs; stays */
	enum finding_kind kind;
	double share;     /* of what matters, 0..1: the order within a kind */
	double value;     /* the figure it rests on */
	double threshold; /* that it passed */
	const char *unit; /* of both */
	uint32_t thread;  /* gil_thread.id, 0: none */
	char function[GIL_CODE_NAME_SIZE * 3], file[GIL_CODE_FILE_SIZE * 3]; /* "": none */
	uint32_t line;
	/* Valid UTF-8, not escaped: names of the target are in them. */
	char title[1024], figure[2560], advice[512];
};

#define FINDING_SWITCH_INTERVAL_NS 5000000ULL /* of gilpy and CPython, unless the program changes it */

#define FINDINGS_MAX 32 /* more than there are functions that find one, or a few */

/* What they are made of. */
struct findings_input {
	const struct snapshot *snapshot;
	const struct process_row *process;
	const struct calibration *calibration;
	const struct dictionary *dictionary;
	const struct blame *blame;     /* that has been finished; NULL: none */
	const struct blame_rows *rows; /* of this process; NULL: none */
	const struct table *functions; /* blame_functions() of them; NULL: none */
	uint64_t late;                 /* records that came too late for their place */
	int incomplete;                /* of a recording only the beginning is there */
};

struct findings {
	struct finding list[FINDINGS_MAX];
	size_t count;
};

/* Finds everything, and puts it in order. Never nothing: how busy the GIL is, is always said. */
void findings_find(struct findings *findings, const struct findings_input *input);

/* "problem", "doubt", "note", "good" */
const char *finding_kind_name(enum finding_kind kind);

/* For the files of findings. Fills in a text of a finding. */
#define FINDING_TEXT(text, ...) snprintf(text, sizeof(text), __VA_ARGS__)

/* A new one, all zero but for these. */
struct finding *findings_add(struct findings *findings, const char *id, enum finding_kind kind, double value,
			     double threshold, const char *unit);
typedef void findings_fn(struct findings *findings, const struct findings_input *input);
findings_fn findings_load, findings_blame, findings_trust;

/* Did holds pass asleep in the kernel mostly, as far as that is known? */
int findings_asleep(const struct gil_spans *hold);

/* How many threads waited on average: the sum of all waits / wall. */
double findings_queue(const struct process_row *process);

/* a / b, 0 if b is 0 */
double findings_ratio(uint64_t a, uint64_t b);

/* "4711 parse", as findings name a thread of the process by gil_thread.id. */
#define FINDING_NAME_SIZE (TEXT_NAME_SIZE + 16)
const char *findings_thread(char out[FINDING_NAME_SIZE], const struct findings_input *input, uint64_t id);

#endif
