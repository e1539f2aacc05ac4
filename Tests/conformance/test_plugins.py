"""Plug-ins: in any language, from any repository, and never half installed, whatever happens on the way."""

import contextlib
import hashlib
import http.server
import json
import os
import pathlib
import resource
import shutil
import subprocess
import textwrap
import threading

import pytest

from installation import PROGRAMS, poll

PYTHON_PLUGIN = """\
    #!/usr/bin/env python3
    import json, os, sys
    if sys.argv[1:] == ["SendMetadata"]:
        print(json.dumps({metadata!r}))
        sys.exit()
    print("namespace", os.environ["BLUEMIX_PLUGIN_NAMESPACE"], "cli", os.environ["BLUEMIX_CLI"], "args", sys.argv[1:])
    print("from standard input:", sys.stdin.read())
    sys.exit(7)
"""


def metadata(name="greeter", version="1.0.0", namespace="greet", **more):
    def numbers(text):
        return dict(zip(("Major", "Minor", "Build"), map(int, text.split("."))))

    described = {
        "Name": name,
        "Version": numbers(version),
        "MinCliVersion": numbers(more.pop("minimum", "0.5.0")),
        "Namespaces": [{"Name": namespace, "Description": "Greet people."}] if namespace else [],
        "Commands": [
            {"Namespace": namespace, "Name": "hello", "Alias": "hi", "Description": "Say hello.",
             "Usage": f"bx {namespace} hello".replace("  ", " "), "Flags": [{"Name": "loud", "HasValue": False}]},
        ],
    }
    return {**described, **more}


def python_plugin(**described):
    return textwrap.dedent(PYTHON_PLUGIN).replace("{metadata!r}", repr(metadata(**described))).encode()


def shell_plugin(padding=0, body="echo hello", **described):
    """A plug-in in sh; `padding` makes it large."""
    text = f"""#!/bin/sh
if [ "$*" = SendMetadata ]; then cat <<'END'
{json.dumps(metadata(**described))}
END
exit 0
fi
{body}
exit 0
"""
    return text.encode() + b"#" * padding + b"\n"


