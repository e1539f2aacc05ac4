"""Workers come and go, restart and break, while their cluster goes on."""

import json
import pathlib
import time

import pytest

from conftest import load_test_image
from installation import Cluster, poll

pytestmark = pytest.mark.workers

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
    made.kubectl("rollout", "status", "deployment/web", "--timeout=60s")
    yield made
    made.remove()


def workers(cluster):
    listed = cluster.installation.bx("cs", "workers", cluster.name, "--output", "json").stdout
    return {worker["id"]: worker for worker in json.loads(listed)}


def all_normal(cluster, count):
    found = workers(cluster)
    return found if len(found) == count and all(one["state"] == "normal" for one in found.values()) else None


def pods(cluster):
    """The nodes of the application's pods that serve."""
    listed = json.loads(cluster.kubectl("get", "pods", "-l", "app=web", "-o", "json").stdout)["items"]
    ready = {"type": "Ready", "status": "True"}.items()
    serving = [pod for pod in listed if any(ready <= one.items() for one in pod["status"].get("conditions", []))]
    return sorted(pod["spec"]["nodeName"] for pod in serving if "deletionTimestamp" not in pod["metadata"])


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
    found += [str(path) for path in pathlib.Path("/sys/fs/cgroup").glob(f"*/slw*-{index}-w{place}")]
    return found + [str(path) for path in [cluster.folder / f"workers/{place}"] if path.exists()]


def test_a_worker_is_added_and_another_removed_while_the_application_serves(crew):
    bx = crew.installation.bx
    [first, second] = sorted(workers(crew))
    said = bx("cs", "worker-add", "--cluster", crew.name).stdout
    assert said.startswith("Adding workers to cluster crew...\nOK\n")
    poll(lambda: all_normal(crew, 3), 90, every=0.5, what="a third worker")
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
    poll(lambda: len(pods(crew)) == 2 and first not in pods(crew), 60, what="both pods elsewhere")
    assert not traces(crew, place)
    assert crew.state() == "normal"

    # The place in the network is used again, the name is not.
    bx("cs", "worker-add", "--cluster", crew.name)
    fourth = next(name for name in poll(lambda: all_normal(crew, 3), 90, every=0.5) if name.endswith("-w4"))
    assert traces(crew, place)
    bx("cs", "worker-rm", "-f", crew.name, fourth)
    poll(lambda: all_normal(crew, 2), 90, every=0.5, what="two workers")


def test_each_worker_of_a_batch_has_its_own_result(crew):
    done = crew.installation.bx("cs", "worker-rm", "-f", crew.name, "no-such-a", "no-such-b", check=False)
    assert done.returncode == 1
    assert done.stdout.count("The specified worker node could not be found.") == 2
    assert "2 of 2 workers were not removed." in done.stdout
    assert len(workers(crew)) == 2
