/*
 * export.c - view "export": serves the figures to Prometheus while they are measured. Everything happens in the main
 * loop, so that a scrape and the measurement never read at the same time.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "http.h"
#include "series.h"
#include "text.h"
#include "views/openmetrics.h"
#include "views/views.h"

#define DEFAULT_PORT 9857
#define FRESH_NS 100000000ULL /* so long the last snapshot is given again */
#define DEAD_SLACK 1000       /* dead threads, beyond those that have series, that may wait for the next read */

struct export {
	const struct report *report;
	struct http *http;
	struct series series;
	struct snapshot snapshot; /* the last one */
	uint64_t read_at;         /* 0: none yet */
	uint64_t epoch_ns;
	struct http_page *home, *pages[EXPOSITIONS]; /* of that snapshot; NULL: not asked for yet */
};

static void drop_pages(struct export *export)
{
	for (int i = 0; i < EXPOSITIONS; i++) {
		http_page_free(export->pages[i]);
		export->pages[i] = NULL;
	}
}

/* Makes the snapshot a fresh one. 0, or -1 having said why; the old one stays then. */
static int refresh(struct export *export)
{
	uint64_t now = session_now();
	struct snapshot snapshot;

	if (export->read_at && now - export->read_at < FRESH_NS)
		return 0;
	if (snapshot_read(export->report->reader, &snapshot))
		return -1;
	if (series_apply(&export->series, export->report->reader, &snapshot)) {
		snapshot_free(&snapshot);
		return -1;
	}
	drop_pages(export);
	snapshot_free(&export->snapshot);
	export->snapshot = snapshot;
	export->read_at = now;
	return 0;
}

static struct http_page *render(const struct export *export, enum exposition exposition)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	int failed;

	if (!out) {
		say("out of memory");
		return NULL;
	}
	openmetrics_write(out, exposition, &export->snapshot, export->report->calibration, export->epoch_ns);
	failed = ferror(out);
	if (fclose(out) || failed) {
		free(text);
		say("out of memory");
		return NULL;
	}
	return http_page_new(text, size, exposition_type(exposition));
}

static struct http_page *on_page(void *context, const char *path, const char *accept, unsigned *status)
{
	struct export *export = context;
	enum exposition wanted = exposition_wanted(accept);

	if (strcmp(path, "/") == 0)
		return export->home;
	if (strcmp(path, "/metrics") != 0)
		return NULL;
	if (refresh(export) == 0 && !export->pages[wanted])
		export->pages[wanted] = render(export, wanted);
	if (!export->pages[wanted])
		*status = 503;
	return export->pages[wanted];
}

static struct http_page *make_home(void)
{
	static const char home[] =
		"<!DOCTYPE html>\n"
		"<html lang=\"en\"><head><meta charset=\"utf-8\"><title>gilscope</title></head>\n"
		"<body><h1>gilscope</h1><p><a href=\"/metrics\">Metrics</a> of the Global Interpreter Lock, for Prometheus.</p>"
		"</body></html>\n";
	char *text = strdup(home);

	if (!text) {
		say("out of memory");
		return NULL;
	}
	return http_page_new(text, strlen(text), "text/html; charset=utf-8");
}

static uint64_t unix_epoch(void)
{
	struct timespec time;

	clock_gettime(CLOCK_REALTIME, &time);
	return (uint64_t)time.tv_sec * 1000000000 + time.tv_nsec - session_now();
}

void *export_view_open(const struct report *report)
{
	const struct options *options = report->options;
	struct export *export = calloc(1, sizeof(*export));

	if (!export) {
		say("out of memory");
		return NULL;
	}
	export->report = report;
	series_begin(&export->series, report->reader, options->max_series ? options->max_series : SERIES_MAX);
	export->epoch_ns = unix_epoch();
	export->home = make_home();
	if (export->home)
		export->http = http_open(options->listen, options->listen_count, DEFAULT_PORT, on_page, export);
	if (export->http)
		return export;
	export_view_close(export);
	return NULL;
}

int export_view_fd(const void *state)
{
	return http_fd(((const struct export *)state)->http);
}

int export_view_serve(void *state)
{
	struct export *export = state;
	const struct snapshot_reader *reader = export->report->reader;

	/* Nobody asks, and threads die: their accounts must not pile up. */
	if (reader->dead_count > export->series.max * reader->session->process_count + DEAD_SLACK && refresh(export))
		return -1;
	return http_serve(export->http);
}

/* At the end nobody is served any more; with -o, the last figures go there. */
void view_export(const struct report *report, struct snapshot *snapshot)
{
	struct export *export = report->state;

	http_close(export->http);
	export->http = NULL;
	if (!report->options->output || series_apply(&export->series, report->reader, snapshot))
		return;
	openmetrics_write(report->out, EXPOSITION_TEXT, snapshot, report->calibration, export->epoch_ns);
	fflush(report->out);
}

void export_view_close(void *state)
{
	struct export *export = state;

	if (!export)
		return;
	http_close(export->http);
	drop_pages(export);
	http_page_free(export->home);
	snapshot_free(&export->snapshot);
	series_free(&export->series);
	free(export);
}
