/*
 * timeline_main.c - writes one made-up event stream as a timeline in both formats: timeline_main SEED EVENTS LOSS JSON PERFETTO
 * LOSS: one in so many events is left out, 0: none; or "garbage": events without sense.
 */
#include <stdlib.h>

#include "fake_stream.h"
#include "text.h"
#include "timeline.h"

struct both {
	struct dictionary dictionary;
	struct timeline timelines[2];
};

static int on_event(void *context, const struct gil_event *event)
{
	struct both *both = context;

	if (dictionary_event(&both->dictionary, event))
		return -1;
	for (int i = 0; i < 2; i++)
		if (timeline_event(&both->timelines[i], &both->dictionary, event))
			return -1;
	return 0;
}

int main(int argc, char **argv)
{
	struct timeline_losses losses = { 3, 2, 1 };
	struct fake_stream stream;
	struct trace *traces[2];
	struct both both;
	FILE *files[2];

	if (argc != 6)
		return 2;
	dictionary_init(&both.dictionary);
	for (int i = 0; i < 2; i++) {
		files[i] = fopen(argv[4 + i], "we");
		traces[i] = files[i] ? i ? trace_perfetto(files[i]) : trace_json(files[i]) : NULL;
		if (!traces[i])
			return 1;
		timeline_init(&both.timelines[i], traces[i], 1);
	}
	fake_begin(&stream, strtoull(argv[1], NULL, 10), (unsigned)atoi(argv[3]), on_event, &both);
	if ((strcmp(argv[3], "garbage") == 0 ? fake_garbage : fake_run)(&stream, strtoull(argv[2], NULL, 10)))
		return 1;
	for (int i = 0; i < 2; i++) {
		for (int p = 0; p < FAKE_PROCESSES; p++) {
			char name[TEXT_NAME_SIZE];

			text_clean(name, fake_names[p + 1], 255, 0);
			if (timeline_finish(&both.timelines[i], &both.dictionary, stream.processes[p].tgid, name, FAKE_START,
					    stream.now))
				return 1;
		}
		timeline_end(&both.timelines[i], "test", &losses);
		if (fclose(files[i]) || traces[i]->failed)
			return 1;
		timeline_free(&both.timelines[i]);
		traces[i]->format->free(traces[i]);
	}
	dictionary_free(&both.dictionary);
	return 0;
}
