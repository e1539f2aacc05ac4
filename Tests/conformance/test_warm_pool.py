"""Prepared clusters wait frozen until somebody orders one, and are no different from others then."""

import pathlib
import time

import pytest

from installation import Cluster, Installation, poll
from test_removal import world

pytestmark = pytest.mark.workers


class WarmInstallation(Installation):
    warm = 1

    def environment(self):
        return {**super().environment(), "SLIPWAY_WARM_CLUSTERS": str(self.warm)}

    def prepared(self):
        """The folders of clusters that stand prepared and frozen."""
        return {mark.parent for mark in self.data.glob("clusters/*/unclaimed.json") if (mark.parent / "hibernation.json").exists()}

    def wait_for_pool(self, count):
        return poll(lambda: len(self.prepared()) == count and self.prepared(), 240, every=0.5, what=f"{count} prepared clusters")


@pytest.fixture
def installation():
    with WarmInstallation() as made:
        made.log_in()
        yield made


def authorities(folder):
    return {name: (folder / "pki" / name).read_text() for name in ("ca.pem", "etcd-ca.pem", "service-account-public.pem")}


def test_an_order_takes_a_prepared_cluster_and_another_is_prepared(installation):
    [folder] = installation.wait_for_pool(1)
    own = authorities(folder)
    started = time.monotonic()
    cluster = Cluster(installation, "warm", workers=1)
    print(f"whole with its worker after {time.monotonic() - started:.1f} s")
    assert cluster.folder == folder
    assert not (folder / "unclaimed.json").exists()
    assert authorities(folder) == own
    assert cluster.kubectl("get", "nodes", "-o", "jsonpath={.items[*].metadata.name}").stdout.startswith("kube-dal10-" + folder.name[:10])
    assert cluster.state() == "normal"

    [other] = installation.wait_for_pool(1)
    assert other != folder
    assert all(authorities(other)[name] != text for name, text in own.items())
    cluster.remove()
    assert not folder.exists()


def test_orders_at_once_never_get_the_same(installation):
    installation.warm = 2
    installation.stop()
    installation.start()
    prepared = installation.wait_for_pool(2)
    made = {}
    for name in ("a", "b", "c"):
        made[name] = installation.api("POST", "/v1/clusters", json={"name": name, "workerNum": 1}).json()["id"]
    assert len(set(made.values())) == 3
    assert {folder.name for folder in prepared} <= set(made.values())
    # One that is ordered stays ordered, whatever happens to the daemon.
    installation.kill()
    installation.start()
    for identifier in made.values():
        poll(lambda: installation.api("GET", f"/v1/clusters/{identifier}").json()["state"] == "normal", 300, every=1)
    assert not set(made.values()) & {folder.name for folder in installation.prepared()}
    for name in made:
        installation.bx("cs", "cluster-rm", "-f", name, "--wait", timeout=180)


def test_a_pool_is_taken_over_frozen_and_leaves_nothing_when_switched_off(installation):
    [folder] = installation.wait_for_pool(1)
    before = processes(folder)
    installation.kill()
    installation.start()
    poll(lambda: installation.api("GET", "/v1/clusters").status_code == 200, 60)
    time.sleep(6)
    assert installation.prepared() == {folder} and processes(folder) == before
    assert set(before.values()) == {"T"}

    installation.warm = 0
    installation.stop()
    installation.start()
    poll(lambda: not folder.exists(), 240, what="a removed pool")
    left = world(installation)
    assert not left["files"] and not [link for link in left["links"] if link.startswith(f"slw{tag(installation)}")]
    assert not processes(folder)


def processes(folder):
    """The states of the folder's processes, by their pids."""
    found = {}
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if str(folder).encode() in (entry / "environ").read_bytes():
                found[int(entry.name)] = (entry / "stat").read_text().rsplit(")", 1)[1].split()[0]
        except OSError:
            pass
    return found


def tag(installation):
    import hashlib

    return hashlib.sha256(str(installation.data).encode()).hexdigest()[:4]
