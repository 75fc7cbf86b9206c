"""The waiter x holder matrix from gilpy's own log (-X gillog), to compare gilscope blame with.

    blame_of_log.py LOG BLAME.json

Prints a line for each cell that is off by more than BPF_TEST_TOLERANCE and _SLACK_NS (see lib.sh) and the probes' own cost; nothing
if all agree.

A probe's stamp is later than the log's by up to what a probe costs: with cold caches, if the thread has computed or slept for long
since its last one. As both ends of a span are late, it is off by the greater of the two at the most.
"""
import json
import os
import sys
from collections import defaultdict

TOLERANCE = float(os.environ['BPF_TEST_TOLERANCE'])
SLACK_NS = int(os.environ['BPF_TEST_SLACK_NS'])
COLD_AFTER_NS = 200000


class Matrix:
    """Cells (waiter tid, holder tid or 0): ns, how many spans they are made of, and by how much the probes may have moved them."""

    def __init__(self, start, end, warm, cold):
        self.start, self.end = start, end
        self.warm, self.cold = warm, cold
        self.cells, self.spans, self.late = defaultdict(int), defaultdict(int), defaultdict(int)
        self.waiting, self.last = {}, {}
        self.holder, self.since = None, (start, warm)

    def account(self, now, late):
        if self.holder is not None:
            for waiter, began in self.waiting.items():
                low, low_late = max(self.since, began, (self.start, 0))
                ns = min(now, self.end) - low
                if ns > 0:
                    key = waiter, self.holder
                    self.cells[key] += ns
                    self.spans[key] += 1
                    self.late[key] += max(low_late, late)

    def event(self, now, tid, event):
        late = self.cold if now - self.last.get(tid, 0) > COLD_AFTER_NS else 2 * self.warm
        self.last[tid] = now
        if event == 'request':
            self.waiting[tid] = now, late
        elif event == 'acquire':
            self.account(now, late)
            self.waiting.pop(tid, None)
            self.holder, self.since = tid, (now, late)
        elif event == 'release':
            self.account(now, late)
            self.holder, self.since = 0, (now, late)


def main():
    report = json.load(open(sys.argv[2]))
    process = report['processes'][0]
    matrix = Matrix(process['start_ns'], process['end_ns'], report['calibration']['event_ns'], report['calibration']['cold_ns'])
    for line in open(sys.argv[1]):
        fields = line.split()
        matrix.event(int(fields[0]), int(fields[1]), fields[2])
    matrix.account(process['end_ns'], 0)
    tid = {0: 0, **{thread['id']: thread['tid'] for thread in process['threads']}}
    truth = matrix.cells
    seen = {(tid[cell['waiter']], tid[cell['holder']]): cell['ns'] for cell in process['blame']['cells']}
    for key in sorted(set(truth) | set(seen)):
        slack = TOLERANCE * truth[key] + matrix.late[key] + SLACK_NS
        if abs(seen.get(key, 0) - truth[key]) > slack:
            print(f'waiter {key[0]}, holder {key[1]}: {seen.get(key, 0)} ns, by the log {truth[key]} ns, '
                  f'{matrix.spans[key]} spans, {slack:.0f} ns allowed')
    if len(truth) < 4:
        print('the log has too few cells to compare:', dict(truth))


main()
