"""Measure Slipway against references that run in the same minutes on the same machine.

Writes benchmarks/results.json: a list of {name, ours, reference, referenceName, unit, ratio, goal, met}, and prints it
as a table. `goal` is the largest ratio that is good enough, the smallest if `atLeast`, or null where there is only a figure
to know. Names as arguments measure those alone: start, list, creation, rest, tokens, clusters, registry.
"""

import json
import os
import pathlib
import shutil
import signal
import statistics
import subprocess
import sys
import time

import requests

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "Tests/conformance"))
# What a debug build takes tells nothing.
os.environ.setdefault("SLIPWAY_PROGRAMS", str(ROOT / "bin"))

from clusters import measure_clusters  # noqa: E402
from creation import measure_creation  # noqa: E402
from rest import measure_rest  # noqa: E402
from registry import measure_registry  # noqa: E402
from tokens import measure_tokens  # noqa: E402
from installation import KUBECTL, PROGRAMS, Cluster, Installation  # noqa: E402

RESULTS = ROOT / "benchmarks/results.json"


def result(name, ours, reference, reference_name, unit, goal, at_least=False):
    ratio = ours / reference
    return {
        "name": name,
        "ours": round(ours, 4),
        "reference": round(reference, 4),
        "referenceName": reference_name,
        "unit": unit,
        "ratio": round(ratio, 3),
        "goal": goal,
        "atLeast": at_least,
        "met": None if goal is None else (ratio >= goal if at_least else ratio <= goal),
    }


# Start of the command line


def start_time(command, runs=40, environment=None):
    """Median milliseconds of a whole process."""
    taken = []
    for _ in range(runs + 3):
        started = time.perf_counter()
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken[3:])


def measure_start():
    ours = start_time([PROGRAMS / "bx", "--version"])
    if docker := shutil.which("docker"):
        yield result("bx --version", ours, start_time([docker, "--version"]), "docker --version", "ms", 0.5)
    else:
        print("docker is not here, so bx --version is not compared with it", file=sys.stderr)
    kubectl = start_time([KUBECTL, "version", "--client"])
    yield result("bx --version", ours, kubectl, "kubectl version --client", "ms", 0.5)


def measure_list():
    """The shortest question to our server against the shortest one to a cluster of ours, connections and TLS included."""
    with Installation() as installation:
        installation.log_in()
        cluster = Cluster(installation, "bench", workers=0)
        environment = {"PATH": os.environ["PATH"], "HOME": str(installation.home), "KUBECONFIG": cluster.config}
        ours = start_time([PROGRAMS / "bx", "cs", "clusters"], environment=environment)
        kubectl = start_time([KUBECTL, "get", "ns"], environment=environment)
        yield result("bx cs clusters", ours, kubectl, "kubectl get ns", "ms", 0.5)


def main():
    # As Ctrl-C: what was started is ended.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    requests.packages.urllib3.disable_warnings()
    measures = {
        "start": measure_start,
        "list": measure_list,
        "creation": lambda: measure_creation(result),
        "rest": lambda: measure_rest(result),
        "tokens": lambda: measure_tokens(result),
        "clusters": lambda: measure_clusters(result),
        "registry": lambda: measure_registry(result),
    }
    results = [row for name in sys.argv[1:] or measures for row in measures[name]()]
    if not sys.argv[1:]:
        RESULTS.write_text(json.dumps(results, indent=2) + "\n")
    print(f"{'':58} {'ours':>10} {'reference':>10} {'ratio':>7} {'goal':>6}")
    for row in results:
        name = f"{row['name']} / {row['referenceName']}"
        met = {True: "met", False: "MISSED", None: ""}[row["met"]]
        goal = "" if row["goal"] is None else row["goal"]
        figures = f"{row['ours']:>8.4g} {row['unit']:<3} {row['reference']:>8.4g} {row['ratio']:>7} {goal:>6} {met}"
        print(f"{name[:58]:58} {figures}")


if __name__ == "__main__":
    main()