class Repository(http.server.ThreadingHTTPServer):
    """A plug-in repository of its own, which can be told to misbehave."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.versions = {}
        self.truncated = self.stalled = False
        self.wrong_checksum = False
        self.started = threading.Event()
        self.ending = threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    def offer(self, content, name="greeter", version="1.0.0", minimum="0.5.0"):
        self.versions[name, version] = (content, minimum)

    def list(self):
        plugins = {}
        for (name, version), (content, minimum) in self.versions.items():
            seen = b"other" if self.wrong_checksum else content
            # As of 2018: SHA-1 alone, and null where there is nothing.
            binary = {
                "platform": "linux64",
                "url": f"{self.url}/downloads/{name}/{version}",
                "checksum": hashlib.sha1(seen).hexdigest(),
            }
            plugin = plugins.setdefault(name, {"name": name, "aliases": None, "description": "Test.", "versions": []})
            plugin["versions"].append(
                {"version": version, "min_cli_version": minimum, "binaries": [binary], "api_versions": None}
            )
        return {"plugins": list(plugins.values())}

    def close(self):
        self.ending.set()
        self.shutdown()
        self.server_close()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/bx/list":
            return self.answer(json.dumps(self.server.list()).encode())
        _, _, name, version = self.path.split("/")
        content = self.server.versions[name, version][0]
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        half = len(content) // 2 if self.server.truncated or self.server.stalled else len(content)
        with contextlib.suppress(OSError):
            self.wfile.write(content[:half])
            self.wfile.flush()
            self.server.started.set()
            if self.server.stalled:
                self.server.ending.wait(60)

    def answer(self, body):
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def repository():
    server = Repository()
    yield server
    server.close()


class User:
    """Somebody with a home of their own and no server but the repository."""

    def __init__(self, home):
        self.home = home
        self.plugins = home / ".bluemix/plugins"

    def environment(self):
        return {"PATH": os.environ["PATH"], "HOME": str(self.home)}

    def bx(self, *arguments, check=0, input="", **options):
        done = subprocess.run(
            [PROGRAMS / "bx", *arguments],
            env=self.environment(), input=input, capture_output=True, text=True, timeout=60, **options,
        )
        if check is not None:
            assert done.returncode == check, f"bx {' '.join(arguments)}:\n{done.stdout}{done.stderr}"
        return done

    def start(self, *arguments):
        return subprocess.Popen(
            [PROGRAMS / "bx", *arguments],
            env=self.environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )

    def installed(self):
        listed = json.loads(self.bx("plugin", "list", "--output", "json").stdout)
        return {plugin["Name"]: plugin["Version"] for plugin in listed}

    def version(self, name="greeter"):
        """The version in the register, which must be that of the program."""
        found = self.installed().get(name)
        program = self.plugins / name / name
        if found is None:
            return None
        said = json.loads(subprocess.run([program, "SendMetadata"], capture_output=True, check=True).stdout)
        assert said["Version"] == found, "register and program disagree"
        return ".".join(str(found[key]) for key in ("Major", "Minor", "Build"))

    def left_overs(self):
        return sorted(
            str(path.relative_to(self.plugins))
            for path in self.plugins.rglob("*")
            if path.name.startswith(".") or path.name.endswith(".tmp")
        )


@pytest.fixture
def user(tmp_path, repository):
    person = User(tmp_path)
    person.bx("plugin", "repo-add", "Test", repository.url)
    return person


# Languages


def test_a_plugin_in_python_gets_what_the_protocol_says(user):
    program = user.home / "greeter.py"
    program.write_bytes(python_plugin())
    user.bx("plugin", "install", str(program), "-f")
    done = user.bx("greet", "hello", "a b", "--loud", check=7, input="words")
    assert "namespace greet cli bx args ['hello', 'a b', '--loud']" in done.stdout
    assert "from standard input: words" in done.stdout
    assert "Say hello." in user.bx("help", "greet").stdout and "--loud" in user.bx("help", "greet", "hi").stdout


def test_a_plugin_in_sh_comes_from_an_address_if_the_user_vouches_for_it(user, repository):
    repository.offer(shell_plugin())
    address = f"{repository.url}/downloads/greeter/1.0.0"
    user.bx("plugin", "install", address, input="n\n", check=1)
    assert user.version() is None
    user.bx("plugin", "install", address, input="y\n")
    assert user.bx("greet", "hello").stdout == "hello\n"


def test_help_starts_no_plugin(user):
    trace = user.home / "started"
    program = user.home / "greeter"
    program.write_bytes(shell_plugin().replace(b"#!/bin/sh\n", f"#!/bin/sh\ndate >>{trace}\n".encode()))
    user.bx("plugin", "install", str(program), "-f")
    trace.unlink()
    for words in ("help", "help greet", "greet", "greet --help", "plugin list -c", "plugin show greeter"):
        assert "greet" in user.bx(*words.split()).stdout
    assert not trace.exists()


def test_a_plugin_may_bring_commands_without_a_namespace_and_share_namespaces(user):
    program = user.home / "top"
    program.write_bytes(python_plugin(name="top", namespace=""))
    user.bx("plugin", "install", str(program), "-f")
    assert "namespace  cli bx args ['hello']" in user.bx("hello", check=7).stdout
    for number, word in enumerate(("first", "second")):
        program.write_bytes(
            shell_plugin(
                name=word, namespace="catalog", body=f"echo {word}",
                Commands=[{"Namespace": "catalog", "Name": word, "Description": word}],
            )
        )
        user.bx("plugin", "install", str(program), "-f")
    assert user.bx("catalog", "first").stdout == "first\n" and user.bx("catalog", "second").stdout == "second\n"
    listed = user.bx("help", "catalog").stdout
    assert "first" in listed and "second" in listed


# Repositories and versions


def test_versions_are_chosen_listed_and_updated(user, repository):
    for version in ("1.0.0", "1.9.0", "1.10.0"):
        repository.offer(shell_plugin(version=version), version=version)
    repository.offer(shell_plugin(version="2.0.0", minimum="9.0.0"), version="2.0.0", minimum="9.0.0")
    assert "1.0.0, 1.9.0, 1.10.0, 2.0.0" in user.bx("plugin", "repo-plugins", "-r", "test").stdout
    details = user.bx("plugin", "repo-plugin", "greeter", "-r", "Test").stdout
    assert "no " in next(line for line in details.splitlines() if line.startswith("2.0.0"))
    installed = user.bx("plugin", "install", "greeter", "-r", "Test", "-v", "1.0.0").stdout
    assert f"{len(shell_plugin(version='1.0.0'))} bytes downloaded" in installed
    assert user.version() == "1.0.0"
    refused = user.bx("plugin", "install", "greeter", "-r", "Test", "-v", "2.0.0", "-f", check=1)
    assert "needs version 9.0.0" in refused.stdout and user.version() == "1.0.0"
    user.bx("plugin", "update", "greeter", "-r", "Test", "-v", "1.9.0")
    assert user.version() == "1.9.0"
    shown = user.bx("plugin", "update", "--all", "-r", "Test").stdout
    assert user.version() == "1.10.0" and "Updating binary..." in shown
    assert "No updates are available." in user.bx("plugin", "update", "-r", "Test").stdout
    user.bx("plugin", "uninstall", "greeter")
    assert user.installed() == {} and not (user.plugins / "greeter").exists()


def test_one_bad_update_does_not_hold_up_the_others(user, repository):
    for name in ("bad", "good"):
        repository.offer(shell_plugin(name=name, namespace=name), name=name)
        user.bx("plugin", "install", name, "-r", "Test")
    local = user.home / "own"
    local.write_bytes(shell_plugin(name="own", namespace="own"))
    user.bx("plugin", "install", str(local), "-f")
    repository.offer(b"#!/bin/sh\nexit 1\n", name="bad", version="2.0.0")
    repository.offer(shell_plugin(name="good", namespace="good", version="2.0.0"), name="good", version="2.0.0")
    done = user.bx("plugin", "update", "--all", "-r", "Test", check=1)
    assert "Not updated: 'bad'" in done.stdout
    assert (user.version("bad"), user.version("good"), user.version("own")) == ("1.0.0", "2.0.0", "1.0.0")


def test_the_server_publishes_with_one_command(slipway, tmp_path):
    def slipwayd(*arguments, check=True):
        return subprocess.run(
            [PROGRAMS / "slipwayd", "plugin", *arguments],
            env=slipway.environment(), capture_output=True, text=True, check=check, timeout=60,
        )

    program = tmp_path / "greeter"
    for version in ("1.0.0", "1.1.0"):
        program.write_bytes(python_plugin(version=version))
        program.chmod(0o755)
        slipwayd("publish", str(program))
    described = tmp_path / "metadata.json"
    described.write_text(json.dumps(metadata(version="1.2.0")))
    foreign = ["--platform", "osx", "--platform", "win64", "--metadata", str(described)]
    slipwayd("publish", str(PROGRAMS / "bx"), *foreign)
    rows = [line.split()[:3] for line in slipwayd("list").stdout.splitlines()]
    assert ["greeter", "1.2.0", "osx"] in rows and ["greeter", "1.0.0", "linux64"] in rows
    offered = slipway.bx("plugin", "repo-plugins").stdout
    assert "Repository: Bluemix" in offered and "1.0.0, 1.1.0, 1.2.0" in offered
    try:
        slipway.bx("plugin", "install", "greeter", "-r", "Bluemix", "-v", "1.0.0")
        assert "1.0.0" in slipway.bx("plugin", "list").stdout
        slipway.bx("plugin", "update", "greeter", "-r", "Bluemix")
        assert "1.1.0" in slipway.bx("plugin", "show", "greeter").stdout
    finally:
        slipway.bx("plugin", "uninstall", "greeter", check=False)
    for version in ("1.0.0", "1.1.0", "1.2.0"):
        slipwayd("withdraw", "greeter", version)
    assert slipwayd("withdraw", "greeter", "1.0.0", check=False).returncode == 1
    assert "greeter" not in slipwayd("list").stdout
    assert slipwayd("publish", "/bin/false", check=False).returncode == 1


# What must not be installed


@pytest.mark.parametrize(
    "described, reason",
    [
        ({"namespace": "login"}, "'login' is a command of bx"),
        ({"namespace": "account"}, "'account' is a command of bx"),
        ({"name": "other"}, "'greet' belongs to plug-in 'greeter'"),
        ({"name": "Greeter", "namespace": "new"}, "has the name 'Greeter' already"),
        ({"name": "other", "namespace": ""}, "'hello' belongs to plug-in 'top'"),
        ({"name": "plugin", "namespace": "new"}, "cannot be the name of a plug-in"),
        ({"name": "../evil", "namespace": "new"}, "cannot be the name of a plug-in"),
        ({"name": "new", "namespace": "new", "minimum": "1.0.0"}, "needs version 1.0.0"),
        (
            {"name": "new", "namespace": "plugin", "Commands": [{"Namespace": "plugin", "Name": "list"}]},
            "'plugin list' is a command of bx",
        ),
    ],
)
def test_clashes_are_refused(user, described, reason):
    program = user.home / "program"
    for present in ({}, {"name": "top", "namespace": ""}):
        program.write_bytes(shell_plugin(**present))
        user.bx("plugin", "install", str(program), "-f")
    before = user.installed()
    program.write_bytes(shell_plugin(**described))
    refused = user.bx("plugin", "install", str(program), "-f", check=1)
    assert "FAILED" in refused.stdout and reason in refused.stdout
    assert user.installed() == before and user.left_overs() == []


def test_a_home_that_moved_keeps_its_plugins(user, repository, tmp_path_factory):
    repository.offer(shell_plugin())
    user.bx("plugin", "install", "greeter", "-r", "Test")
    moved = User(tmp_path_factory.mktemp("moved"))
    shutil.move(user.home / ".bluemix", moved.home / ".bluemix")
    assert moved.bx("greet", "hello").stdout == "hello\n"
    register = moved.plugins / "config.json"
    content = json.loads(register.read_text())
    content["Plugins"]["greeter"]["Location"] = "/nowhere/.bluemix/plugins/greeter/greeter"
    content["Unknown"] = {"kept": True}
    register.write_text(json.dumps(content))
    assert moved.bx("greet", "hello").stdout == "hello\n"
    moved.bx("plugin", "install", "greeter", "-r", "Test", "-f")
    assert json.loads(register.read_text())["Unknown"] == {"kept": True}


# Accidents: each finds version 1 installed, and it must stay


@pytest.fixture
def owner(user, repository):
    """Somebody who has version 1, and a large version 2 in the repository."""
    repository.offer(shell_plugin())
    user.bx("plugin", "install", "greeter", "-r", "Test")
    repository.offer(shell_plugin(version="2.0.0", padding=4 << 20), version="2.0.0")
    return user


def test_a_wrong_checksum_changes_nothing(owner, repository):
    repository.wrong_checksum = True
    refused = owner.bx("plugin", "update", "greeter", "-r", "Test", check=1)
    assert "checksum of plug-in 'greeter' is wrong" in refused.stdout
    assert owner.version() == "1.0.0" and owner.left_overs() == []


def test_a_truncated_download_changes_nothing(owner, repository):
    repository.truncated = True
    refused = owner.bx("plugin", "update", "greeter", "-r", "Test", check=1)
    assert "broke" in refused.stdout and "Try again" in refused.stdout
    assert owner.version() == "1.0.0" and owner.left_overs() == []


def test_a_download_larger_than_allowed_changes_nothing(owner):
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
    refused = owner.bx("plugin", "update", "greeter", "-r", "Test", check=1, preexec_fn=limit)
    assert "FAILED" in refused.stdout and "File too large" in refused.stdout
    assert owner.version() == "1.0.0" and owner.left_overs() == []


def test_a_kill_during_the_download_changes_nothing(owner, repository):
    repository.stalled = True
    repository.started.clear()
    process = owner.start("plugin", "update", "greeter", "-r", "Test")
    assert repository.started.wait(60)
    poll(owner.left_overs, 60)
    process.kill()
    process.communicate(timeout=60)
    assert owner.version() == "1.0.0" and owner.left_overs() != []
    repository.stalled = False
    owner.bx("plugin", "update", "greeter", "-r", "Test")
    assert owner.version() == "2.0.0" and owner.left_overs() == []


# The calls that change files; bx is killed before each of them in turn.
CHANGES = "mkdir,flock,write,fchmod,chmod,fsync,rename,unlink,unlinkat,rmdir"


@pytest.mark.parametrize("present", [True, False], ids=["update", "install"])
def test_a_kill_at_any_moment_leaves_the_old_or_the_new(user, repository, present):
    if not can_trace():
        pytest.skip("strace, or the right to use it, is missing")
    repository.offer(shell_plugin())
    repository.offer(shell_plugin(version="2.0.0"), version="2.0.0")
    pristine = user.home / "pristine"
    if present:
        user.bx("plugin", "install", "greeter", "-r", "Test", "-v", "1.0.0")
    shutil.copytree(user.home / ".bluemix", pristine)
    old, command = "1.0.0" if present else None, ["plugin", "install", "greeter", "-r", "Test", "-f"]
    seen = []
    for call in CHANGES.split(","):
        for count in range(1, 200):
            shutil.rmtree(user.home / ".bluemix")
            shutil.copytree(pristine, user.home / ".bluemix")
            inject = ["strace", "-f", "-o", "/dev/null", "-e", f"inject={call}:signal=KILL:when={count}"]
            done = subprocess.run(
                [*inject, PROGRAMS / "bx", *command], env=user.environment(), capture_output=True, text=True, timeout=60
            )
            found = user.version()
            assert found in (old, "2.0.0"), f"{found} after a kill at {call} {count}: {done.stdout}"
            if done.returncode == 0:
                break
            seen.append(found)
            # Whoever tries again gets it, and nothing of the first attempt stays.
            user.bx(*command)
            assert user.version() == "2.0.0" and user.left_overs() == [], f"after a kill at {call} {count}"
        assert done.returncode == 0, f"bx calls {call} without end"
    assert old in seen and "2.0.0" in seen and len(seen) > 20


def can_trace():
    return shutil.which("strace") and subprocess.run(["strace", "-o", "/dev/null", "true"]).returncode == 0


class Disk:
    """A file system in memory at a folder that nobody else sees."""

    def __init__(self, folder, size):
        mount = f"mount -t tmpfs -o size={size} none '{folder}' && echo mounted && read end"
        self.process = subprocess.Popen(
            ["unshare", "--mount", "--propagation", "private", "sh", "-c", mount],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        assert self.process.stdout.readline() == "mounted\n"
        self.folder = folder
        self.path = pathlib.Path(f"/proc/{self.process.pid}/root{folder}")

    def make_read_only(self):
        enter = ["nsenter", f"--mount=/proc/{self.process.pid}/ns/mnt"]
        subprocess.run([*enter, "mount", "-o", "remount,ro", self.folder], check=True)

    def close(self):
        self.process.communicate("end\n", timeout=60)


@pytest.fixture
def disk(tmp_path):
    if os.geteuid() != 0:
        pytest.skip("mounting needs root")
    made = Disk(tmp_path, "2m")
    yield made
    made.close()


def test_a_full_disk_changes_nothing(disk, repository):
    user = User(disk.path)
    repository.offer(shell_plugin())
    repository.offer(shell_plugin(version="2.0.0", padding=4 << 20), version="2.0.0")
    user.bx("plugin", "repo-add", "Test", repository.url)
    user.bx("plugin", "install", "greeter", "-r", "Test", "-v", "1.0.0")
    refused = user.bx("plugin", "update", "greeter", "-r", "Test", check=1)
    assert "No space left on device" in refused.stdout and "Free some space" in refused.stdout
    assert user.version() == "1.0.0" and user.left_overs() == []
    # Full to the last byte, so that not even the register can be written.
    repository.offer(shell_plugin(version="3.0.0"), version="3.0.0")
    (user.home / "ballast").write_bytes(b"")
    with contextlib.suppress(OSError), (user.home / "ballast").open("wb", buffering=0) as ballast:
        while True:
            ballast.write(b"x" * 4096)
    refused = user.bx("plugin", "update", "greeter", "-r", "Test", check=1)
    assert "No space left on device" in refused.stdout
    assert user.version() == "1.0.0"
    (user.home / "ballast").unlink()
    user.bx("plugin", "update", "greeter", "-r", "Test")
    assert user.version() == "3.0.0" and user.left_overs() == []


def test_a_home_that_cannot_be_written_is_told(disk, repository):
    user = User(disk.path)
    repository.offer(shell_plugin())
    repository.offer(shell_plugin(version="2.0.0"), version="2.0.0")
    user.bx("plugin", "repo-add", "Test", repository.url)
    user.bx("plugin", "install", "greeter", "-r", "Test", "-v", "1.0.0")
    disk.make_read_only()
    for words in ("plugin update greeter -r Test", "plugin uninstall greeter", "plugin repo-remove Test"):
        refused = user.bx(*words.split(), check=1)
        assert "Read-only file system" in refused.stdout and "BLUEMIX_HOME" in refused.stdout
    assert user.version() == "1.0.0" and user.bx("greet", "hello").stdout == "hello\n"


def test_many_at_once_end_with_all_of_it(user, repository):
    names = [f"plugin-{number}" for number in range(4)]
    for name in names:
        for version in ("1.0.0", "2.0.0"):
            repository.offer(shell_plugin(name=name, namespace=name, version=version), name=name, version=version)
    processes = [
        user.start("plugin", "install", name, "-r", "Test", "-v", version, "-f")
        for name in names
        for version in ("1.0.0", "2.0.0")
    ]
    for process in processes:
        output, _ = process.communicate(timeout=60)
        assert process.returncode == 0, output.decode()
    assert sorted(user.installed()) == names
    assert all(user.version(name) in ("1.0.0", "2.0.0") for name in names)
    assert user.left_overs() == []
