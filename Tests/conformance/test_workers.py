"""Workers come and go, restart and break, while their cluster goes on."""

import contextlib
import ipaddress
import json
import os
import pathlib
import signal
import time

import pytest

from conftest import load_test_image
from installation import Cluster, poll

pytestmark = pytest.mark.workers

CGROUPS = pathlib.Path("/sys/fs/cgroup")
LIMITS = ("memory.limit_in_bytes", "memory.max", "cpu.cfs_quota_us", "cpu.max")

APPLICATION = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      terminationGracePeriodSeconds: 0
      topologySpreadConstraints:
      - maxSkew: 1
        topologyKey: kubernetes.io/hostname
        whenUnsatisfiable: ScheduleAnyway
        labelSelector: {matchLabels: {app: web}}
      containers:
      - name: web
        image: test.local/busybox:1
        imagePullPolicy: Never
        command: [/bin/busybox, httpd, -f, -p, "8080"]
        readinessProbe: {tcpSocket: {port: 8080}, periodSeconds: 1}
---
apiVersion: policy/v1beta1
kind: PodDisruptionBudget
metadata: {name: web}
spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}
"""


@pytest.fixture(scope="module")
def crew(slipway):
    """A cluster of these tests' own with two workers and an application on both."""
    made = Cluster(slipway, "crew", workers=2)
    load_test_image(made)
    made.kubectl("apply", "-f", "-", input=APPLICATION)
    made.kubectl("rollout", "status", "deployment/web", "--timeout=180s")
    yield made
    made.remove()


def workers(cluster):
    listed = cluster.installation.bx("cs", "workers", cluster.name, "--output", "json").stdout
    return {worker["id"]: worker for worker in json.loads(listed)}


def all_normal(cluster, count):
    found = workers(cluster)
    are_well = all((one["state"], one["status"]) == ("normal", "Ready") for one in found.values())
    return found if len(found) == count and are_well else None


def pods(cluster):
    """The nodes of the application's pods that serve."""
    listed = json.loads(cluster.kubectl("get", "pods", "-l", "app=web", "-o", "json").stdout)["items"]
    ready = {"type": "Ready", "status": "True"}.items()
    serving = [pod for pod in listed if any(ready <= one.items() for one in pod["status"].get("conditions", []))]
    return sorted(pod["spec"]["nodeName"] for pod in serving if "deletionTimestamp" not in pod["metadata"])


def await_pods(cluster, condition, what, limit=60):
    """Wait until the nodes of the serving pods are as wanted; a failure tells how the pods are."""
    try:
        return poll(lambda: condition(pods(cluster)), limit, what=what)
    except AssertionError as failure:
        told = cluster.kubectl("describe", "pods", "-l", "app=web").stdout
        raise AssertionError(f"{failure}\n{told}\n{workers(cluster)}") from None


def traces(cluster, place):
    """What is left of a worker on the host: its units' processes, its files, its control groups."""
    mark = f"SLIPWAY_UNIT={cluster.folder}/units/w{place}-".encode()
    found = []
    for entry in pathlib.Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark in entry.read_bytes():
                found.append(str(entry))
        except OSError:
            pass
    index = json.loads((cluster.folder / "allocation.json").read_text())["networkIndex"]
    found += [str(path) for path in CGROUPS.glob(f"*/slw*-{index}-w{place}")]
    return found + [str(path) for path in [cluster.folder / f"workers/{place}"] if path.exists()]


def test_a_worker_is_added_and_another_removed_while_the_application_serves(crew):
    bx = crew.installation.bx
    [first, second] = sorted(workers(crew))
    said = bx("cs", "worker-add", "--cluster", crew.name).stdout
    assert said.startswith("Adding workers to cluster crew...\nOK\n")
    poll(lambda: all_normal(crew, 3), 240, every=0.5, what="a third worker")
    third = next(name for name in workers(crew) if name not in (first, second))
    assert third in said and third.endswith("-w3")
    assert crew.state() == "normal"
    load_test_image(crew)
    assert f"Private IP:     {workers(crew)[third]['privateIP']}" in bx("cs", "worker-get", third).stdout

    place = 1
    assert traces(crew, place), "what is looked for is there while the worker is"
    assert bx("cs", "worker-rm", "-f", crew.name, first).stdout.endswith("OK\n")
    end = time.monotonic() + 90
    while first in workers(crew):
        assert pods(crew), "the application serves all the time"
        assert time.monotonic() < end, workers(crew)
    assert sorted(workers(crew)) == [second, third]
    nodes = crew.kubectl("get", "nodes", "-o", "name").stdout.split()
    assert sorted(nodes) == [f"node/{second}", f"node/{third}"]
    await_pods(crew, lambda nodes: len(nodes) == 2 and first not in nodes, "both pods elsewhere")
    assert not traces(crew, place)
    poll(lambda: crew.state() == "normal", 60, what="a normal cluster without the worker")

    # The place in the network is used again, the name is not.
    bx("cs", "worker-add", "--cluster", crew.name)
    fourth = next(name for name in poll(lambda: all_normal(crew, 3), 240, every=0.5) if name.endswith("-w4"))
    assert traces(crew, place)
    bx("cs", "worker-rm", "-f", crew.name, fourth)
    poll(lambda: all_normal(crew, 2), 240, every=0.5, what="two workers")


