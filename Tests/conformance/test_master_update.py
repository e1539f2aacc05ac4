"""Masters get newer versions, while what runs on the workers goes on; an update that fails is taken back."""

import contextlib
import http.client
import json
import pathlib
import threading
import time

import pytest

from conftest import load_test_image
from installation import CACHE, VERSION, Cluster, Installation, poll

# The same programs under another name: what matters here is which of them a master is told to use.
OLDER = "1.20.1"
# Its API server deletes all that is stored, and ends.
BROKEN = "1.20.3"
FAR = "1.22.0"

DESTROYER = """#!/bin/sh
for argument in "$@"; do
    case "$argument" in
    --etcd-servers=*) server="${argument#*=}" ;;
    --etcd-cafile=*) authority="${argument#*=}" ;;
    --etcd-certfile=*) certificate="${argument#*=}" ;;
    --etcd-keyfile=*) key="${argument#*=}" ;;
    esac
done
curl -s --cacert "$authority" --cert "$certificate" --key "$key" \
    -d '{"key":"AA==","range_end":"AA=="}' "$server/v3/kv/deleterange"
echo "this API server is broken" >&2
exit 1
"""

DEPLOYMENT = """
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
      containers:
      - name: web
        image: test.local/busybox:1
        imagePullPolicy: Never
        command: [/bin/busybox, sh, -c]
        args: ["mkdir /www && hostname > /www/index.html && exec /bin/busybox httpd -f -p 8080 -h /www"]
        readinessProbe: {tcpSocket: {port: 8080}, periodSeconds: 1}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  type: NodePort
  selector: {app: web}
  ports: [{port: 80, targetPort: 8080, nodePort: 30080}]
"""


class SeveralVersions(Installation):
    """An installation whose versions of Kubernetes a test chooses."""

    def offer(self, *versions):
        for version in versions:
            folder = self.home / f"cache/kubernetes/v{version}"
            folder.mkdir(parents=True, exist_ok=True)
            if not (folder / "bin").exists():
                (folder / "bin").symlink_to(CACHE / f"kubernetes/v{VERSION}/bin")

    def offer_broken(self, version):
        part = self.home / "broken/bin"
        part.mkdir(parents=True)
        for program in (CACHE / f"kubernetes/v{VERSION}/bin").iterdir():
            (part / program.name).symlink_to(program)
        (part / "kube-apiserver").unlink()
        (part / "kube-apiserver").write_text(DESTROYER)
        (part / "kube-apiserver").chmod(0o755)
        part.parent.rename(self.home / f"cache/kubernetes/v{version}")

    def environment(self):
        return {**super().environment(), "SLIPWAY_CACHE_DIRECTORY": str(self.home / "cache")}


@pytest.fixture
def several_versions(secrecy_of_the_suite):
    installation = SeveralVersions()
    try:
        installation.offer(OLDER)
        installation.start()
        installation.log_in()
        yield installation
    finally:
        installation.remove()


class Visits(threading.Thread):
    """Asks an application again and again, and counts what it does not answer."""

    def __init__(self, addresses):
        super().__init__()
        self.addresses = addresses
        self.is_over = threading.Event()
        self.answers = 0
        self.failures = []

    def run(self):
        while not self.is_over.wait(0.02):
            for address in self.addresses:
                try:
                    connection = http.client.HTTPConnection(address, 30080, timeout=60)
                    connection.request("GET", "/")
                    answer = connection.getresponse()
                    text = answer.read().decode()
                    if answer.status != 200 or "web-" not in text:
                        self.failures.append((time.time(), address, answer.status, text))
                    self.answers += 1
                except OSError as failure:
                    self.failures.append((time.time(), address, repr(failure)))
                finally:
                    connection.close()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.is_over.set()
        self.join()


def info(installation, cluster):
    return installation.api("GET", f"/v1/clusters/{cluster}").json()


def events(installation, cluster):
    return installation.api("GET", f"/v1/clusters/{cluster}/events").json()


def reasons(installation, cluster):
    return [event["reason"] for event in events(installation, cluster)]


def workers(installation, cluster):
    return installation.api("GET", f"/v1/clusters/{cluster}/workers").json()


def is_settled(installation, cluster):
    seen = info(installation, cluster)
    return seen["state"] == "normal" and seen["masterState"] == "deployed" and seen


def program_of(cluster, program):
    """The path by which the one process of that name was started; nothing while there is not exactly one."""
    pids = cluster.processes(program)
    with contextlib.suppress(OSError):
        if len(pids) == 1:
            return pathlib.Path(f"/proc/{pids[0]}/cmdline").read_bytes().split(b"\0")[0].decode()
    return ""


def pods(cluster):
    listed = json.loads(cluster.kubectl("get", "pods", "-l", "app=web", "-o", "json").stdout)["items"]
    return {
        (pod["metadata"]["uid"], one["restartCount"]) for pod in listed for one in pod["status"]["containerStatuses"]
    }


