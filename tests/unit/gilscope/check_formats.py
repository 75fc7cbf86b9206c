"""Reads what made_up_main wrote with the readers that users have, and compares every figure with the JSON.

    check_formats.py MADE_UP_MAIN     exit status 77: a reader is missing
"""
import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

try:
    from prometheus_client import parser as text_parser
    from prometheus_client.openmetrics import parser as openmetrics_parser
except ImportError:
    print("SKIP: no python3-prometheus-client")
    sys.exit(77)
if not shutil.which("promtool"):
    print("SKIP: no promtool (package prometheus)")
    sys.exit(77)

EDGES = [2**bit - 1 for bit in range(10, 35, 2)]
SPANS_NS = ("total_ns", "p50_ns", "p90_ns", "p99_ns", "max_ns")


def read(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8", newline="") as file:
        return file.read()


def samples(families):
    """{(name, labels): value}; no sample may come twice."""
    found = {}
    for family in families:
        for sample in family.samples:
            key = sample.name, frozenset(sample.labels.items())
            assert key not in found, f"{key} twice"
            found[key] = sample.value
    return found


def expected(report):
    """The same from the JSON, without _created."""
    want = {}

    def put(name, value, **labels):
        key = name, frozenset((k, str(v)) for k, v in labels.items())
        assert key not in want, key
        want[key] = float(value)

    def histogram(name, spans, **labels):
        for edge in EDGES:
            put(name + "_bucket", sum(n for low, n in spans["hist"] if low <= edge), **labels, edge=edge)
        put(name + "_count", spans["count"], **labels)
        put(name + "_sum", spans["total_ns"] / 1e9, **labels)

    for kind, count in report["lost_by"].items():
        put("gilscope_lost_events_total", count, kind=kind)
    put("gilscope_event_cost_seconds", report["calibration"]["event_ns"] / 1e9)
    put("gilscope_build_info", 1, version=report["tool"].split()[1])
    for process in report["processes"]:
        of = {"pid": process["pid"], "command": process["command"]}
        threads = process["threads"]
        put("gilscope_up", process["alive"], **of)
        put("gilscope_gil_known", process["known"], **of)
        put("gilscope_threads", sum(thread["alive"] for thread in threads), **of)
        put("gilscope_other_threads_total", 2, **of)
        put("gilscope_measured_seconds_total", process["wall_ns"] / 1e9, **of)
        put("gilscope_gil_free_seconds_total", process["free_ns"] / 1e9, **of)
        put("gilscope_gil_switches_total", process["switches"], **of)
        put("gilscope_gil_overlaps_total", process["overlaps"], **of)
        put("gilscope_unpaired_events_total", process["unpaired"] + process["unpaired_releases"], **of)
        histogram("gilscope_gil_handoff_gap_seconds", process["gap"], **of)
        for thread in threads:
            one = {**of, "thread": thread["name"], "tid": thread["tid"] or ""}
            histogram("gilscope_gil_wait_seconds", thread["wait"], **one)
            histogram("gilscope_gil_hold_seconds", thread["hold"], **one)
            put("gilscope_gil_acquires_total", thread["acquires"], **one)
            put("gilscope_gil_contended_total", thread["contended"], **one)
            put("gilscope_gil_drop_requests_total", thread["drop_requests"], **one)
            put("gilscope_gil_forced_switches_total", thread["forced_switches"], **one)
            put("gilscope_gil_forced_switch_seconds_total", thread["forced_switch_ns"] / 1e9, **one)
            for reason, count in thread["releases_by_reason"].items():
                if reason != "none":
                    put("gilscope_gil_releases_total", count, **one, reason=reason)
    return want


def normal(found):
    """Edges as whole ns; +Inf must be the count and is left out."""
    result = {}
    for (name, labels), value in found.items():
        labels = dict(labels)
        if name.endswith("_created"):
            continue
        edge = labels.pop("le", None)
        if edge == "+Inf":
            count = name.removesuffix("_bucket") + "_count", frozenset(labels.items())
            assert found[count] == value, f"{name}{labels}: +Inf is not the count"
            continue
        if edge is not None:
            labels["edge"] = str(round(float(edge) * 1e9))
        result[name, frozenset(labels.items())] = value
    return result


def compare(what, found, want):
    for key in want.keys() | found.keys():
        assert want.get(key) == found.get(key), f"{what}: {key}: {found.get(key)}, not {want.get(key)}"
    print(f"{what}: {len(want)} samples")


def check_metrics(folder, report):
    want = expected(report)
    text, openmetrics = read(folder, "metrics.txt"), read(folder, "metrics.om")
    compare("0.0.4", normal(samples(text_parser.text_string_to_metric_families(text))), want)
    families = list(openmetrics_parser.text_string_to_metric_families(openmetrics))
    found = samples(families)
    compare("OpenMetrics", normal(found), want)
    created = [value for (name, _), value in found.items() if name.endswith("_created")]
    assert created and set(created) == {1700000001.0}, f"_created: {created}"
    assert "_created" not in text and "# EOF\n" not in text.replace('# EOF\\n# EOF"', ""), "OpenMetrics within 0.0.4"
    for family in families:
        assert (family.unit == "seconds") == family.name.endswith("_seconds"), f"unit of {family.name}"
        assert family.documentation, f"no help for {family.name}"
    done = subprocess.run(["promtool", "check", "metrics"], input=text.encode(), capture_output=True)
    assert done.returncode == 0 and not done.stdout + done.stderr, f"promtool: {done}"
    print("promtool: silent")


def plain(text):
    """Without the apostrophe that keeps a text from being a formula."""
    if text.startswith("'") and text[1:2] in tuple("=+-@\t\r"):
        return text[1:]
    assert text[:1] not in tuple("=+-@\t\r"), f"{text!r} is a formula"
    return text


def records(folder, name):
    text = read(folder, name)
    rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    assert rows and all(None not in row and None not in row.values() for row in rows), f"{name}: fields"
    return rows


def check_csv(folder, process):
    rows = records(folder, "stat.csv")
    assert len(rows) == len(process["threads"]) + 1
    for row, want in zip(rows, process["threads"] + [process]):
        thread = want is not process
        assert plain(row["command"]) == process["command"] and row["pid"] == "4711"
        assert row["scope"] == ("thread" if thread else "process")
        assert plain(row["name"]) == (want["name"] if thread else ""), row
        assert row["tid"] == (str(want["tid"]) if thread else "")
        for field in ("requests", "acquires", "contended", "releases", "drop_requests", "unpaired", "forced_switches",
                      "forced_switch_ns"):
            assert int(row[field]) == want[field], f"{field}: {row}"
        for span in ("wait", "hold"):
            for field in ("count", "open", *SPANS_NS):
                assert int(row[f"{span}_{field}"]) == want[span][field], f"{span}_{field}: {row}"
        assert row["lost"] == "21"
    slots = {}
    for row in records(folder, "hist.csv"):
        key = row["scope"], row["tid"], row["span"]
        slots.setdefault(key, []).append([int(row["slot_low_ns"]), int(row["count"])])
        assert row["slot_end_ns"] == "" or int(row["slot_end_ns"]) > int(row["slot_low_ns"])
    for want in process["threads"] + [process]:
        for span in ("wait", "hold"):
            key = ("thread", str(want["tid"]), span) if want is not process else ("process", "", span)
            assert slots.pop(key) == want[span]["hist"], key
    assert not slots
    print(f"CSV: {len(rows)} records")


def check_hgrm(folder, process):
    blocks = re.split(r"(?m)^# gilscope (\w+) pid 4711 .*\n", read(folder, "hist.hgrm"))
    assert blocks[0] == "" and blocks[1::2] == ["wait", "hold"], blocks[:2]
    for span, block in zip(blocks[1::2], blocks[2::2]):
        want = process[span]
        lines = block.splitlines()
        assert lines[0].split() == ["Value", "Percentile", "TotalCount", "1/(1-Percentile)"] and lines[1] == ""
        # As the plotter does it: four columns, no comment.
        plotted = [[float(x) for x in line.split()] for line in lines[2:] if line[0] != "#" and len(line.split()) == 4]
        assert len(plotted) > 10
        for before, after in zip(plotted, plotted[1:]):
            assert before[0] <= after[0] and before[1] < after[1] and before[2] <= after[2] and before[3] < after[3]
        for value, percentile, count, inverse in plotted:
            assert abs(inverse - 1 / (1 - percentile)) < 0.01 * inverse
            assert count >= percentile * want["count"] - 1e-6
            low = sum(n for low, n in want["hist"] if low / 1000 <= value)
            assert low == count, f"{span} {value}: {count}, not {low}"
        last = [line for line in lines if not line.startswith("#")][-1].split()
        assert [float(x) for x in last] == [want["max_ns"] / 1000, 1.0, want["count"]], last
        assert f"Total count    = {want['count']:12d}]" in block
    print("hgrm: two blocks")


def main():
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.argv[1], folder], check=True)
        report = json.loads(read(folder, "report.json"))
        process = report["processes"][0]
        assert len(process["threads"]) == 27 and [t["tid"] for t in process["threads"]].count(0) == 1
        check_metrics(folder, report)
        check_csv(folder, process)
        check_hgrm(folder, process)


main()
