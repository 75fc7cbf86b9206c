/*
 * libbpf_log.h - what libbpf has to say.
 */
#ifndef GILSCOPE_LIBBPF_LOG_H
#define GILSCOPE_LIBBPF_LOG_H

/* From now on libbpf's messages go to stderr, all of them if `verbose`, else none. */
void libbpf_log_start(int verbose);

/* ": " and what libbpf said first when something failed; what follows is consequences. Empty if it said nothing. */
const char *libbpf_log_why(void);

#endif