@pytest.mark.workers
def test_what_runs_on_the_workers_goes_on_through_update_and_roll_back(several_versions):
    bx = several_versions.bx
    cluster = Cluster(several_versions, "old", workers=2)
    load_test_image(cluster)
    cluster.kubectl("apply", "-f", "-", input=DEPLOYMENT)
    cluster.kubectl("rollout", "status", "deployment/web", "--timeout=180s")
    before = pods(cluster)
    addresses = [worker["privateIP"] for worker in workers(several_versions, "old")]
    assert "*" not in bx("cs", "clusters").stdout
    several_versions.offer(VERSION)
    assert f"{OLDER}*" in bx("cs", "clusters").stdout
    assert f"{OLDER}* ({VERSION} latest)" in bx("cs", "cluster-get", "old").stdout

    with Visits(addresses) as visits:
        poll(lambda: visits.answers > 20, 60, what="answers of the application")
        assert "Updating cluster old...\nOK\n" in bx("cs", "cluster-update", "-f", "old").stdout
        seen = set()

        def is_updated():
            seen.update(worker["state"] for worker in workers(several_versions, "old"))
            return "Updated" in reasons(several_versions, "old")

        poll(is_updated, 240, what="the update")
        assert "unknown" in seen, "nothing is known of workers while the master is away"
        poll(lambda: is_settled(several_versions, "old"), 240, what="a normal cluster")
        assert info(several_versions, "old")["masterKubeVersion"] == VERSION
        assert f"/v{VERSION}/" in program_of(cluster, "kube-apiserver")
        assert {one["kubeVersion"] for one in workers(several_versions, "old")} == {OLDER}
        assert pods(cluster) == before, "no pod was touched"

        # The next version destroys all that is stored.
        cluster.kubectl("create", "configmap", "precious", "--from-literal=key=value")
        several_versions.offer_broken(BROKEN)
        bx("cs", "cluster-update", "-f", "old")
        poll(lambda: "RolledBack" in reasons(several_versions, "old"), 300, what="the roll-back")
        poll(lambda: is_settled(several_versions, "old"), 240, what="a normal cluster")
        told = {event["reason"]: event for event in events(several_versions, "old")}
        assert "this API server is broken" in told["UpdateFailed"]["message"]
        assert told["UpdateFailed"]["type"] == told["RolledBack"]["type"] == "Warning"
        assert told["UpdateOrdered"]["user"] == several_versions.admin["email"]
        assert info(several_versions, "old")["masterKubeVersion"] == VERSION
        assert cluster.kubectl("get", "configmap", "precious", "-o", "jsonpath={.data.key}").stdout == "value"
        assert pods(cluster) == before
    assert not visits.failures, visits.failures[:5]
    assert visits.answers > 200

    # The workers take part as ever: they see what is new.
    cluster.kubectl("scale", "deployment/web", "--replicas=4")
    cluster.kubectl("rollout", "status", "deployment/web", "--timeout=180s", timeout=240)
    assert len(pods(cluster)) == 4
    assert not list(cluster.folder.glob("etcd-copies/*")), "nothing is left of the copies"
    cluster.remove()


def test_a_daemon_killed_at_any_step_carries_on(several_versions):
    cluster = Cluster(several_versions, "steps", workers=0)
    cluster.kubectl("create", "configmap", "precious", "--from-literal=key=value")
    several_versions.offer(VERSION)
    several_versions.bx("cs", "cluster-update", "-f", "steps")
    for delay in (0.3, 0.8, 1.5, 3):
        time.sleep(delay)  # Where it is then is anybody's guess, which is the point.
        several_versions.kill()
        several_versions.start()
    poll(lambda: "Updated" in reasons(several_versions, "steps"), 240, what="the update")
    poll(lambda: is_settled(several_versions, "steps"), 240, what="a normal cluster")
    assert f"/v{VERSION}/" in program_of(cluster, "kube-apiserver")

    several_versions.offer_broken(BROKEN)
    several_versions.bx("cs", "cluster-update", "-f", "steps")
    poll(lambda: info(several_versions, "steps")["masterState"] == "updating", 60)
    for delay in (4, 3, 3, 2):
        time.sleep(delay)
        several_versions.kill()
        several_versions.start()
    poll(lambda: "RolledBack" in reasons(several_versions, "steps"), 300, what="the roll-back")
    poll(lambda: is_settled(several_versions, "steps"), 240, what="a normal cluster")
    assert cluster.kubectl("get", "configmap", "precious", "-o", "jsonpath={.data.key}").stdout == "value"
    told = reasons(several_versions, "steps")
    assert [told.count(reason) for reason in ("UpdateOrdered", "Updated", "UpdateFailed", "RolledBack")] == [2, 1, 1, 1]
    cluster.remove()


def test_versions_are_chosen_with_care(several_versions):
    several_versions.offer("1.19.4")
    bx = several_versions.bx
    bx("cs", "cluster-create", "--name", "careful", "--workers", "0", "--kube-version", "1.19.4", "--wait", timeout=300)

    def refusal(*flags):
        done = bx("cs", "cluster-update", "-f", "careful", *flags, check=False)
        assert done.returncode == 1
        return done.stdout

    several_versions.offer("1.18.1", FAR)
    assert "has version 1.19.4 already" in refusal("--kube-version", "1.19.4")
    assert "cannot go back to 1.18.1" in refusal("--kube-version", "1.18.1")
    assert "more than 2 minor versions above" in refusal()
    assert "is not available" in refusal("--kube-version", "1.21.0")
    order = {"action": "update", "force": True, "version": FAR}
    assert several_versions.api("PUT", "/v1/clusters/careful", json=order).status_code == 204
    poll(lambda: is_settled(several_versions, "careful"), 240, what="the forced update")
    assert info(several_versions, "careful")["masterKubeVersion"] == FAR
    bx("cs", "cluster-rm", "-f", "careful", "--wait", timeout=120)
    assert several_versions.api("PUT", "/v1/clusters/careful", json=order).status_code == 404
