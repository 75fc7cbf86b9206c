/*
 * gilscope.bpf.c - the BPF object: the account, the event stream, the scheduler, the ends of threads, and the sources of
 * events.
 */
#include <stdbool.h>
#include <stddef.h>

#include <linux/bpf.h>
#include <linux/ptrace.h>

#include "ktypes.h"

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/usdt.bpf.h>

#include "gil_event.h"
#include "gil_exact.h"
#include "gil_raw.h"
#include "sources/cpython_objects.h"

#include "core/maps.bpf.h"
#include "core/identity.bpf.h"
#include "core/stream.bpf.h"
#include "core/pystack.bpf.h"
#include "core/running.bpf.h"
#include "core/account.bpf.h"
#include "core/exact.bpf.h"
#include "core/sched.bpf.h"
#include "core/lifetime.bpf.h"
#include "core/family.bpf.h"
#include "sources/cpython.bpf.h"
#include "sources/gilpy.bpf.h"
#include "sources/self.bpf.h"

char LICENSE[] SEC("license") = "Dual MIT/GPL";
