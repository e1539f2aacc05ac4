"""bx cr against a running registry: every command, and what docker's relatives do with a login.

The clients get a home and nothing else: no flags, no variables that name credentials or certificates. The last test
sees that no command was left out.
"""

import json
import os
import re
import signal
import stat
import subprocess

import pytest

from images import Layout, random_bytes
from installation import PROGRAMS, Installation, poll
from secrecy import SECRECY
from terminal import Terminal
from test_builds import BUSYBOX, RELEASE, STATUS, fill, remains

builds = pytest.mark.skipif(os.geteuid() != 0, reason="builds need root")
# The commands that the original had, by its page of them all.
COMMANDS = set(
    "api build info image-inspect image-list image-rm login namespace-add namespace-list namespace-rm plan plan-upgrade "
    "quota quota-set region region-set token-add token-get token-list token-rm vulnerability-assessment".split()
)


class Person:
    """Somebody with a home of their own, who is logged in and has the plug-in."""

    # The commands of bx cr that anybody has had success with.
    done = set()

    def __init__(self, installation, home):
        self.installation = installation
        self.home = home
        self.host = installation.registry
        self.bin = home / "bin"
        self.bin.mkdir(parents=True)
        self.bx("api", installation.endpoint, "--ca-file", installation.ca_file)
        self.bx("login", "--apikey", installation.admin["apikey"])
        self.bx("plugin", "install", "container-registry", "-r", "Bluemix")

    @property
    def environment(self):
        return {"PATH": f"{self.bin}:/usr/bin:/bin", "HOME": str(self.home)}

    def run(self, *command, check=True, input="", timeout=120, **variables):
        done = subprocess.run(
            list(map(str, command)),
            env={**self.environment, **variables},
            input=input,
            capture_output=True,
            text=True,
            timeout=timeout,
        )
        if check:
            assert done.returncode == 0, f"{command} failed:\n{done.stdout}{done.stderr}"
        return done

    def bx(self, *arguments, **options):
        done = self.run(PROGRAMS / "bx", *arguments, **options)
        if arguments[0] == "cr" and done.returncode == 0:
            self.done.add(arguments[1])
        return done

    def cr(self, *arguments, **options):
        return self.bx("cr", *arguments, **options).stdout

    def skopeo(self, *arguments, **options):
        return self.run("skopeo", "--insecure-policy", *arguments, **options)

    def push(self, layout, tag, image, **options):
        return self.skopeo("copy", f"oci:{layout.folder}:{tag}", f"docker://{self.host}/{image}", **options)

    def get_helper(self):
        """Give bx its third name, as the packages and install.sh do."""
        (self.bin / "docker-credential-bx").symlink_to(PROGRAMS / "bx")

    @property
    def docker_file(self):
        return self.home / ".docker/config.json"


@pytest.fixture(scope="module")
def installation():
    with Installation() as made:
        yield made


@pytest.fixture
def person(installation, tmp_path):
    return Person(installation, tmp_path / "home")


@pytest.fixture
def namespace(person, request):
    """A namespace that is named after the test, and goes with it."""
    name = request.node.name.removeprefix("test_")[:26].strip("_")
    person.cr("namespace-add", name)
    yield name
    person.cr("namespace-rm", "-f", name)


@pytest.fixture
def layout(tmp_path):
    return Layout(tmp_path / "layout")


def test_namespaces_are_added_listed_and_removed(person):
    shown = person.cr("namespace-add", "my_namespace")
    assert shown == "Adding namespace 'my_namespace'...\n\nSuccessfully added namespace 'my_namespace'\n\nOK\n"
    assert "already has" in person.cr("namespace-add", "my_namespace")
    listed = person.cr("namespaces")
    assert listed.startswith("Listing namespaces for account '") and f"in registry '{person.host}'..." in listed
    assert "\nmy_namespace " in listed and listed.endswith("\nOK\n")
    assert "my_namespace" in json.loads(person.cr("namespace-list", "--output", "json"))
    refused = person.bx("cr", "namespace-add", "Wrong-Name", check=False)
    assert refused.returncode == 1 and "FAILED" in refused.stdout and "CRG" in refused.stdout
    assert "Successfully removed" in person.cr("namespace-rm", "my_namespace")
    assert "my_namespace" not in person.cr("namespaces")