def test_each_worker_of_a_batch_has_its_own_result(crew):
    done = crew.installation.bx("cs", "worker-rm", "-f", crew.name, "no-such-a", "no-such-b", check=False)
    assert done.returncode == 1
    assert done.stdout.count("The specified worker node could not be found.") == 2
    assert "2 of 2 workers were not removed." in done.stdout
    assert len(workers(crew)) == 2


def test_a_worker_pool_brings_labelled_nodes_and_takes_them_away(crew):
    bx = crew.installation.bx
    where = ["--cluster", crew.name]
    assert "default" in bx("cs", "worker-pools", *where).stdout
    bx("cs", "worker-pool-create", *where, "--name", "blue", "--size-per-zone", "1", "--labels", "team=blue")
    assert len(workers(crew)) == 2, "no zone, no workers"
    bx("cs", "zone-add", *where, "--zone", "dal10", "--worker-pools", "blue")
    poll(lambda: all_normal(crew, 3), 240, every=0.5, what="a worker of the pool")
    selector = "team=blue,ibm-cloud.kubernetes.io/worker-pool-name=blue"
    [node] = crew.kubectl("get", "nodes", "-l", selector, "-o", "name").stdout.split()
    assert workers(crew)[node.removeprefix("node/")]["poolName"] == "blue"

    path = f"/v1/clusters/{crew.name}/workerpools/blue"
    changed = crew.installation.api("PATCH", path, json={"state": "labels", "labels": {"team": "red"}})
    assert changed.status_code == 204, changed.text
    poll(lambda: "red" in crew.kubectl("get", node, "-L", "team").stdout, 60, what="the new label")
    assert crew.kubectl("get", "nodes", "-l", "team", "-o", "name").stdout.split() == [node]

    bx("cs", "worker-pool-resize", *where, "--worker-pool", "blue", "--size-per-zone", "0")
    poll(lambda: all_normal(crew, 2), 240, every=0.5, what="an empty pool")
    bx("cs", "worker-pool-rm", "-f", *where, "--worker-pool", "blue")
    assert "blue" not in bx("cs", "worker-pools", *where).stdout


def quantity(text):
    """A Kubernetes quantity of memory in bytes."""
    return int(text.removesuffix("Ki")) * 1024 if text.endswith("Ki") else int(text)


def test_a_worker_has_what_its_machine_type_promises_and_no_more(crew):
    [worker, _] = sorted(workers(crew))
    node = json.loads(crew.kubectl("get", "node", worker, "-o", "json").stdout)
    labels = node["metadata"]["labels"]
    assert labels["node.kubernetes.io/instance-type"] == labels["ibm-cloud.kubernetes.io/machine-type"] == "free"
    assert labels["failure-domain.beta.kubernetes.io/zone"] == labels["topology.kubernetes.io/zone"] == "dal10"
    assert labels["failure-domain.beta.kubernetes.io/region"] == labels["topology.kubernetes.io/region"] == "us-south"
    # A free worker has 2 cores and 4 GB.
    host = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGESIZE")
    allocatable = node["status"]["allocatable"]
    assert int(allocatable["cpu"]) == min(2, os.cpu_count())
    assert abs(quantity(allocatable["memory"]) - min(4 << 30, host)) < 200 << 20
    index = json.loads((crew.folder / "allocation.json").read_text())["networkIndex"]
    groups = [path for path in [*CGROUPS.glob("*/slw*"), *CGROUPS.glob("slw*")] if path.name.endswith(f"-{index}-w{place_of(crew, worker)}")]
    limits = {file.name: file.read_text().split() for group in groups for file in group.iterdir() if file.name in LIMITS}
    memory = limits.get("memory.limit_in_bytes") or limits["memory.max"]
    cpu = limits.get("cpu.cfs_quota_us") or limits["cpu.max"]
    assert int(memory[0]) == (4 << 30) + (512 << 20), "what is promised, and half a GB for the worker's own programs"
    assert int(cpu[0]) == 100_000 * min(2, os.cpu_count())


