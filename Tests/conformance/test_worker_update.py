"""Workers get the version of their master, one after the other."""

import json
import sqlite3

import pytest

from installation import CACHE, VERSION, Cluster, Installation, poll
from test_workers import all_normal, workers

pytestmark = pytest.mark.workers

# The same programs under another name: what matters here is which of them a worker is told to use.
OLDER = "1.20.1"
RULES = {"defaultcheck.json": '{"MaxUnavailablePercentage":50}'}


class TwoVersions(Installation):
    """An installation with two versions of Kubernetes."""

    def environment(self):
        cache = self.home / "cache"
        for version in (OLDER, VERSION):
            folder = cache / f"kubernetes/v{version}"
            if not folder.exists():
                folder.mkdir(parents=True)
                (folder / "bin").symlink_to(CACHE / f"kubernetes/v{VERSION}/bin")
        return {**super().environment(), "SLIPWAY_CACHE_DIRECTORY": str(cache)}


@pytest.fixture
def two_versions(secrecy_of_the_suite):
    installation = TwoVersions()
    try:
        installation.start()
        installation.log_in()
        yield installation
    finally:
        installation.remove()


def update_master(installation, cluster):
    """Give the master the newer version, as an update of it would."""
    installation.stop()
    with sqlite3.connect(installation.data / "slipway.db") as database:
        database.execute("UPDATE clusters SET version = ? WHERE name = ?", (VERSION, cluster))
    database.close()
    installation.start()


def test_workers_are_updated_one_after_the_other(two_versions):
    bx = two_versions.bx
    bx("cs", "cluster-create", "--name", "old", "--workers", "2", "--kube-version", OLDER, "--wait", timeout=300)
    cluster = Cluster.__new__(Cluster)
    cluster.installation, cluster.name = two_versions, "old"
    names = sorted(workers(cluster))
    refused = bx("cs", "worker-update", "-f", "old", names[0], check=False)
    assert refused.returncode == 1 and f"has version {OLDER} already" in refused.stdout

    update_master(two_versions, "old")
    cluster.config = two_versions.kubeconfig("old")
    poll(lambda: two_versions.api("GET", "/v1/clusters/old").json()["state"] == "normal", 240, what="a normal cluster")
    assert {one["kubeVersion"] for one in workers(cluster).values()} == {OLDER}
    assert f"{OLDER}*" in bx("cs", "workers", "old").stdout
    entries = [f"--from-literal={name}={rule}" for name, rule in RULES.items()]
    cluster.kubectl("create", "configmap", "ibm-cluster-update-configuration", "-n", "kube-system", *entries)

    assert bx("cs", "worker-update", "-f", "old", *names).stdout.endswith("OK\n")
    seen = []

    def are_done():
        now = workers(cluster)
        seen.append([one["state"] for one in now.values()])
        done = all(one["kubeVersion"] == VERSION for one in now.values())
        return done and all_normal(cluster, 2)

    poll(are_done, 240, every=0.5, what="both workers with the newer version")
    assert ["reloading", "reloading"] not in seen, "half of them may be down at a time"
    assert any("reloading" in states for states in seen)
    nodes = json.loads(cluster.kubectl("get", "nodes", "-o", "json").stdout)["items"]
    assert sorted(node["metadata"]["name"] for node in nodes) == names
    assert not any(node["spec"].get("unschedulable") for node in nodes), "pods may come again"
    assert "*" not in bx("cs", "workers", "old").stdout
    bx("cs", "cluster-rm", "-f", "old", "--wait", timeout=120)
