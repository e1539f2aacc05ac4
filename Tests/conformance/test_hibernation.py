"""A cluster that nobody uses is frozen, and the first request to its API thaws it with all that runs in it."""

import json
import os
import pathlib
import signal
import subprocess
import threading
import time

import pytest

from conftest import load_test_image
from installation import Cluster, Installation, poll

IDLE = "10s"
# How long the cluster stays frozen; a longer time is tried by hand: HIBERNATION_SECONDS=1900.
FROZEN_SECONDS = float(os.environ.get("HIBERNATION_SECONDS", "20"))
# On a machine that has other things to do as well; the benchmark says how long it takes on one that has not.
THAW_LIMIT = 10


@pytest.fixture(scope="module")
def installation():
    with Installation() as made:
        made.log_in()
        yield made


@pytest.fixture(scope="module")
def sleeper(installation):
    cluster = Cluster(installation, "sleeper", workers=0)
    yield cluster
    cluster.remove()


@pytest.fixture(scope="module")
def whole_sleeper(installation):
    cluster = Cluster(installation, "whole-sleeper", workers=1)
    yield cluster
    cluster.remove()


def info(cluster):
    return cluster.installation.api("GET", f"/v1/clusters/{cluster.name}").json()


def is_frozen(cluster):
    return info(cluster).get("isHibernated", False)


def state(pid):
    return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]


def freeze(cluster):
    """Have it frozen, as its owner would, and wait until it really is."""
    cluster.installation.bx("cs", "cluster-set", cluster.name, "--idle-time", IDLE)
    cluster.kubectl("get", "ns", "default")
    poll(lambda: not is_frozen(cluster), 60, what="an awake cluster")
    poll(lambda: is_frozen(cluster), 180, every=0.5, what="a frozen cluster")
    for program in ("etcd", "kube-apiserver"):
        assert [state(pid) for pid in cluster.processes(program)] == ["T"]


def computed(cluster):
    """Ticks that all of the cluster's programs have used."""
    pids = [pid for name in ("etcd", "kube-apiserver", "kubelet", "containerd") for pid in cluster.processes(name)]
    fields = [pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split() for pid in pids]
    return sum(int(field[11]) + int(field[12]) for field in fields)


def pods(cluster):
    """Names, node and restarts of the pods that run."""
    items = json.loads(cluster.kubectl("get", "pods", "-o", "json").stdout)["items"]
    return sorted(
        (item["metadata"]["name"], item["metadata"]["uid"], container["restartCount"], item["status"]["phase"])
        for item in items
        for container in item["status"].get("containerStatuses", [])
    )


@pytest.mark.workers
def test_a_frozen_cluster_computes_nothing_and_thaws_whole(whole_sleeper):
    load_test_image(whole_sleeper)
    whole_sleeper.kubectl("create", "deployment", "web", "--image=test.local/busybox:1", "--", "/bin/busybox", "sleep", "1d")
    whole_sleeper.kubectl("wait", "deployment/web", "--for=condition=Available", "--timeout=180s")
    before = pods(whole_sleeper)
    freeze(whole_sleeper)
    assert whole_sleeper.state() == "normal"
    assert "frozen now" in whole_sleeper.installation.bx("cs", "cluster-get", whole_sleeper.name).stdout

    ticks, end = computed(whole_sleeper), time.monotonic() + FROZEN_SECONDS
    while time.monotonic() < end:
        # To look at it, and to download the configuration again, is no use of it.
        assert is_frozen(whole_sleeper) and whole_sleeper.state() == "normal"
        whole_sleeper.installation.kubeconfig(whole_sleeper.name)
        time.sleep(min(10, FROZEN_SECONDS / 4))
    assert computed(whole_sleeper) - ticks <= 1

    started = time.monotonic()
    assert whole_sleeper.kubectl("get", "ns", "default").returncode == 0
    taken = time.monotonic() - started
    print(f"thawed in {taken:.2f} s after {FROZEN_SECONDS:.0f} s")
    assert taken < THAW_LIMIT
    nodes = json.loads(whole_sleeper.kubectl("get", "nodes", "-o", "json").stdout)["items"]
    ready = [c["status"] for node in nodes for c in node["status"]["conditions"] if c["type"] == "Ready"]
    assert ready == ["True"]
    assert pods(whole_sleeper) == before
    # The controllers are back too, and took no node for lost.
    whole_sleeper.kubectl("scale", "deployment/web", "--replicas=2")
    whole_sleeper.kubectl("rollout", "status", "deployment/web", "--timeout=180s")
    assert set(before) <= set(pods(whole_sleeper))
    reasons = json.loads(whole_sleeper.kubectl("get", "events", "-A", "-o", "json").stdout)["items"]
    assert not [event for event in reasons if event["reason"] in ("NodeNotReady", "TaintManagerEviction")]
    assert whole_sleeper.state() == "normal"