def test_a_pod_that_is_too_large_for_the_machine_type_stays_pending(crew):
    resources = '{"requests":{"memory":"4500Mi"}}'
    overrides = f'{{"spec":{{"containers":[{{"name":"big","image":"test.local/busybox:1","resources":{resources}}}]}}}}'
    crew.kubectl("run", "big", "--image=test.local/busybox:1", f"--overrides={overrides}")
    poll(lambda: "Insufficient memory" in crew.kubectl("describe", "pod", "big").stdout, 60, what="a refusal")
    crew.kubectl("delete", "pod", "big", "--force", "--grace-period=0")


def test_what_there_is_is_listed(crew):
    bx = crew.installation.bx
    [location] = bx("cs", "locations").stdout.split()
    types = json.loads(bx("cs", "machine-types", location, "--output", "json").stdout)
    host = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGESIZE") >> 30
    assert all(int(one["cores"]) <= os.cpu_count() for one in types)
    assert all(int(one["memory"].removesuffix("GB")) <= host + 1 for one in types)
    [vlan] = json.loads(bx("cs", "vlans", location, "--output", "json").stdout)
    assert {one["privateVlan"] for one in workers(crew).values()} == {vlan["id"]}
    subnets = json.loads(bx("cs", "subnets", "--output", "json").stdout)
    [subnet] = [one for one in subnets if one["properties"]["bound_cluster"] == crew.name]
    network = ipaddress.ip_network(f"{subnet['properties']['network_identifier']}/{subnet['properties']['cidr']}")
    assert all(ipaddress.ip_address(one["privateIP"]) in network for one in workers(crew).values())
    region = bx("cs", "region").stdout.split()[-1]
    assert region in bx("cs", "regions").stdout
    assert bx("cs", "region-set", region).stdout.endswith("OK\n")


def place_of(cluster, worker):
    """The number by which a worker's things on the host are called: that of its address."""
    return int(workers(cluster)[worker]["privateIP"].rsplit(".", 1)[1]) - 1


def processes(cluster, place):
    """All that runs on a worker, by its control group."""
    index = json.loads((cluster.folder / "allocation.json").read_text())["networkIndex"]
    tag = f"-{index}-w{place}"
    groups = [path for path in CGROUPS.glob("*/slw*") if path.name.endswith(tag)]
    groups += [path for path in CGROUPS.glob("slw*") if path.name.endswith(tag)]
    found = set()
    for group in groups:
        # Groups come and go meanwhile.
        with contextlib.suppress(OSError):
            for file in group.glob("**/cgroup.procs"):
                found |= {int(pid) for pid in file.read_text().split() if pid != "0"}
    return found


@pytest.mark.parametrize(
    ("command", "file_stays"),
    [(["worker-reboot"], True), (["worker-reboot", "--hard"], True), (["worker-reload"], False)],
)
def test_a_worker_starts_anew_with_its_name_and_address(crew, command, file_stays):
    [worker, other] = sorted(all_normal(crew, 2))
    before = workers(crew)[worker]
    place = place_of(crew, worker)
    disk = crew.folder / f"workers/{place}/root/lib/kept"
    disk.write_text("")
    running = processes(crew, place)
    elsewhere = processes(crew, place_of(crew, other))
    assert running and elsewhere
    done = crew.installation.bx("cs", *command, "-f", crew.name, worker)
    assert done.stdout.endswith("OK\n")

    def is_back():
        now = processes(crew, place)
        return now and not running & now and (all_normal(crew, 2) or {}).get(worker)

    after = poll(is_back, 240, every=0.5, what="the worker")
    assert {name: after[name] for name in ("id", "privateIP", "kubeVersion", "status")} == {
        name: before[name] for name in ("id", "privateIP", "kubeVersion", "status")
    }
    assert disk.exists() == file_stays
    assert crew.state() == "normal"
    assert processes(crew, place_of(crew, other)) & elsewhere, "the other worker went on"
    if not file_stays:
        load_test_image(crew)
    await_pods(crew, lambda nodes: len(nodes) == 2, "the application on both feet")


def test_a_worker_that_is_killed_comes_back_and_its_pods_run_elsewhere_meanwhile(crew):
    [worker, other] = sorted(all_normal(crew, 2))
    crew.kubectl("rollout", "restart", "deployment/web")
    await_pods(crew, lambda nodes: nodes == [worker, other], "a pod on each worker")
    place = place_of(crew, worker)
    assert processes(crew, place)
    while left := processes(crew, place):
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    seen = []

    def warned():
        seen.append(crew.state())
        return seen[-1] == "warning"

    poll(warned, 60, what="a warning")
    assert "all processes of the worker have ended" in crew.installation.bx("cs", "worker-get", worker).stdout
    await_pods(crew, lambda nodes: nodes == [other, other], "both pods on the other worker", limit=25)
    assert crew.state() == "warning", "the worker is still away"
    poll(lambda: all_normal(crew, 2) and crew.state() == "normal", 240, every=0.5, what="a normal cluster")
    assert processes(crew, place)
