#include "thread/cpu_slice.h"

#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

/* struct sched_attr of linux/sched/types.h, whose header clashes with sched.h */
typedef struct SchedAttr {
    uint32_t size, policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime, deadline, period;
} SchedAttr;

void cpu_slice_set(Thread *t, int ns) {
    if (t->cpu_slice == ns)
        return;
    t->cpu_slice = ns;
    SchedAttr attr;
    /* The rest, above all the nice value, stays as it is. */
    if (syscall(SYS_sched_getattr, 0, &attr, sizeof attr, 0) < 0 || attr.policy != SCHED_OTHER)
        return;
    attr.size = sizeof attr;
    attr.runtime = (uint64_t)ns;
    attr.deadline = attr.period = 0;
    syscall(SYS_sched_setattr, 0, &attr, 0);
}
