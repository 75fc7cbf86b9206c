"""What came out, as tables or as one JSON object.

A line is what was measured in one case of one runtime on so many CPUs.  Over several rounds, its figures are the
medians of the rounds' figures, with the range beside them.
"""

import statistics

from figures import KEYS


class Lines:
    """Collects the figures of each line, round by round."""

    def __init__(self):
        self.lines = {}

    def add(self, measure, name, unit, runtime, cpus, key, case, figures):
        where = (name, cpus, key, case, runtime)
        line = self.lines.setdefault(where, {"measure": measure, "name": name, "unit": unit, "runtime": runtime,
                                             "cpus": cpus, key: case, "rounds": []})
        line["rounds"].append(figures)

    def finished(self, measures):
        """The lines with median and range, in the order in which they first came."""
        lines = list(self.lines.values())
        for measure in measures:
            lines += measure.derived(lines)
        for line in lines:
            rounds = line["rounds"]
            line["samples"] = sum(figures["samples"] for figures in rounds)
            for key in KEYS:
                values = [figures[key] for figures in rounds]
                line[key] = statistics.median(values)
                line[f"{key}_range"] = [min(values), max(values)]
        return lines


def number(value):
    """Four digits that count, and not more than two after the point, or three for an index."""
    if value == 0:
        return "0"
    size = abs(value)
    return f"{value:.0f}" if size >= 1000 else f"{value:.1f}" if size >= 10 else f"{value:.3f}"


def span(low, high):
    return f"{number(low)}..{number(high)}"


def tables(lines, measures):
    """The text of all tables, a table for each figure and number of CPUs."""
    text = []
    for measure in measures:
        mine = [line for line in lines if line["measure"] == measure.name]
        if not mine:
            continue
        text.append(f"{measure.name}: {measure.text}")
        for name, cpus in dict.fromkeys((line["name"], line["cpus"]) for line in mine):
            text.append("")
            text += table([line for line in mine if (line["name"], line["cpus"]) == (name, cpus)], measure.key)
        text.append("")
    return "\n".join(text)


def table(lines, key):
    first = lines[0]
    rounds = max(len(line["rounds"]) for line in lines)
    cpus = f"{first['cpus']} CPU" + "s" * (first["cpus"] > 1)
    width = max(len(line["runtime"]) for line in lines + [{"runtime": "runtime"}])
    text = [f"  {first['name']} ({first['unit']}), {cpus}",
            f"  {key:>7}  {'runtime':<{width}} {'p50':>9} {'mean':>9} {'p99':>9} {'worst':>9} {'samples':>8}"
            + (f"  {'mean, range':>17} {'p99, range':>17}" if rounds > 1 else "")]
    order = list(dict.fromkeys(line[key] for line in lines))
    for line in sorted(lines, key=lambda line: order.index(line[key])):  # stable: runtimes keep their order
        text.append(f"  {line[key]:>7}  {line['runtime']:<{width}} "
                    + " ".join(f"{number(line[k]):>9}" for k in KEYS) + f" {line['samples']:>8}"
                    + (f"  {span(*line['mean_range']):>17} {span(*line['p99_range']):>17}" if rounds > 1 else ""))
    return text
