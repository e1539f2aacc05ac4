"""Without root there are clusters without workers, and a clear word about what is missing."""

import os
import shutil
import subprocess

import pytest

from installation import KUBECTL, PROGRAMS, Installation

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="root is needed to become somebody else")


@pytest.fixture(scope="module")
def unprivileged(tmp_path_factory):
    with Installation(user="nobody") as installation:
        shutil.copy(installation.data / "initial-admin.json", installation.home)
        installation.log_in()
        yield installation


def test_a_control_plane_works(unprivileged):
    unprivileged.bx("cs", "cluster-create", "--name", "small", "--workers", "0", "--wait")
    config = unprivileged.kubeconfig("small")
    done = subprocess.run(
        [KUBECTL, "get", "ns"], env={**os.environ, "KUBECONFIG": config}, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert "kube-system" in done.stdout
    unprivileged.bx("cs", "cluster-rm", "-f", "small", "--wait")


def test_workers_are_refused_with_what_is_missing(unprivileged):
    done = unprivileged.bx("cs", "cluster-create", "--name", "big", "--workers", "1", check=False)
    assert done.returncode != 0
    assert "root" in done.stdout
    assert unprivileged.bx("cs", "cluster-get", "big", check=False).returncode != 0


def test_the_check_tells_masters_from_workers(unprivileged):
    done = subprocess.run(
        [PROGRAMS / "slipwayd", "check"],
        env=unprivileged.environment(),
        user="nobody",
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "workers need root" in done.stdout
    assert "\nThe registry can run here.\nImages cannot be built here:\n  - image builds need root\n" in done.stdout
    assert done.returncode == 1
