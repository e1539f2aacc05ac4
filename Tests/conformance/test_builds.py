"""Images built by the service, in a sandbox, and what is known to be wrong with images."""

import contextlib
import io
import json
import os
import shutil
import subprocess
import tarfile

import pytest
import requests

from images import Layout, Skopeo
from installation import PROGRAMS, Installation, poll

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="builds need root")

BUSYBOX = """
FROM scratch
COPY busybox /bin/busybox
RUN ["/bin/busybox", "--install", "-s", "/bin"]
"""


def context(dockerfile, **files):
    """A folder as a tar archive: the Dockerfile, busybox and what else is wanted."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:gz") as tar:
        tar.add(shutil.which("busybox"), "busybox")
        for name, content in {"Dockerfile": dockerfile, **files}.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content.encode())
            tar.addfile(entry, io.BytesIO(content.encode()))
    return archive.getvalue()


def fill(folder, dockerfile, **files):
    """The same as a folder on disk, as people have it; gives its path."""
    folder.mkdir(parents=True)
    shutil.copy(shutil.which("busybox"), folder / "busybox")
    for name, content in {"Dockerfile": dockerfile, **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)
    return folder


class Builder:
    """Orders builds over the API, as the administrator."""

    def __init__(self, installation):
        self.installation = installation
        form = {"grant_type": "urn:ibm:params:oauth:grant-type:apikey", "apikey": installation.admin["apikey"]}
        token = installation.token(**form).json()["access_token"]
        self.headers = {"Authorization": f"Bearer {token}", "Account": installation.admin["accountId"]}

    def send(self, method, path, **arguments):
        return requests.request(
            method,
            f"{self.installation.endpoint}/api/v1/{path}",
            headers=self.headers,
            verify=self.installation.ca_file,
            timeout=arguments.pop("timeout", 300),
            **arguments,
        )

    def name(self, image):
        return f"{self.installation.registry}/{image}"

    def order(self, image, dockerfile, files=None, **query):
        """The answer, which is still to be read."""
        query = {"t": self.name(image), **query}
        return self.send("POST", "builds", params=query, data=context(dockerfile, **files or {}), stream=True)

    def build(self, image, dockerfile, files=None, **query):
        """The lines of a build that is let run to its end."""
        answer = self.order(image, dockerfile, files, **query)
        assert answer.status_code == 200, answer.text
        # Empty ones only ask whether somebody is there.
        return [line for line in map(json.loads, answer.iter_lines()) if line]

    def image(self, image):
        listed = self.send("GET", "images", params={"vulnerabilities": "true"}).json()
        return next((entry for entry in listed if self.name(image) in entry["RepoTags"]), None)

    def report(self, image):
        return self.send("GET", f"images/{self.name(image)}/vulnerabilities").json()


@pytest.fixture(scope="module")
def builder(slipway):
    made = Builder(slipway)
    made.send("PUT", "namespaces/builds").raise_for_status()
    yield made
    made.send("DELETE", "namespaces/builds")


def log(lines):
    return "".join(line.get("stream", "") for line in lines)


def remains(installation):
    """What builds of the installation have left on this host."""
    folder = str(installation.data / "registry/builds")
    groups = subprocess.run(
        ["find", "/sys/fs/cgroup", "-maxdepth", "2", "-name", f"{installation.tag}build*"], capture_output=True, text=True
    ).stdout.split()
    rules = subprocess.run(["iptables-save"], capture_output=True, text=True).stdout
    mounts = open("/proc/mounts").read()
    loops = subprocess.run(["losetup", "--list"], capture_output=True, text=True).stdout
    return [
        *([folder] if os.path.exists(folder) else []),
        *groups,
        *(line for line in rules.splitlines() if line.startswith(f":{installation.tag}-build")),
        *(line for line in (mounts + loops).splitlines() if folder in line),
    ]


def test_an_image_is_built_pushed_and_runs_what_it_should(builder, slipway, tmp_path):
    lines = builder.build(
        "builds/hello:1",
        BUSYBOX + "ARG NAME\nCOPY dir/note /note\nRUN echo hello $NAME > /hello && cat /hello\nCMD [\"cat\", \"/hello\"]\n",
        {"dir/note": "a note"},
        buildarg=json.dumps({"NAME": "world"}),
    )
    assert "hello world\n" in log(lines)
    assert lines[-1]["aux"]["Tag"] == builder.name("builds/hello:1")
    digest = lines[-1]["aux"]["Digest"]
    skopeo = Skopeo(slipway, tmp_path / "skopeo", "iamapikey", slipway.admin["apikey"])
    assert skopeo.digest("builds/hello:1") == digest
    entry = builder.image("builds/hello:1")
    assert list(entry["DigestTags"]) == [f"{builder.name('builds/hello')}@{digest}"]
    assert entry["Size"] == lines[-1]["aux"]["Size"]
    assert not remains(slipway)


def test_an_image_of_the_registry_can_be_built_on_and_is_not_stored_twice(builder, slipway, tmp_path):
    builder.build("builds/base:1", BUSYBOX)
    lines = builder.build(
        "builds/top:1", f"ARG BASE=base\nFROM {builder.name('builds/')}${{BASE}}:1\nRUN echo top > /top && cat /top\n"
    )
    assert "aux" in lines[-1], lines
    skopeo = Skopeo(slipway, tmp_path / "skopeo", "iamapikey", slipway.admin["apikey"])
    layers = [
        [layer["digest"] for layer in json.loads(skopeo.run("inspect", "--raw", f"--cert-dir={skopeo.folder}", name).stdout)["layers"]]
        for name in (skopeo.name("builds/base:1"), skopeo.name("builds/top:1"))
    ]
    assert layers[1][: len(layers[0])] == layers[0] and len(layers[1]) == len(layers[0]) + 1


def test_what_cannot_be_built_is_said(builder, slipway):
    lines = builder.build("builds/broken:1", BUSYBOX + "RUN echo trying; exit 7\n")
    assert "trying" in log(lines) and "could not be built" in lines[-1]["error"]
    lines = builder.build("builds/broken:1", f"FROM {builder.name('builds/nothing:1')}\n")
    assert "could not be found" in lines[-1]["error"]
    lines = builder.build("builds/broken:1", f"FROM {builder.name('others/secret:1')}\n")
    assert "not authorized" in lines[-1]["error"]
    assert builder.image("builds/broken:1") is None
    assert not remains(slipway)


@pytest.mark.parametrize(
    ("image", "query", "status"),
    [
        ("others/app:1", {}, 403),
        ("builds/App:1", {}, 400),
        ("builds/app:1", {"dockerfile": "../Dockerfile"}, 400),
        ("builds/app:1", {"dockerfile": "/etc/passwd"}, 400),
        ("builds/app:1", {"buildarg": "[]"}, 400),
        ("builds/app:1", {"buildarg": '{"A-B": "c"}'}, 400),
    ],
)
def test_what_is_wrong_is_refused_before_anything_is_built(builder, image, query, status):
    # The folder is not looked at, so there is hardly any.
    answer = builder.send("POST", "builds", params={"t": builder.name(image), **query}, data=b"x")
    assert answer.status_code == status, answer.text
    assert answer.json().keys() == {"code", "message", "request-id"}


def test_quiet_builds_say_the_result_alone(builder):
    lines = builder.build("builds/quiet:1", BUSYBOX, quiet="true")
    assert len(lines) == 1 and lines[0]["aux"]["Digest"].startswith("sha256:")


def test_a_build_ends_when_its_client_leaves(builder, slipway):
    answer = builder.order("builds/endless:1", BUSYBOX + "RUN echo begun; sleep 4000\n")
    for line in answer.iter_lines():
        if "begun\n" in json.loads(line).get("stream", ""):
            break
    answer.close()
    poll(lambda: not remains(slipway), 60, what="nothing left of the build")
    assert builder.image("builds/endless:1") is None


def test_nothing_stays_of_a_build_that_the_end_of_the_daemon_cut_off():
    installation = Installation()
    try:
        installation.start()
        builder = Builder(installation)
        builder.send("PUT", "namespaces/builds").raise_for_status()
        answer = builder.order("builds/endless:1", BUSYBOX + "RUN echo begun; sleep 4321\n")
        for line in answer.iter_lines():
            if "begun\n" in json.loads(line).get("stream", ""):
                break
        installation.kill()
        # Its processes end at once, and the rest goes when the daemon is back.
        poll(lambda: not subprocess.run(["pgrep", "-f", "sleep 4321"]).returncode == 0, 60, what="no process")
        installation.start()
        poll(lambda: not remains(installation), 60, what="nothing left of the build")
        poll(lambda: "aux" in Builder(installation).build("builds/after:1", BUSYBOX)[-1], 60, what="another build")
    finally:
        with contextlib.suppress(Exception):
            answer.close()
        installation.remove()


def test_the_check_tells_what_the_host_lacks_for_images(slipway):
    def check(*hidden):
        """With these programs out of sight, for the command alone."""
        hiding = "".join(f"mount --bind /dev/null {shutil.which(program)}; " for program in hidden)
        words = ["unshare", "--mount", "sh", "-ec", f'{hiding}exec "$0" check --masters-only', PROGRAMS / "slipwayd"]
        return subprocess.run(words, env=slipway.environment(), capture_output=True, text=True, timeout=60)

    whole = check()
    assert whole.returncode == 0 and whole.stdout.endswith("\nThe registry can run here.\nImages can be built here.\n")
    lacking = check("docker-registry", "buildah", "mkfs.ext4")
    assert lacking.returncode == 0, "clusters need none of it"
    assert lacking.stdout.endswith(
        "\nThe registry cannot run here:\n  - the program docker-registry is missing\n"
        "    mend: install the package docker-registry\n"
        "Images cannot be built here:\n  - the program buildah is missing\n    mend: install the package buildah\n"
        "  - the program mkfs.ext4 is missing\n    mend: install the package e2fsprogs\n"
    )
    assert "but builds have no network:\n  - the program slirp4netns is missing\n" in check("slirp4netns").stdout
    assert not list(slipway.data.rglob(".slipway-disk-*"))


STATUS = """Package: libssl3
Status: install ok installed
Source: openssl
Version: 3.0.8-1

