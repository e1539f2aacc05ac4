"""Fixtures: installations and clusters that tests share, and what makes a test impossible here."""

import os
import pathlib
import signal
import subprocess

import pytest

from installation import PROGRAMS, Cluster, Installation
from secrecy import SECRECY, watch

# How much of a daemon's log belongs into the report of a failed test.
LOG_LINES = 40


def pytest_configure():
    # As Ctrl-C: what tests started is ended.
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def pytest_collection_modifyitems(items):
    reason = workers_impossible()
    for item in items:
        if reason and item.get_closest_marker("workers"):
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    """The report of a failed test ends with what its daemons logged last."""
    report = yield
    if report.failed:
        for name, value in item.funcargs.items():
            if isinstance(value, Installation) and value.log.exists():
                lines = value.log.read_text().splitlines()[-LOG_LINES:]
                report.sections.append((f"end of the log of {name}", "\n".join(lines)))
    return report


def workers_impossible():
    if os.geteuid() != 0:
        return "worker nodes need root"
    checked = subprocess.run([PROGRAMS / "slipwayd", "check"], capture_output=True, text=True)
    return None if checked.returncode == 0 else checked.stdout + checked.stderr


@pytest.fixture(scope="session", autouse=True)
def secrecy_of_the_suite():
    """No secret that a test uses may stand in a log, which each installation sees to, or on a command line."""
    end = watch()
    yield
    end()
    found = SECRECY.found_in_command_lines()
    assert not found, f"secrets on command lines: {sorted(set(found))}"


@pytest.fixture(scope="session")
def slipway(secrecy_of_the_suite):
    """A daemon that the session shares, with a signed-in bx."""
    with Installation() as installation:
        installation.log_in()
        yield installation


@pytest.fixture(scope="session")
def cluster(slipway):
    """A cluster with two workers and a test image on each."""
    made = Cluster(slipway, "shared", workers=2)
    load_test_image(made)
    yield made
    made.remove()


@pytest.fixture(scope="session")
def control_plane(slipway):
    """A cluster without workers."""
    made = Cluster(slipway, "masters-only", workers=0)
    yield made
    made.remove()


def load_test_image(cluster):
    """Put busybox and bash into the image store of each worker, for tests that are not about the registry."""
    script = pathlib.Path(__file__).resolve().parents[2] / "scripts/pack-image.sh"
    archive = cluster.installation.home / "busybox.tar"
    with archive.open("wb") as output:
        subprocess.run([script, "test.local/busybox:1", "/bin/busybox", "/bin/bash"], stdout=output, check=True)
    for pid in cluster.processes("containerd"):
        # Each worker has a mount namespace of its own, in which its containerd listens at the usual place.
        importing = ["nsenter", f"--mount=/proc/{pid}/ns/mnt", "ctr", "-n", "k8s.io", "images", "import", archive]
        subprocess.run(importing, check=True, capture_output=True)
