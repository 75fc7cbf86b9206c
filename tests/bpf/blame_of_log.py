"""The waiter x holder matrix from gilpy's own log (-X gillog), to compare gilscope blame with.

    blame_of_log.py LOG BLAME.json

Prints a line for each cell that is off by more than BPF_TEST_TOLERANCE and _SLACK_NS (see lib.sh) and the probes' own cost; nothing if all agree.
"""
import json
import os
import sys
from collections import defaultdict

TOLERANCE = float(os.environ['BPF_TEST_TOLERANCE'])
SLACK_NS = int(os.environ['BPF_TEST_SLACK_NS'])


def matrix(path, start, end):
    """Cells (waiter tid, holder tid or 0): ns, and how many spans they are made of."""
    cells, spans = defaultdict(int), defaultdict(int)
    waiting, holder, since = {}, None, start

    def account(now):
        low, high = max(since, start), min(now, end)
        if holder is not None:
            for waiter, began in waiting.items():
                ns = high - max(low, began)
                if ns > 0:
                    cells[waiter, holder] += ns
                    spans[waiter, holder] += 1

    for line in open(path):
        fields = line.split()
        now, tid, event = int(fields[0]), int(fields[1]), fields[2]
        if event == 'request':
            waiting[tid] = now
        elif event == 'acquire':
            account(now)
            waiting.pop(tid, None)
            holder, since = tid, now
        elif event == 'release':
            account(now)
            holder, since = 0, now
    account(end)
    return cells, spans


def main():
    report = json.load(open(sys.argv[2]))
    cost = report['calibration']['event_ns']
    process = report['processes'][0]
    tid = {0: 0, **{thread['id']: thread['tid'] for thread in process['threads']}}
    truth, spans = matrix(sys.argv[1], process['start_ns'], process['end_ns'])
    seen = {(tid[cell['waiter']], tid[cell['holder']]): cell['ns'] for cell in process['blame']['cells']}
    for key in sorted(set(truth) | set(seen)):
        slack = TOLERANCE * truth[key] + 2 * cost * spans[key] + SLACK_NS
        if abs(seen.get(key, 0) - truth[key]) > slack:
            print(f'waiter {key[0]}, holder {key[1]}: {seen.get(key, 0)} ns, by the log {truth[key]} ns, '
                  f'{spans[key]} spans')
    if len(truth) < 4:
        print('the log has too few cells to compare:', dict(truth))


main()
