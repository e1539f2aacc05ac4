"""What happened to a cluster, as its owner reads it."""

import json
import signal
import os

import pytest

from installation import Cluster, poll


def events(slipway, cluster):
    return json.loads(slipway.bx("cs", "cluster-events", cluster, "--output", "json").stdout)


def reasons(slipway, cluster):
    return [event["reason"] for event in events(slipway, cluster)]


def test_a_cluster_tells_its_life_and_who_ordered_it(slipway):
    cluster = Cluster(slipway, "told", workers=0)
    told = events(slipway, "told")
    assert told[0]["reason"] == "Ordered" and told[0]["user"] == slipway.admin["email"]
    states = [event["state"] for event in told if event["reason"] == "StateChanged"]
    assert states[0] == "deploying" and states[-1] == "normal"
    assert "MasterReady" in reasons(slipway, "told")
    assert told == slipway.api("GET", f"/v1/clusters/{cluster.info['id']}/events").json()
    times = [event["time"] for event in told]
    assert times == sorted(times)

    # Somebody takes everybody's rights away inside the cluster.
    admin = slipway.kubeconfig("told", "--admin")
    cluster.config = admin
    poll(lambda: cluster.kubectl("get", "clusterrolebinding", "ibm-admin", check=False).returncode == 0, 60)
    poll(lambda: "RightsChanged" in reasons(slipway, "told"), 60, every=0.5)
    cluster.kubectl("delete", "clusterrolebinding", "ibm-admin")
    poll(lambda: "RightsRepaired" in reasons(slipway, "told"), 60, every=0.5, what="the repair in the events")

    # The master is stopped for a moment longer than one look takes.
    (pid,) = cluster.processes("kube-apiserver")
    os.kill(pid, signal.SIGSTOP)
    try:
        poll(lambda: events(slipway, "told")[-1]["state"] == "critical", 240, every=0.5, what="a critical cluster")
    finally:
        os.kill(pid, signal.SIGCONT)
    back = poll(lambda: [one for one in events(slipway, "told") if one["message"] == "critical to normal"], 240)
    assert back[0]["type"] == "Normal" and back[0]["user"] == ""

    table = slipway.bx("cs", "cluster-events", "told").stdout
    assert "OK" in table and "normal to critical: the API server does not answer" in table
    cluster.remove()
    gone = slipway.bx("cs", "cluster-events", "told", check=False)
    assert gone.returncode == 1 and "could not be found" in gone.stdout
    audited = json.loads(slipway.bx("account", "audit", "--action", "containers.cluster", "--output", "json").stdout)
    assert any("told" in event["target"] for event in audited), "the audit log stays"


@pytest.mark.workers
def test_workers_tell_when_they_are_lost(slipway):
    cluster = Cluster(slipway, "losing", workers=1)
    assert "WorkerReady" in reasons(slipway, "losing")
    for program in ("kubelet", "containerd", "kube-proxy"):
        for pid in cluster.processes(program):
            os.kill(pid, signal.SIGKILL)
    for pid in cluster.processes("containerd-shim-runc-v2"):
        os.kill(pid, signal.SIGKILL)
    poll(lambda: "WorkerLost" in reasons(slipway, "losing"), 180, every=0.5, what="the loss in the events")
    told = events(slipway, "losing")
    lost = next(event for event in told if event["reason"] == "WorkerLost")
    assert lost["type"] == "Warning" and "-w1 lost" in lost["message"]
    poll(lambda: cluster.state() == "normal", 240, what="a normal cluster")
    after = events(slipway, "losing")[len(told) :]
    assert any(event["reason"] == "WorkerReady" for event in after) or reasons(slipway, "losing")[-1] == "StateChanged"
    assert events(slipway, "losing")[-1]["state"] == "normal"
    cluster.remove()
