"""A Slipway of a test's own: a daemon with its own data folder and port, and the clients that talk to it."""

import contextlib
import hashlib
import json
import os
import pathlib
import resource
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import requests

from secrecy import SECRECY

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = pathlib.Path(os.environ.get("SLIPWAY_PROGRAMS", ROOT / ".build/debug"))
CACHE = pathlib.Path(
    os.environ.get("SLIPWAY_CACHE_DIRECTORY", "/var/cache/slipway" if os.geteuid() == 0 else "~/.cache/slipway")
).expanduser()
VERSION = "1.20.2"
KUBECTL = CACHE / f"kubernetes/v{VERSION}/bin/kubectl"


def poll(condition, limit, every=0.1, what="the expected state"):
    """Ask until `condition` gives something true, and return it; fail after `limit` seconds."""
    end = time.monotonic() + limit
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"{what} was not reached within {limit} s")
        time.sleep(every)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def limit_open_files():
    """To as many as programs of a login on Debian may have open, whatever the tests may."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(1024, hard), hard))


class Installation:
    """One daemon and everything that belongs to it, below one temporary folder."""

    def __init__(self, user=None):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="slipway-test-"))
        self.user = user
        self.data = self.home / "data"
        self.port = free_port()
        self.endpoint = f"https://127.0.0.1:{self.port}"
        self.registry_port = free_port()
        self.registry = f"127.0.0.1:{self.registry_port}"
        self.vulnerabilities = self.home / "vulnerabilities.json"
        self.process = None
        self.log = self.home / "slipwayd.log"
        if user:
            shutil.chown(self.home, user)
            self.home.chmod(0o755)

    # The daemon

    def environment(self):
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "SLIPWAY_DATA_DIRECTORY": str(self.data),
            "SLIPWAY_CACHE_DIRECTORY": str(CACHE),
            "SLIPWAY_LISTEN": f"127.0.0.1:{self.port}",
            "SLIPWAY_PUBLIC_URL": self.endpoint,
            # Tests share accounts.
            "SLIPWAY_QUOTA_FREE_CLUSTERS": "100",
            "SLIPWAY_REGISTRY_LISTEN": self.registry,
            "SLIPWAY_VULNERABILITY_LIST": str(self.vulnerabilities),
            "SWIFT_BACKTRACE": "enable=no",
        }

    def start(self):
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [PROGRAMS / "slipwayd"],
                env=self.environment(),
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                preexec_fn=limit_open_files,
                **self.identity,
            )
        poll(self.is_ready, 240, what="a ready daemon")

    @property
    def identity(self):
        """As whom programs of the daemon run: groups too, or they cannot look at each other."""
        return {"user": self.user, "group": "nogroup", "extra_groups": []} if self.user else {}

    @property
    def tag(self):
        """What the names of everything on the host begin with that belongs to this installation."""
        return "slw" + hashlib.sha256(str(self.data).encode()).hexdigest()[:4]

    def is_ready(self):
        assert self.process.poll() is None, f"slipwayd ended: {self.log.read_text()[-2000:]}"
        with contextlib.suppress(requests.RequestException, OSError):
            return requests.get(f"{self.endpoint}/readyz", verify=self.ca_file, timeout=2).status_code == 200

    def stop(self):
        self.process.terminate()
        assert self.process.wait(60) == 0, "slipwayd did not end cleanly"

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(60)

    def __enter__(self):
        """Start it; it is removed at the end of the block, or if it does not start."""
        try:
            self.start()
        except BaseException:
            self.remove()
            raise
        return self

    def __exit__(self, *_):
        self.remove()

    def remove(self):
        """Stop all of it and see that nothing stays."""
        try:
            if self.process and self.process.poll() is None:
                self.process.terminate()
                self.process.wait(60)
        finally:
            if self.process and self.process.poll() is None:
                self.kill()
            self.halt()
        try:
            self.require_secrecy(self.logs())
        finally:
            shutil.rmtree(self.home)

    def halt(self):
        """End what outlives the daemon: clusters and the registry."""
        halt = [PROGRAMS / "slipwayd", "halt"]
        subprocess.run(halt, env=self.environment(), check=True, timeout=120, **self.identity)

    def logs(self):
        """All that the daemon and the parts of its clusters have written for people to read."""
        return [
            *self.home.glob("*.log"),
            *self.data.glob("audit.log*"),
            *(file for file in self.data.glob("clusters/**/log*") if file.is_file()),
            *self.data.glob("clusters/**/*.log"),
            *self.data.glob("registry/engine/log*"),
        ]

    def require_secrecy(self, logs):
        """Fail if a secret that the suite used stands in one of the logs."""
        found = SECRECY.found_in(logs)
        assert not found, f"secrets in logs: {sorted(set(found))[:20]}"

    @property
    def ca_file(self):
        return str(self.data / "tls/ca.pem")

    @property
    def admin(self):
        admin = json.loads((self.data / "initial-admin.json").read_text())
        SECRECY.note_fields(admin)
        return admin

    # Clients

    def bx(self, *arguments, check=True, input="", timeout=300):
        """Run bx as a user would, with a home of its own."""
        done = subprocess.run(
            [PROGRAMS / "bx", *arguments],
            env={"PATH": os.environ["PATH"], "HOME": str(self.home)},
            input=input,
            capture_output=True,
            text=True,
            timeout=timeout,
        )
        if check:
            assert done.returncode == 0, f"bx {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}"
        return done

    def log_in(self):
        self.bx("api", self.endpoint, "--ca-file", self.ca_file)
        self.bx("login", "--apikey", self.admin["apikey"])
        self.bx("plugin", "install", "container-service", "-r", "Bluemix", "-f")
        self.bx("cs", "init")

    def kubeconfig(self, cluster, *flags):
        """The path of the downloaded kubeconfig, as bx prints it."""
        line = self.bx("cs", "cluster-config", cluster, "--export", *flags).stdout.strip()
        assert line.startswith("export KUBECONFIG=")
        return line.removeprefix("export KUBECONFIG=").strip("'\"")

    def token(self, **form):
        """Ask the token endpoint as the seed says; returns the response."""
        return requests.post(
            f"{self.endpoint}/oidc/token",
            data={"response_type": "cloud_iam, uaa", "uaa_client_id": "cf", "uaa_client_secret": "", **form},
            headers={"Authorization": "Basic Yng6Yng="},
            verify=self.ca_file,
            timeout=10,
        )

    def api(self, method, path, headers=None, **arguments):
        """Call the service with a token of the administrator."""
        admin = self.admin
        token = self.token(grant_type="urn:ibm:params:oauth:grant-type:apikey", apikey=admin["apikey"]).json()
        return requests.request(
            method,
            self.endpoint + path,
            headers={"Authorization": f"bearer {token['access_token']}", **(headers or {})},
            verify=self.ca_file,
            timeout=60,
            **arguments,
        )


class Cluster:
    """A cluster of an installation, driven by kubectl."""

    def __init__(self, installation, name, workers):
        self.installation = installation
        self.name = name
        installation.bx("cs", "cluster-create", "--name", name, "--workers", str(workers), "--wait", timeout=300)
        self.config = installation.kubeconfig(name)
        self.info = installation.api("GET", f"/v1/clusters/{name}").json()
        self.folder = installation.data / "clusters" / self.info["id"]

    def kubectl(self, *arguments, check=True, input=None, program=KUBECTL, timeout=240):
        done = subprocess.run(
            [program, *arguments],
            env={"PATH": os.environ["PATH"], "HOME": str(self.installation.home), "KUBECONFIG": self.config},
            input=input,
            capture_output=True,
            text=True,
            timeout=timeout,
        )
        if check:
            assert done.returncode == 0, f"kubectl {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}"
        return done

    def state(self):
        return self.installation.api("GET", f"/v1/clusters/{self.name}").json().get("state")

    def processes(self, program):
        """Pids of this cluster's processes of that name: its folder is in their environment."""
        found = []
        for entry in pathlib.Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            with contextlib.suppress(OSError):
                name = os.path.basename(os.readlink(entry / "exe"))
                if name == program and str(self.folder).encode() in (entry / "environ").read_bytes():
                    found.append(int(entry.name))
        return found

    def remove(self):
        # The logs go with the cluster.
        self.installation.require_secrecy(self.installation.logs())
        self.installation.bx("cs", "cluster-rm", "-f", self.name, "--wait", timeout=120)