@pytest.mark.workers
def test_a_cluster_stays_frozen_while_the_daemon_ends_and_starts(whole_sleeper):
    freeze(whole_sleeper)
    whole_sleeper.installation.kill()
    whole_sleeper.installation.start()
    ticks = computed(whole_sleeper)
    # Longer than two looks of the daemon at its clusters.
    end = time.monotonic() + 8
    while time.monotonic() < end:
        assert is_frozen(whole_sleeper)
        time.sleep(1)
    assert computed(whole_sleeper) - ticks <= 1
    assert whole_sleeper.kubectl("get", "ns", "default").returncode == 0
    poll(lambda: not is_frozen(whole_sleeper), 60, what="an awake cluster")


def test_a_request_that_came_while_the_daemon_was_away_is_answered(sleeper):
    freeze(sleeper)
    sleeper.installation.stop()
    answers = []
    caller = threading.Thread(target=lambda: answers.append(sleeper.kubectl("get", "ns", "default", timeout=120)))
    caller.start()
    sleeper.installation.start()
    caller.join(120)
    assert [answer.returncode for answer in answers] == [0]


def test_a_change_of_rights_reaches_a_frozen_cluster(sleeper):
    freeze(sleeper)
    bx = sleeper.installation.bx
    bx("iam", "service-id-create", f"robot-{sleeper.name}")
    bx("iam", "service-policy-create", f"robot-{sleeper.name}", "--roles", "Viewer", "--service-name", "containers-kubernetes")
    poll(lambda: not is_frozen(sleeper), 60, what="an awake cluster")
    bindings = sleeper.kubectl("get", "rolebinding", "ibm-view", "-o", "json").stdout
    assert "IAM#serviceid-" in bindings


def test_an_open_connection_and_a_lost_process_keep_or_make_it_awake(sleeper):
    sleeper.installation.bx("cs", "cluster-set", sleeper.name, "--idle-time", IDLE)
    watching = subprocess.Popen(
        [os.environ.get("KUBECTL", "kubectl"), "get", "ns", "-w"],
        env={"PATH": os.environ["PATH"], "HOME": str(sleeper.installation.home), "KUBECONFIG": sleeper.config},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        end = time.monotonic() + 25
        while time.monotonic() < end:
            assert not is_frozen(sleeper)
            time.sleep(1)
    finally:
        watching.terminate()
        watching.wait(60)
    freeze(sleeper)
    [old] = sleeper.processes("kube-apiserver")
    os.kill(old, signal.SIGKILL)
    poll(lambda: set(sleeper.processes("kube-apiserver")) - {old}, 60, what="a new API server")
    poll(lambda: sleeper.kubectl("get", "ns", check=False).returncode == 0, 240, what="an answer")


def test_work_on_the_master_thaws_it_and_audit_events_do_not_keep_it_awake(sleeper):
    freeze(sleeper)
    bx = sleeper.installation.bx
    bx("cs", "apiserver-config-set", "audit-webhook", sleeper.name, "--remoteServer", "http://127.0.0.1:9/audit")
    bx("cs", "apiserver-refresh", sleeper.name)
    poll(lambda: "Refreshed" in bx("cs", "cluster-events", sleeper.name).stdout, 180, every=0.5, what="a refresh")
    [server] = sleeper.processes("kube-apiserver")
    assert b"--audit-webhook-config-file" in pathlib.Path(f"/proc/{server}/cmdline").read_bytes()
    freeze(sleeper)
    [log] = (sleeper.installation.data / "clusters").glob(f"{info(sleeper)['id']}/units/kube-apiserver/audit.log")
    # The cluster's own parts are in it.
    assert '"username":"system:' in log.read_text()


def test_a_frozen_cluster_can_be_kept_awake_and_removed(sleeper):
    freeze(sleeper)
    sleeper.installation.bx("cs", "cluster-set", sleeper.name, "--idle-time", "off")
    poll(lambda: not is_frozen(sleeper), 60, what="an awake cluster")
    poll(lambda: sleeper.processes("kube-scheduler"), 60, what="controllers")
    assert "idleTime" not in info(sleeper)
    # The next to go is frozen.
    freeze(sleeper)
