"""A crash of any process at any moment is survived."""

import os
import resource
import signal
import subprocess
import time

import pytest

from installation import PROGRAMS, Cluster, Installation, poll


def kill(cluster, program):
    pids = cluster.processes(program)
    assert pids, f"no {program} runs"
    os.kill(pids[0], signal.SIGKILL)
    return pids[0]


def normal_again(cluster, limit=120):
    def working():
        done = cluster.kubectl("get", "ns", "default", check=False, timeout=20)
        return done.returncode == 0 and cluster.state() == "normal"

    poll(working, limit, every=0.5, what="a normal cluster")


@pytest.mark.parametrize("program", ["kube-apiserver", "etcd", "kube-controller-manager", "kube-scheduler"])
def test_a_killed_part_of_the_master_comes_back(control_plane, program):
    old = kill(control_plane, program)
    poll(lambda: set(control_plane.processes(program)) - {old}, 60, what=f"a new {program}")
    normal_again(control_plane)


@pytest.mark.workers
@pytest.mark.parametrize("program", ["kubelet", "kube-proxy", "containerd"])
def test_a_killed_part_of_a_worker_comes_back(cluster, program):
    old = kill(cluster, program)
    poll(lambda: len(set(cluster.processes(program)) - {old}) == 2, 60, what=f"a new {program}")
    cluster.kubectl("wait", "--for=condition=Ready", "nodes", "--all", "--timeout=180s")
    normal_again(cluster)


def test_the_daemon_may_open_all_the_files_that_the_system_allows(slipway):
    soft, hard = resource.prlimit(slipway.process.pid, resource.RLIMIT_NOFILE)
    assert soft == hard and hard > 1024


def test_clusters_go_on_while_the_daemon_restarts(slipway, control_plane):
    before = {name: control_plane.processes(name) for name in ("etcd", "kube-apiserver")}
    slipway.stop()
    assert control_plane.kubectl("get", "ns", "--request-timeout=20s").returncode == 0
    slipway.start()
    normal_again(control_plane)
    assert {name: control_plane.processes(name) for name in before} == before
    kill(control_plane, "kube-scheduler")
    poll(lambda: control_plane.processes("kube-scheduler"), 60, what="supervision after the restart")


@pytest.mark.workers
@pytest.mark.parametrize("delay", [0.3, 2, 5, 8])
def test_a_daemon_killed_during_creation_carries_on(delay):
    with Installation() as installation:
        installation.log_in()
        installation.bx("cs", "cluster-create", "--name", "interrupted", "--workers", "1")
        time.sleep(delay)  # the moment of the crash, not a wait for something
        installation.kill()
        installation.start()
        poll(
            lambda: installation.api("GET", "/v1/clusters/interrupted").json()["state"] == "normal",
            240,
            every=0.5,
            what="a normal cluster",
        )
        config = installation.kubeconfig("interrupted")
        assert "Ready" in installation.bx("cs", "workers", "interrupted").stdout
        assert config


def test_a_second_daemon_on_the_same_data_is_refused(slipway):
    done = subprocess.run([PROGRAMS / "slipwayd"], env=slipway.environment(), capture_output=True, text=True, timeout=60)
    assert done.returncode != 0 and str(slipway.data) in done.stdout + done.stderr
