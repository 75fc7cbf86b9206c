/*
 * made_up_main.c - writes a made-up snapshot in every format that programs read, for check_formats.py:
 *
 *     made_up_main FOLDER     report.json metrics.txt metrics.om stat.csv hist.csv hist.hgrm
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "made_up.h"
#include "series.h"
#include "snapshot.h"
#include "views/openmetrics.h"
#include "views/views.h"

/* Every character that some format gives a meaning, what is no UTF-8 at all, and names that are the same. */
static const char *const names[] = {
	"MainThread", "worker", "worker", "other", "a\"b\\c\\n\\", "line\nfeed\rreturn\ttab", "=1+1", "+x", "-x", "@x",
	"\tx", "\rx",
	"\001\002\003\004\005\006\007\010\013\014\016\017\020\033[31m\037\177", "c1\302\233x\302\205",
	"bidi\342\200\256x\342\201\246",
	"line\342\200\250sep\342\200\251", "bad\377\300\200x", "\360\237\220\215 snake", "# EOF\n# EOF",
	"}{,= \"", "<script>;'&", "",
	" blank ", "\342\200\213zero\357\273\277", ",", "\"", "'", "last",
};

static FILE *open_in(const char *folder, const char *name)
{
	char path[4096];
	FILE *out;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	out = fopen(path, "w");
	if (!out) {
		perror(path);
		exit(1);
	}
	return out;
}

static void print(const char *folder, const char *name, view_fn *view, const struct snapshot *snapshot)
{
	static const struct options options = { .sort = SORT_TID };
	static const struct view any = { .name = "stat" };
	static const struct calibration calibration = { .event_ns = 512, .floor_ns = 448 };
	struct report report = { .options = &options, .view = &any, .calibration = &calibration, .final = 1 };
	struct snapshot copy;

	if (snapshot_copy(&copy, snapshot))
		exit(1);
	report.out = open_in(folder, name);
	if (view)
		view(&report, &copy);
	else
		openmetrics_write(report.out, strcmp(name, "metrics.om") == 0 ? EXPOSITION_OPENMETRICS : EXPOSITION_TEXT, &copy,
				  &calibration, 1700000000000000000);
	if (fclose(report.out))
		exit(1);
	snapshot_free(&copy);
}

/* Figures that are all different, and spans on both sides of every bucket's edge. */
static void make_up(void)
{
	size_t count = sizeof(names) / sizeof(names[0]);

	for (size_t i = 0; i < count; i++) {
		struct gil_thread *thread = i % 5 == 4 ? &made_up_dead[made_up_dead_count++] :
							 &made_up_living[made_up_living_count++];

		made_up_thread(thread, i + 1, 4711 + (uint32_t)i, names[i]);
		for (size_t k = 0; k <= i; k++) {
			made_up_wait(thread, 700 * k * k * k + i);
			made_up_hold(thread, 1234567 * k + i, 1 + (int)(k % (GIL_REASON_SLOTS - 1)));
		}
		thread->counts.drop_requests = 3 * i + 1;
		thread->counts.unpaired = i % 3;
		thread->counts.forced = 2 * i;
		thread->counts.forced_ns = 12345679 * i;
	}
	for (int bit = 0; bit < 42; bit++) {
		for (uint64_t ns = (1ULL << bit) - 1; ns <= (1ULL << bit) + 1; ns++) {
			made_up_wait(&made_up_living[0], ns);
			made_up_hold(&made_up_living[1], ns, GIL_REASON_INTERVAL);
			made_up_process.gap_hist.slot[hist_slot(ns)]++;
			made_up_process.gap.count++;
			made_up_process.gap.total_ns += ns;
		}
	}
	made_up_living[2].word = gil_word(GIL_WAITING, 5000000000);
	made_up_living[3].word = gil_word(GIL_HOLDING, 8000000000);
	made_up_process.start = 1000000000;
	made_up_process.word = gil_word(GIL_HOLDING, 8000000000);
	made_up_process.free_ns = 1234567891;
	made_up_process.switches = 99;
	made_up_process.overlaps = 7;
	made_up_process.unpaired = 11;
	made_up_lost = (struct gil_lost){ .no_storage = 1, .dead_threads = 2, .names = 3, .events = 4, .stacks = 5, .processes = 6 };
	made_up_now = 9000000001;
}

int main(int argc, char **argv)
{
	struct session session;
	struct snapshot_reader reader = { .session = &session };
	struct series series;
	struct snapshot snapshot;

	if (argc != 2)
		return 2;
	make_up();
	made_up_session(&session, "=gilpy \"x\\y\" a\nb.py\t\303\244");
	session.file_count = 1;
	session.files[0].runtime = TARGET_CPYTHON; /* only of one are forced switches seen */
	session.ways[0].knows_switch = 1;
	series_begin(&series, &reader, sizeof(names) / sizeof(names[0]) - 2); /* so two of them are put together */
	if (snapshot_read(&reader, &snapshot) || series_apply(&series, &reader, &snapshot))
		return 1;
	print(argv[1], "report.json", view_json, &snapshot);
	print(argv[1], "metrics.txt", NULL, &snapshot);
	print(argv[1], "metrics.om", NULL, &snapshot);
	print(argv[1], "stat.csv", view_stat_csv, &snapshot);
	print(argv[1], "hist.csv", view_hist_csv, &snapshot);
	print(argv[1], "hist.hgrm", view_hist_hgrm, &snapshot);
	snapshot_free(&snapshot);
	snapshot_reader_free(&reader);
	series_free(&series);
	return 0;
}