def test_a_login_is_all_that_skopeo_needs(person, namespace, layout, tmp_path):
    digest = layout.add("v1", random_bytes("a", 300_000), random_bytes("b"))
    assert person.push(layout, "v1", f"{namespace}/app:v1", check=False).returncode != 0
    shown = person.cr("login")
    assert shown.startswith(f"Logging in to '{person.host}'...\nLogged in to '{person.host}'.\n\nOK\n")
    assert stat.S_IMODE(person.docker_file.stat().st_mode) == 0o600
    SECRECY.note_fields(json.loads(person.docker_file.read_text())["auths"][person.host])
    person.push(layout, "v1", f"{namespace}/app:v1")
    reference = f"{person.host}/{namespace}/app:v1"
    poll(lambda: reference in person.cr("images", "-q").split(), 60, what="the image in the list")

    row = next(line for line in person.cr("image-list").splitlines() if line.startswith(f"{person.host}/{namespace}"))
    assert row.split()[1:4] == [namespace, "v1", digest.removeprefix("sha256:")[:12]] and " kB " in row
    assert digest in person.cr("image-list", "--no-trunc", "--restrict", namespace)
    assert person.cr("image-list", "--restrict", f"{namespace}/other", "-q") == ""
    template = "{{if gt .Size 1000}}{{.Repository}}:{{.Tag}} {{.Digest}}{{end}}"
    assert person.cr("images", "--format", template).strip() == f"{reference} {digest.removeprefix('sha256:')[:12]}"
    [listed] = json.loads(person.cr("images", "--output", "json", "--restrict", namespace))
    assert listed["RepoTags"] == [reference]

    [shown] = json.loads(person.cr("image-inspect", f"{namespace}/app:v1"))
    assert shown["Os"] == "linux" and shown["Config"]["Cmd"] == ["/bin/sh"]
    assert person.cr("image-inspect", "--format", "{{.Os}} {{.Config.Env}} {{len .RootFS.Layers}}", reference) == "linux [PATH=/bin] 2\n"
    assert person.cr("image-inspect", "--format", "{{.Config.Labels}}", reference) == "map[tag:v1]\n"
    wrong = person.bx("cr", "image-inspect", "--format", "{{.Nope}}", reference, check=False)
    assert wrong.returncode == 1 and "can't evaluate field Nope in type ImageInspect" in wrong.stderr

    person.skopeo("copy", f"docker://{reference}", f"dir:{tmp_path / 'pulled'}")
    shown = person.cr("image-rm", reference)
    assert f"Deleting image '{reference}'..." in shown and digest in shown and shown.endswith("\nOK\n")
    assert reference not in person.cr("images", "-q")
    missing = person.bx("cr", "image-rm", reference, check=False)
    assert missing.returncode == 1 and "could not be found" in missing.stdout

    person.cr("logout")
    assert json.loads(person.docker_file.read_text()) == {}
    assert not list((person.home / ".config/containers/certs.d").iterdir())
    assert person.skopeo("inspect", f"docker://{reference}", check=False).returncode != 0


def test_a_login_that_lasts_ends_with_the_logout(person, namespace, layout):
    layout.add("v1", random_bytes("lasting"))
    person.cr("login")
    before = person.docker_file.read_text()
    entry = json.loads(before)["auths"][person.host]
    assert entry.keys() == {"auth", "identitytoken"}, "an access token would end within the hour"
    # What began with the session goes on without it.
    person.bx("logout")
    person.push(layout, "v1", f"{namespace}/app:v1")
    person.bx("login", "--apikey", person.installation.admin["apikey"])
    certificate = next((person.home / ".config/containers/certs.d").glob("*/ca.crt"))
    kept = certificate.read_text()
    person.cr("logout")
    person.docker_file.write_text(before)
    certificate.parent.mkdir()
    certificate.write_text(kept)
    refused = person.push(layout, "v1", f"{namespace}/app:v2", check=False)
    assert refused.returncode != 0 and "unauthorized" in refused.stderr.lower()


def test_the_helper_shows_the_session_and_no_more(person, namespace, layout):
    layout.add("v1", random_bytes("helper"))
    person.get_helper()
    person.cr("login")
    assert json.loads(person.docker_file.read_text()) == {"credHelpers": {person.host: "bx"}}
    person.push(layout, "v1", f"{namespace}/app:v1")
    shown = json.loads(person.run("docker-credential-bx", "get", input=person.host).stdout)
    assert shown["Username"] == "iambearer" and shown["ServerURL"] == person.host
    assert json.loads(person.run("docker-credential-bx", "list").stdout) == {person.host: "iambearer"}
    other = person.run("docker-credential-bx", "get", input="evil.example.com", check=False)
    assert other.returncode == 1 and other.stdout == "credentials not found in native keychain\n"
    # A token that is about to end is renewed for the helper.
    stored = person.home / ".bluemix/config.json"
    stored.write_text(json.dumps({**json.loads(stored.read_text()), "IAMToken": "Bearer damaged"}))
    person.push(layout, "v1", f"{namespace}/app:v2")
    person.bx("logout")
    assert person.run("docker-credential-bx", "get", input=person.host, check=False).returncode == 1
    assert person.push(layout, "v1", f"{namespace}/app:v3", check=False).returncode != 0
    person.bx("login", "--apikey", person.installation.admin["apikey"])


