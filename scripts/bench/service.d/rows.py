"""What came out: for each view a row, in which times with it and without are compared."""

import bisect
import statistics

from figures import quantile


class Done:
    """What a program got done, in the order of time: when (CLOCK_MONOTONIC, ns), and how long each took."""

    def __init__(self, found):
        done = [when for line in found["done_ns"] for when in line]
        took = [ns for line in found.get("took_ns", []) for ns in line] or [0.0] * len(done)
        pairs = sorted(zip(done, took))
        self.when = [when for when, _ in pairs]
        self.took = [ns for _, ns in pairs]
        self.failures = {kind: sum(map(len, found.get(kind, [])))
                         for kind in ("unconnected", "broken", "late", "refused", "wrong")}

    def between(self, start, end):
        return self.took[bisect.bisect_left(self.when, start):bisect.bisect_left(self.when, end)]


def figures_of(look, done):
    took = sorted(done.between(look.start, look.until))
    if not took:
        return None
    return {"rate": len(took) * 1e9 / (look.until - look.start), "p50": quantile(took, 0.5), "p99": quantile(took, 0.99)}


def ratio(values):
    """A figure's median over the rounds, with the quartiles."""
    cuts = statistics.quantiles(values, n=4, method="inclusive") if len(values) > 1 else values * 3
    return {"median": statistics.median(values), "quartiles": [cuts[0], cuts[2]]}


def row(part, view, looks, done):
    """The figures of a view, or, if it is None, of nobody: of the looks, each second one is nobody's, and the others are
    compared with these. None if there is nothing to compare, or nothing was done in one of the windows."""
    aside = 1 if view else 2  # to the next one of nobody
    rounds, worst, attached, count, cycles = [], 0, 0, 0, 0
    for i in range(aside, len(looks) - aside):
        if looks[i].view != view:
            continue
        before, mine, after = (figures_of(looks[k], done) for k in (i - aside, i, i + aside))
        if not (before and mine and after):
            return None
        rounds.append({key: (mine[key], (before[key] + after[key]) / 2) for key in mine})
        slow = (done.between(looks[i].begin, looks[i].start) + done.between(looks[i].until, looks[i].end) if view else
                done.between(looks[i].start, looks[i].until))
        worst = max([worst] + slow)
        cycles += looks[i].report["processes"][0]["acquires"] if view else 0
        attached += looks[i].until - looks[i].start
        count += len(done.between(looks[i].start, looks[i].until))
    if not rounds:
        return None
    line = {"part": part, "view": view or "nobody", "rounds": len(rounds), "attached_s": attached / 1e9, "done": count,
            "worst_ns": worst, "cycles": cycles * 1e9 / attached}
    for key in rounds[0]:
        line[key] = statistics.median(mine for mine, _ in (r[key] for r in rounds))
        line[f"{key}_without"] = statistics.median(without for _, without in (r[key] for r in rounds))
        if all(without for _, without in (r[key] for r in rounds)):
            line[f"{key}_ratio"] = ratio([mine / without for mine, without in (r[key] for r in rounds)])
    return line


def milliseconds(ns):
    return f"{ns / 1e6:.2f}"


def compared(line, key, show):
    return f"{show(line[f'{key}_without']):>8} {show(line[key]):>8} {line[f'{key}_ratio']['median']:7.3f}"


def table(part, looks, done, rows):
    version = next(look.report for look in looks if look.report)["processes"][0]["runtime"]["version"]
    lines = [f"{part}, CPython {version}: " + (f"{len(done.when)} requests, {sum(done.failures.values())} failed"
                                              if part == "service" else f"{len(done.when)} pieces of work")]
    lines.append(f"{'view':<9} {'attached':>8} {'done':>8} {'a second: without, with, ratio, quartiles':^43}"
                 + (f"{'p50 in ms':^27}{'p99 in ms':^26}{'worst':>8}" if part == "service" else "") + f" {'cycles':>8}")
    for line in rows:
        low, high = line["rate_ratio"]["quartiles"]
        text = (f"{line['view']:<9} {line['attached_s']:>7.1f}s {line['done']:>8} "
                f"{compared(line, 'rate', lambda rate: f'{rate:.0f}')} ({low:.3f} .. {high:.3f})")
        if part == "service":
            text += (f"  {compared(line, 'p50', milliseconds)} {compared(line, 'p99', milliseconds)} "
                     f"{milliseconds(line['worst_ns']):>7}")
        text += f" {line['cycles']:>8.0f}" if line["view"] != "nobody" else f" {'-':>8}"
        lines.append(text)
    return "\n".join(lines)
