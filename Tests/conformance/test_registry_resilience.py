"""The registry under kills: pushes that are cut off are tried again, nothing is corrupt, usage is right."""

import contextlib
import hashlib
import json
import os
import pathlib
import signal
import subprocess
import threading
import time

import pytest

from images import Layout, random_bytes
from installation import PROGRAMS, Installation, poll
from registry_parties import Account, namespaces


@pytest.fixture
def alone():
    with Installation() as installation:
        yield installation


def engines(installation):
    """Pids of the engine of this installation: its folder is in their environment."""
    found = []
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if os.readlink(entry / "exe").endswith("/docker-registry"):
                if str(installation.data).encode() in (entry / "environ").read_bytes():
                    found.append(int(entry.name))
    return found


def engine(installation):
    return poll(lambda: engines(installation), 60, what="the engine")[0]


def stored(installation):
    """All blobs of the engine, each checked against its name."""
    root = installation.data / "registry/storage/docker/registry/v2/blobs/sha256"
    found = {}
    for file in root.glob("*/*/data"):
        content = file.read_bytes()
        assert hashlib.sha256(content).hexdigest() == file.parent.name, f"{file} is corrupt"
        found[f"sha256:{file.parent.name}"] = len(content)
    return found


@pytest.mark.parametrize("victim", ["engine", "slipwayd", "both"])
def test_a_push_that_is_cut_off_succeeds_when_it_is_tried_again(alone, tmp_path, victim):
    account = Account.first(alone)
    with namespaces(account, "killed_ns"):
        skopeo = account.robot("pusher", tmp_path / "skopeo", "Editor").skopeo
        layout = Layout(tmp_path / "layout")
        digests = {}
        for number in range(4):
            parts = [random_bytes("shared", 3_000_000), random_bytes(f"{victim} {number}", 6_000_000)]
            digests[f"v{number}"] = layout.add(f"v{number}", *parts)
        cut = 0
        for number, tag in enumerate(digests):
            ended = threading.Event()

            def push():
                done = skopeo.push(layout, tag, f"killed_ns/app:{tag}", check=False)
                ended.set()
                return done

            results = []
            pusher = threading.Thread(target=lambda: results.append(push()))
            pusher.start()
            ended.wait(0.15 + 0.2 * number)
            if victim in ("engine", "both"):
                os.kill(engine(alone), signal.SIGKILL)
            if victim in ("slipwayd", "both"):
                alone.kill()
            pusher.join(120)
            cut += results[0].returncode != 0
            if victim in ("slipwayd", "both"):
                alone.start()
            poll(lambda: push().returncode == 0, 60, every=0.5, what="a push that succeeds")
        for tag, digest in digests.items():
            assert skopeo.digest(f"killed_ns/app:{tag}") == digest
            skopeo.pull(f"killed_ns/app:{tag}", tmp_path / f"pulled-{tag}")
        blobs = stored(alone)
        expected = {digest: size for tag in digests for digest, size in layout.size(tag).items()}
        assert expected.items() <= blobs.items()

        def usage():
            return account.call("GET", "/api/v1/quotas").json()["usage"]["storage_bytes"]

        poll(lambda: usage() == sum(expected.values()), 60, what="the usage of what is there")
        images = account.call("GET", "/api/v1/images").json()
        assert {digest.rpartition("@")[2] for image in images for digest in image["RepoDigests"]} == set(
            digests.values()
        )
        print(f"{cut} of {len(digests)} pushes were cut off")


def test_the_engine_goes_on_while_the_daemon_restarts_and_comes_back_when_killed(alone, tmp_path):
    account = Account.first(alone)
    with namespaces(account, "restart_ns"):
        skopeo = account.robot("restarter", tmp_path / "skopeo", "Editor").skopeo
        layout = Layout(tmp_path / "layout")
        digest = layout.add("v1", random_bytes("restart"))
        skopeo.push(layout, "v1", "restart_ns/app:v1")
        before = engine(alone)
        alone.stop()
        assert engine(alone) == before, "the engine goes on"
        alone.start()
        assert skopeo.digest("restart_ns/app:v1") == digest
        assert engine(alone) == before, "the engine was taken over"
        os.kill(before, signal.SIGKILL)
        poll(lambda: set(engines(alone)) - {before}, 60, what="a new engine")
        poll(lambda: skopeo.pull("restart_ns/app:v1", tmp_path / "p", check=False).returncode == 0, 60, every=0.5)
        # Other settings: the engine is replaced.
        alone.stop()
        running = engine(alone)
        settings = {**alone.environment(), "SLIPWAY_REGISTRY_HOST": f"localhost:{alone.registry_port}"}
        alone.environment = lambda: settings
        alone.start()
        poll(lambda: engines(alone) not in ([], [running]), 60, what="an engine with the new settings")
        alone.stop()
        subprocess.run([PROGRAMS / "slipwayd", "halt"], env=settings, check=True, timeout=60)
        assert engines(alone) == []
        alone.start()
        engine(alone)
        poll(lambda: skopeo.pull("restart_ns/app:v1", tmp_path / "q", check=False).returncode == 0, 60, every=0.5)


def test_what_is_deleted_frees_its_space_while_others_push(alone, tmp_path):
    account = Account.first(alone)
    folder = alone.data / "registry/storage"
    with namespaces(account, "freed_ns", "kept_ns"):
        skopeo = account.robot("freer", tmp_path / "skopeo", "Editor").skopeo
        layout = Layout(tmp_path / "layout")
        layout.add("gone", random_bytes("common", 100_000), random_bytes("gone", 2_000_000))
        kept = layout.add("kept", random_bytes("common", 100_000), random_bytes("kept", 50_000))
        skopeo.push(layout, "gone", "freed_ns/app:gone")
        skopeo.push(layout, "kept", "kept_ns/app:kept")
        image = f"{alone.registry}/freed_ns/app:gone"
        poll(lambda: image in account.call("GET", "/api/v1/images").text, 60)
        # As if nobody had pushed for a while: what was just pushed is left alone.
        quiet = time.time() - 3_600
        for file in [folder, *folder.rglob("*")]:
            os.utime(file, (quiet, quiet))
        assert account.call("DELETE", f"/api/v1/images/{image}").status_code == 200
        lost = set(layout.size("gone")) - set(layout.size("kept"))
        poll(lambda: not lost & set(stored(alone)), 60, what="space that is free again")
        assert set(layout.size("kept")) <= set(stored(alone))
        assert skopeo.digest("kept_ns/app:kept") == kept
        skopeo.push(layout, "gone", "kept_ns/again:gone")
        skopeo.pull("kept_ns/again:gone", tmp_path / "again")


def test_a_removed_namespace_is_gone_with_its_images(alone, tmp_path):
    account = Account.first(alone)
    with namespaces(account, "removed_ns"):
        skopeo = account.robot("remover", tmp_path / "skopeo", "Administrator").skopeo
        layout = Layout(tmp_path / "layout")
        layout.add("v1", random_bytes("removed"))
        skopeo.push(layout, "v1", "removed_ns/deep/app:v1")
        assert account.call("DELETE", "/api/v1/namespaces/removed_ns").status_code == 204
        assert account.call("GET", "/api/v1/images").json() == []
        assert skopeo.pull("removed_ns/deep/app:v1", tmp_path / "none", check=False).returncode != 0
        repositories = alone.data / "registry/storage/docker/registry/v2/repositories"
        poll(lambda: not list(repositories.glob("removed_ns*")), 60, what="the end of its files")
        again = account.call("PUT", "/api/v1/namespaces/removed_ns")
        assert again.status_code == 409 and "some minutes" in json.loads(again.text)["message"]
