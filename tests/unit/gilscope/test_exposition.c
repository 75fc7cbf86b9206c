/* test_exposition.c - bpf/views/exposition.c: which format a client gets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "views/openmetrics.h"

#define OM EXPOSITION_OPENMETRICS
#define TEXT EXPOSITION_TEXT

static const struct {
	const char *accept;
	enum exposition want;
} cases[] = {
	{ NULL, TEXT },
	{ "", TEXT },
	{ ",;=/,,", TEXT },
	{ "*/*", TEXT },
	{ "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", TEXT },
	{ "application/json", TEXT },
	{ "application/openmetrics-text", OM },
	{ "application/openmetrics-text; version=1.0.0", OM },
	{ "Application/OpenMetrics-Text;Version=\"1.0.0\"", OM },
	{ "application/openmetrics-text;version=0.0.1,text/plain;version=0.0.4;q=0.5,*/*;q=0.1", TEXT },
	{ "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
	  "text/plain;version=0.0.4;q=0.5,*/*;q=0.1", OM },
	{ "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6,"
	  "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
	  "text/plain;version=0.0.4;q=0.3,*/*;q=0.2", OM },
	{ "application/openmetrics-text;q=0.4,text/plain;q=0.6", TEXT },
	{ "text/plain;q=0.399 , application/openmetrics-text ; q=0.4", OM },
	{ "text/plain, application/openmetrics-text", TEXT },
	{ "application/openmetrics-text, */*", OM },
	{ "application/*, text/*;q=0.9", OM },
	{ "application/*;q=0.8, text/*;q=0.9", TEXT },
	{ "text/plain;q=0, */*", OM },
	{ "application/openmetrics-text;q=0, */*;q=0.1", TEXT },
	{ "application/openmetrics-text;q=0", TEXT },
	{ "application/openmetrics-text;q=1.001, text/plain;q=0.1", TEXT },
	{ "application/openmetrics-text;q=0.5x, text/plain;q=0.1", TEXT },
	{ "application/openmetrics-text;q=, text/plain;q=0.1", TEXT },
	{ "application/openmetrics-text;q=1.000, text/plain;q=0.999", OM },
	{ "application/openmetrics-text;note=\"a,b;q=0\", text/plain;q=0.9", OM },
	{ "application/openmetrics-text;note=\"never closed, text/plain", OM },
	{ "application/openmetrics-text/x", TEXT },
	{ "application", TEXT },
	{ "/", TEXT },
};

static void accept_headers(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (exposition_wanted(cases[i].accept) != cases[i].want)
			fail_msg("wrong format for: %s", cases[i].accept ? cases[i].accept : "(none)");
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(accept_headers) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
