"""Measure Slipway against references that run in the same minutes on the same machine.

Writes benchmarks/results.json: a list of {name, ours, reference, referenceName, unit, ratio, goal, met}, and prints it
as a table. `goal` is the largest ratio that is good enough, the smallest if `atLeast`, or null where there is only a figure
to know. Names as arguments measure those alone: start, list, creation, tokens,
clusters, registry.
"""

import contextlib
import io
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile

import requests

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "Tests/conformance"))

from clusters import measure_clusters  # noqa: E402
from registry import measure_registry  # noqa: E402
from tokens import measure_tokens  # noqa: E402
from installation import CACHE, KUBECTL, PROGRAMS, VERSION, Cluster, Installation, free_port, poll  # noqa: E402

ROUNDS = 3
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


# Creation


def bare_start():
    """Seconds from the start of etcd and kube-apiserver until /readyz, and their memory in MiB."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="slipway-bench-"))
    client, peer, port = free_port(), free_port(), free_port()
    subprocess.run(
        ["openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", folder / "sa.key"], check=True
    )
    etcd = [
        "etcd",
        f"--data-dir={folder}/etcd",
        f"--listen-client-urls=http://127.0.0.1:{client}",
        f"--advertise-client-urls=http://127.0.0.1:{client}",
        f"--listen-peer-urls=http://127.0.0.1:{peer}",
    ]
    server = [
        CACHE / f"kubernetes/v{VERSION}/bin/kube-apiserver",
        f"--etcd-servers=http://127.0.0.1:{client}",
        f"--secure-port={port}",
        f"--cert-dir={folder}/certificates",
        "--advertise-address=192.0.2.1",
        "--authorization-mode=Node,RBAC",
        "--enable-admission-plugins=NodeRestriction",
        "--service-account-issuer=https://kubernetes.default.svc",
        f"--service-account-key-file={folder}/sa.key",
        f"--service-account-signing-key-file={folder}/sa.key",
        "--service-cluster-ip-range=172.21.0.0/16",
    ]
    started = time.monotonic()
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    processes = [subprocess.Popen(command, **quiet) for command in (etcd, server)]
    try:
        poll(lambda: answers(f"https://127.0.0.1:{port}/readyz"), 120, every=0.05, what="a bare API server")
        return time.monotonic() - started, sum(memory(process.pid) for process in processes)
    finally:
        for process in reversed(processes):
            process.kill()
            process.wait()
        shutil.rmtree(folder)


def answers(url, **arguments):
    with contextlib.suppress(requests.RequestException):
        return requests.get(url, **{"verify": False, "timeout": 2, **arguments}).status_code == 200


def memory(pid):
    """Proportional set size in MiB."""
    rollup = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(rollup.split("\nPss:")[1].split()[0]) / 1024


def creation(installation, name):
    """Seconds from the request until the worker is Ready and the default service account exists."""
    started = time.monotonic()
    answer = installation.api("POST", "/v1/clusters", json={"name": name, "workerNum": 1})
    assert answer.status_code == 201, answer.text
    identifier = answer.json()["id"]
    admin = poll(lambda: admin_access(installation, identifier), 120, what="an admin configuration")
    poll(lambda: is_usable(*admin), 120, what="a usable cluster")
    seconds = time.monotonic() - started
    held = sum(memory(pid) for pid in masters(installation.data / "clusters" / identifier))
    installation.api("DELETE", f"/v1/clusters/{identifier}")
    poll(lambda: installation.api("GET", f"/v1/clusters/{identifier}").status_code == 404, 120, what="removal")
    return seconds, held


def admin_access(installation, identifier):
    answer = installation.api("GET", f"/v1/clusters/{identifier}/config/admin")
    if answer.status_code != 200:
        return None
    folder = pathlib.Path(tempfile.mkdtemp(dir=installation.home))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        archive.extractall(folder)
    [authority] = folder.rglob("ca-*.pem")
    [config] = folder.rglob("*.yml")
    server = config.read_text().split("server:")[1].split()[0].strip('"')
    return server, authority, authority.parent / "admin.pem", authority.parent / "admin-key.pem"


def is_usable(server, authority, certificate, key):
    known = {"verify": str(authority), "cert": (str(certificate), str(key)), "timeout": 5}
    with contextlib.suppress(requests.RequestException):
        account = requests.get(f"{server}/api/v1/namespaces/default/serviceaccounts/default", **known)
        nodes = requests.get(f"{server}/api/v1/nodes", **known).json().get("items", [])
        conditions = [condition for node in nodes for condition in node["status"].get("conditions", [])]
        ready = [c for c in conditions if c["type"] == "Ready" and c["status"] == "True"]
        return account.status_code == 200 and len(ready) == 1


def masters(folder):
    names = ("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler")
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (entry / "exe").readlink().name in names and str(folder).encode() in (entry / "environ").read_bytes():
                yield int(entry.name)


def measure_creation():
    ours, bare = [], []
    installation = Installation()
    try:
        installation.start()
        for number in range(ROUNDS):
            bare.append(bare_start())
            ours.append(creation(installation, f"bench-{number}"))
            print(f"round {number + 1}: bare {bare[-1][0]:.1f} s, ours {ours[-1][0]:.1f} s", file=sys.stderr)
    finally:
        installation.remove()
    seconds, held = (statistics.median(column) for column in zip(*ours))
    bare_seconds, bare_held = (statistics.median(column) for column in zip(*bare))
    reference = "bare etcd + kube-apiserver"
    yield result("creation until the worker is Ready, cold", seconds, bare_seconds, reference, "s", 2.0)
    yield result("memory of a control plane (PSS)", held, bare_held, reference, "MiB", None)


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
    installation = Installation()
    try:
        installation.start()
        installation.log_in()
        cluster = Cluster(installation, "bench", workers=0)
        environment = {"PATH": os.environ["PATH"], "HOME": str(installation.home), "KUBECONFIG": cluster.config}
        ours = start_time([PROGRAMS / "bx", "cs", "clusters"], environment=environment)
        kubectl = start_time([KUBECTL, "get", "ns"], environment=environment)
        yield result("bx cs clusters", ours, kubectl, "kubectl get ns", "ms", 0.5)
    finally:
        installation.remove()


def main():
    requests.packages.urllib3.disable_warnings()
    measures = {
        "start": measure_start,
        "list": measure_list,
        "creation": measure_creation,
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
