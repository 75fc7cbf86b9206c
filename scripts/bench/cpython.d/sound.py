"""What no report of gilscope on one process may have."""


def unsound(report):
    """What is wrong with the figures, each as a text; nothing if they agree with each other and nothing was lost."""
    process, wrong = report["processes"][0], []
    for name in ("overlaps", "unpaired", "unpaired_releases", "imbalance"):
        if process[name]:
            wrong.append(f"{name} {process[name]}")
    if report["lost"]:
        wrong.append(f"lost {report['lost']}")
    if abs(process["balance_ns"]) > process["wall_ns"] / 1000:
        wrong.append(f"hold + free is {process['balance_ns']} ns off")
    if not process["acquires"]:
        wrong.append("no event")
    return wrong