def test_buildah_pushes_and_pulls_with_the_same_login(person, namespace, layout, tmp_path):
    layout.add("v1", random_bytes("buildah"))
    person.cr("login")
    storage = ["--storage-driver", "vfs", "--root", str(tmp_path / "root"), "--runroot", str(tmp_path / "run")]
    policy = ["--signature-policy", str(tmp_path / "policy.json")]
    (tmp_path / "policy.json").write_text('{"default": [{"type": "insecureAcceptAnything"}]}')
    image = person.run("buildah", *storage, "pull", "-q", *policy, f"oci:{layout.folder}:v1").stdout.strip()
    person.run("buildah", *storage, "push", *policy, image, f"docker://{person.host}/{namespace}/app:v1")
    person.run("buildah", *storage, "rmi", image)
    person.run("buildah", *storage, "pull", *policy, f"docker://{person.host}/{namespace}/app:v1")


def test_a_variable_names_another_file(person, namespace, tmp_path):
    file = tmp_path / "auth.json"
    person.cr("login", REGISTRY_AUTH_FILE=str(file))
    assert person.host in json.loads(file.read_text())["auths"]
    shown = person.skopeo("list-tags", f"docker://{person.host}/{namespace}/none", REGISTRY_AUTH_FILE=str(file), check=False)
    assert "unauthorized" not in shown.stderr.lower()
    person.cr("logout", REGISTRY_AUTH_FILE=str(file))
    assert json.loads(file.read_text()) == {}


def test_tokens_are_made_shown_used_and_revoked(person):
    added = person.cr("token-add", "--description", "for the test", "--non-expiring", "--readwrite")
    rows = dict(line.rstrip().rsplit("   ", 1) for line in added.splitlines() if "   " in line)
    rows = {key.strip(): value for key, value in rows.items()}
    identifier, token = rows["Token identifier"], rows["Token"]
    SECRECY.note("token", token)
    listed = person.cr("tokens", "--format", "{{.ID}} {{.Expiry}} {{.ReadOnly}} {{.Description}}")
    assert f"{identifier} 0 false for the test\n" in listed
    assert identifier in person.cr("token-list")
    assert person.cr("token-get", "-q", identifier).strip() == token
    quiet = person.cr("token-add", "-q").strip()
    assert quiet.count(".") == 2
    assert f"Successfully removed token '{identifier}'" in person.cr("token-rm", identifier)
    assert identifier not in person.cr("tokens")
    missing = person.bx("cr", "token-get", identifier, check=False)
    assert missing.returncode == 1 and "FAILED" in missing.stdout


def test_quotas_and_plans_are_shown_and_changed(person):
    shown = person.cr("quota")
    assert shown.startswith("Getting quotas and usage for the current month, for account '")
    assert "\nPull traffic   5.1 GB   " in shown and "\nStorage        512 MB   " in shown
    assert "You are on the 'Free' pricing plan." in person.cr("plan")
    refused = person.bx("cr", "quota-set", "--storage", "513", check=False)
    assert refused.returncode == 1 and "FAILED" in refused.stdout
    person.cr("quota-set", "--storage", "100", "--traffic", "1000")
    assert json.loads(person.cr("quota", "--output", "json"))["limit"] == {"storage_bytes": 100_000_000, "traffic_bytes": 1_000_000_000}
    assert "You are now on the 'Standard' pricing plan." in person.cr("plan-upgrade")
    person.cr("quota-set", "--storage", "unlimited")
    assert "\nStorage        Unlimited   " in person.cr("quota")


