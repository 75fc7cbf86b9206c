"""From samples to the figures of a line: p50, mean, p99, worst and the number of samples.

Where less is better (times), p99 is the value that 99 % of the samples do not exceed and worst the largest one.  Where
more is better (rates, shares), p99 is the value that 99 % of the samples reach and worst the smallest one.
"""

import math
import statistics

KEYS = ("p50", "mean", "p99", "worst")


def quantile(ordered, q):
    """The nearest rank: always one of the samples."""
    return ordered[max(0, math.ceil(q * len(ordered)) - 1)]


def summary(samples, more_is_better=False, mean=None):
    """The figures; mean is given where it is not that of the samples, such as a rate over the whole time."""
    if not samples:
        raise ValueError("no samples")
    ordered = sorted(samples, reverse=more_is_better)
    return {"p50": quantile(ordered, 0.5), "mean": statistics.fmean(ordered) if mean is None else mean,
            "p99": quantile(ordered, 0.99), "worst": ordered[-1], "samples": len(ordered)}


def windows(bins, length):
    """Sums of so many neighbours; what is left over at the end is no window, unless it is all there is."""
    length = min(length, len(bins))
    return [sum(bins[i:i + length]) for i in range(0, len(bins) - length + 1, length)]


def jain(shares):
    """Jain's fairness index: 1 if all are equal, 1/n if one has everything."""
    squares = sum(share * share for share in shares)
    return sum(shares) ** 2 / (len(shares) * squares) if squares else 1.0


def rates(durations, length):
    """Things per second in each window of so many seconds, from how long one after the other took."""
    total = sum(durations)
    counts = [0] * max(1, int(total / length))
    length = min(length, total)
    end = 0.0
    for duration in durations:
        end += duration
        i = int(end / length)
        if i < len(counts):
            counts[i] += 1
    return [count / length for count in counts]