Package: gone
Status: deinstall ok config-files
Version: 1
"""
RELEASE = "PRETTY_NAME=x\nID=debian\nVERSION_CODENAME=bookworm\n"


def test_verdicts_follow_from_packages_and_the_operators_list(builder, slipway):
    debian = "FROM scratch\nCOPY os-release /etc/os-release\nCOPY status /var/lib/dpkg/status\n"
    files = {"os-release": RELEASE, "status": STATUS}
    builder.build("builds/debian:1", debian, files)
    builder.build("builds/other:1", BUSYBOX)

    def status(image):
        return builder.image(image)["Vulnerable"]

    poll(lambda: status("builds/other:1") == "Unsupported OS", 60, what="a verdict on an image without a system")
    poll(lambda: status("builds/debian:1") == "Unknown", 60, what="a verdict without a list")

    def publish(**entry):
        vulnerability = {"description": "Reads too far.", "releases": {"bookworm": entry}}
        slipway.vulnerabilities.write_text(json.dumps({"openssl": {"CVE-2030-0001": vulnerability}}))

    publish(status="resolved", fixed_version="3.0.9-1", urgency="high")
    poll(lambda: status("builds/debian:1") == "Vulnerable", 60, what="a verdict with a list")
    entry = builder.image("builds/debian:1")
    assert entry["VulnerabilityCount"] == 1 and entry["IssueCount"] == 1
    report = builder.report("builds/debian:1")
    assert report["status"] == "Vulnerable" and report["scan_time"] > 0
    [vulnerability] = report["vulnerabilities"]
    [package] = vulnerability["security_notices"][0]["vulnerable_packages"]
    assert vulnerability["cve_id"] == "CVE-2030-0001"
    assert (package["package_name"], package["installed_version"], package["fix_version"]) == ("libssl3", "3.0.8-1", "3.0.9-1")
    assert package["corrective_action"] == "Upgrade libssl3 to 3.0.9-1 or later"
    publish(status="resolved", fixed_version="3.0.8-1")
    poll(lambda: status("builds/debian:1") == "OK", 60, what="a verdict with another list")
    assert builder.report("builds/debian:1")["vulnerabilities"] == []