def test_it_is_told_which_registry_is_in_use(person):
    endpoint = f"{person.installation.endpoint}/api"
    assert person.cr("api", "-q") == f"{endpoint}\n"
    info = person.cr("info")
    for expected in (person.host, endpoint, person.installation.endpoint, person.installation.admin["accountId"]):
        assert expected in info
    expected = f"You are targeting region 'us-south', the registry is '{person.host}'.\n"
    assert person.cr("region") == expected
    assert f"The region is set to 'us-south', the registry is '{person.host}'." in person.cr("region-set", "us-east")
    assert person.cr("region") == expected
    assert person.bx("cr", "region-set", "global", check=False).returncode == 1


def test_values_complete_on_the_tab_key(person, namespace):
    words = person.bx("__complete", "cr", "namespace-rm", namespace[:3]).stdout.split()
    assert namespace in words
    assert "--restrict" in person.bx("__complete", "cr", "image-list", "--re").stdout


def test_nothing_is_shown_without_a_login(person):
    person.bx("logout")
    for words in (["namespaces"], ["images"], ["login"], ["quota"], ["build", "-t", "x/y", str(person.home)]):
        done = person.bx("cr", *words, check=False)
        assert done.returncode in (1, 3) and "FAILED" in done.stdout, words
    assert not os.path.exists(person.docker_file)


@builds
def test_a_folder_becomes_an_image(person, namespace, tmp_path):
    folder = fill(
        tmp_path / "app",
        BUSYBOX + "ARG WHO\nARG FROM_HERE\nCOPY . /app\n"
        "RUN find /app -type f | sort && echo made for $WHO $FROM_HERE\nRUN test ! -e /app/secret\n",
        **{
            ".dockerignore": "# What is not for the server.\nsecret\n*.log\n!kept.log\n",
            "secret": "a key", "a.log": "noise", "kept.log": "news", "part/note": "a note",
        },
    )
    image = f"{person.host}/{namespace}/app:1"
    arguments = ["--build-arg", "WHO=everybody", "--build-arg", "FROM_HERE"]
    shown = person.cr("build", "--tag", image, *arguments, folder, FROM_HERE="today")
    assert shown.startswith("Sending the build context (")
    listed = re.findall(r"^/app/(.*)$", shown, re.MULTILINE)
    assert listed == [".dockerignore", "Dockerfile", "busybox", "kept.log", "part/note"]
    assert "made for everybody today\n" in shown
    [digest] = re.findall(rf"^Successfully built '{image}' \((sha256:[0-9a-f]{{64}})\)$", shown, re.MULTILINE)
    assert shown.endswith("\n\nOK\n")
    assert f"{digest}\n" == person.cr("images", "--restrict", namespace, "--no-trunc", "--format", "{{.Digest}}")

    # Another file, and nothing but the result; the tag is 'latest', the host is understood.
    (folder / "part/Other").write_text(BUSYBOX + 'CMD ["sh", "-c", "echo other"]\n')
    quiet = person.cr("build", "-q", "-f", "part/Other", "-t", f"{namespace}/app", folder)
    assert re.fullmatch(r"sha256:[0-9a-f]{64}\n", quiet)
    command = person.cr("image-inspect", "--format", "{{.Config.Cmd}}", f"{namespace}/app:latest")
    assert command == "[sh -c echo other]\n"
    assert not remains(person.installation)


@builds
def test_a_build_that_fails_says_why(person, namespace, tmp_path):
    broken = fill(tmp_path / "broken", BUSYBOX + "RUN echo trying; exit 7\n")

    def refused(*words, status=1):
        done = person.bx("cr", "build", *words, check=False)
        assert done.returncode == status and "FAILED\n" in done.stdout and "OK\n" not in done.stdout, done
        return done.stdout

    shown = refused("-t", f"{namespace}/broken:1", broken)
    assert "trying\n" in shown and "FAILED\nThe build failed: " in shown and "could not be built" in shown
    assert "not authorized" in refused("-t", "others/broken:1", broken)
    assert "There is no " in refused("-t", f"{namespace}/broken:1", "-f", "Nowhere", broken)
    assert "'--tag' is needed" in refused(broken, status=2)
    (broken / ".dockerignore").write_text("fine\n[\n")
    assert "Line 2 of " in refused("-t", f"{namespace}/broken:1", broken)
    assert person.cr("images", "-q", "--restrict", namespace) == ""
    assert not remains(person.installation)


