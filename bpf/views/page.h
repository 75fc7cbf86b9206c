/*
 * page.h - view "report": one page of HTML, or its findings as text or JSON. What its files share.
 */
#ifndef GILSCOPE_PAGE_H
#define GILSCOPE_PAGE_H

#include "allocs.h"
#include "blame_rows.h"
#include "findings.h"
#include "lanes.h"
#include "profile.h"
#include "timeline.h"
#include "views.h"

#define PAGE_PROCESSES 16 /* with a section of their own */
#define PAGE_THREADS 200  /* rows of a process, unless -n says otherwise */
#define PAGE_LANES 64     /* rows of its timeline */

/* The view's state. */
struct page {
	const struct report *report;
	struct snapshot *snapshot; /* from page_finish() */
	struct blame blame;
	struct profile profile;
	struct allocs allocs;
	struct lanes *lanes; /* NULL: what is asked for has no timeline */
	struct timeline timeline;
};

/* One process of it. */
struct page_process {
	const struct page *page;
	const struct report *report;
	struct process_row *process; /* sorted */
	size_t number;               /* from 0 */
	size_t rows;                 /* threads to show */
	struct blame_rows blame;
	struct table functions; /* struct blame_function, by ns */
	struct findings findings;
};

/* Everything about a process that all formats use. 0, or -1 having said why; page_process_free() it in any case. */
int page_process_open(struct page_process *p, const struct report *report, size_t number);
void page_process_free(struct page_process *p);

/* Divides and cuts what still runs at the ends of the windows. 0, or -1 having said why. */
int page_finish(struct page *page, struct snapshot *snapshot);

/* page_tables.c: pieces of a process's section. */
typedef void page_fn(FILE *out, const struct page_process *p);
page_fn page_findings, page_facts, page_share, page_trust, page_threads, page_matrix, page_holders, page_functions;

/* page_data.c: the JSON that the page's script reads. */
void page_data(FILE *out, const struct page_process *processes, size_t count);

#endif