@builds
def test_the_log_is_shown_as_it_comes_and_an_interrupt_ends_the_build(person, namespace, tmp_path):
    folder = fill(tmp_path / "endless", BUSYBOX + "RUN echo begun; sleep 4000\n")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    words = [str(PROGRAMS / "bx"), "cr", "build", "-t", f"{namespace}/endless:1", str(folder)]
    with Terminal(words, {**person.environment, "TMPDIR": str(scratch), "TERM": "dumb"}) as building:
        building.expect("\nbegun\n", limit=60)
        assert remains(person.installation), "there is a build, or the test is for nothing"
        building.process.send_signal(signal.SIGINT)
        building.expect("The build was cancelled.\n")
        assert building.wait() == 2
    poll(lambda: not remains(person.installation), 60, what="nothing left of the build")
    assert list(scratch.iterdir()) == []
    assert person.cr("images", "-q", "--restrict", namespace) == ""


@builds
def test_what_is_known_to_be_wrong_with_images_is_told(person, namespace, tmp_path):
    recipe = "FROM scratch\nCOPY os-release /etc/os-release\nCOPY status /var/lib/dpkg/status\n"
    folder = fill(tmp_path / "debian", recipe, **{"os-release": RELEASE, "status": STATUS})
    debian = f"{person.host}/{namespace}/debian:1"
    other = f"{person.host}/{namespace}/other:1"
    person.cr("build", "-q", "-t", debian, folder)
    person.cr("build", "-q", "-t", other, fill(tmp_path / "other", BUSYBOX))

    def assessed(state, image=debian):
        """What is said of the image once the list of images calls it so."""
        listing = ["images", "--restrict", namespace, "--format", "{{.Repository}}:{{.Tag}} {{.Vulnerable}}"]
        poll(lambda: f"{image} {state}" in person.cr(*listing).splitlines(), 60, what=f"the state {state}")
        return person.cr("va", image)

    def publish(**entry):
        known = {"CVE-2030-0001": {"description": "Reads too far.", "releases": {"bookworm": entry}}}
        person.installation.vulnerabilities.write_text(json.dumps({"openssl": known}))

    shown = assessed("Unsupported OS", other)
    assert shown.startswith(f"Checking vulnerabilities for '{other}'...\n\nImage '{other}' was last scanned on ")
    assert "\nThe operating system of the image is not supported" in shown and shown.endswith("\n\nOK\n")
    # Without a list nothing can be known.
    shown = assessed("Unknown")
    assert "\nNothing is known about the vulnerabilities of the image.\n" in shown and "ISSUE" not in shown

    publish(status="resolved", fixed_version="3.0.9-1", urgency="high")
    shown = assessed("Vulnerable")
    assert "\nThe scan results show that 1 ISSUE was found for the image.\n" in shown
    rows = [re.split(r" {3,}", line.rstrip()) for line in shown.splitlines()]
    start = rows.index(["PACKAGE", "VULNERABILITIES", "CORRECTIVE ACTION"])
    assert rows[start - 3 : start - 1] == [["Vulnerable Packages Found"], ["========================="]]
    assert rows[start + 1] == ["libssl3", "CVE-2030-0001", "Upgrade libssl3 to 3.0.9-1 or later"]
    extended = [re.split(r" {3,}", line.rstrip()) for line in person.cr("va", "-e", "-v", debian).splitlines()]
    assert ["libssl3", "CVE-2030-0001", "3.0.8-1", "3.0.9-1", "Upgrade libssl3 to 3.0.9-1 or later", "Reads too far."] in extended
    assert "PACKAGE" not in person.cr("vulnerability-assessment", "-c", debian)
    [first, second] = json.loads(person.cr("va", "--output", "json", debian, other))
    assert (first["id"], first["status"], second["status"]) == (debian, "Vulnerable", "Unsupported OS")
    assert [entry["cve_id"] for entry in first["vulnerabilities"]] == ["CVE-2030-0001"]

    publish(status="open")
    poll(lambda: "There is no mended version of libssl3 yet" in person.cr("va", debian), 60, what="the newer list")
    publish(status="resolved", fixed_version="3.0.8-1")
    shown = assessed("OK")
    assert "\nThe scan results show that NO ISSUES were found for the image.\n" in shown and "PACKAGE" not in shown

    missing = person.bx("cr", "va", f"{namespace}/nothing:1", check=False)
    assert missing.returncode == 1 and "FAILED\n" in missing.stdout and "could not be found" in missing.stdout
    person.installation.vulnerabilities.unlink()


@builds
def test_no_command_was_left_out(person):
    listed = re.findall(r"^   ([a-z-]+)(?:, ([a-z-]+))? {3}", person.cr("help").split("COMMANDS:")[1], re.MULTILINE)
    assert COMMANDS <= {name for name, _ in listed}
    assert [name for name, alias in listed if not {name, alias} & person.done] == []
