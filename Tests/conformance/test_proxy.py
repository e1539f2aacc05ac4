"""bx behind a proxy, as in many companies: it goes through it where the environment says so, and nowhere else."""

import contextlib
import os
import select
import socket
import subprocess
import threading

import pytest

from installation import PROGRAMS, Installation

# A name that only the proxy can find.
HOST = "slipway.example"


class Proxy:
    """An HTTP proxy that opens tunnels (CONNECT) to this machine, whatever name is asked for."""

    def __init__(self):
        self.asked = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                threading.Thread(target=self.tunnel, args=(client,), daemon=True).start()

    def tunnel(self, client):
        # A party that goes ends the tunnel, in whatever way it goes.
        with client, contextlib.suppress(ConnectionError):
            head = b""
            while b"\r\n\r\n" not in head:
                data = client.recv(4096)
                if not data:
                    return
                head += data
            method, target, _ = head.decode().split("\r\n")[0].split()
            self.asked.append(f"{method} {target}")
            with socket.create_connection(("127.0.0.1", int(target.rsplit(":", 1)[1]))) as server:
                client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
                self.pump(client, server)

    @staticmethod
    def pump(one, other):
        while True:
            for ready in select.select([one, other], [], [])[0]:
                data = ready.recv(65536)
                if not data:
                    return
                (other if ready is one else one).sendall(data)

    def close(self):
        self.listener.close()


@pytest.fixture
def proxy():
    made = Proxy()
    yield made
    made.close()


class NamedInstallation(Installation):
    """A server whose clients know it by a name."""

    def __init__(self):
        super().__init__()
        self.endpoint = f"https://{HOST}:{self.port}"

    def is_ready(self):
        named, self.endpoint = self.endpoint, f"https://127.0.0.1:{self.port}"
        try:
            return super().is_ready()
        finally:
            self.endpoint = named


@pytest.fixture(scope="module")
def named():
    with NamedInstallation() as installation:
        yield installation


def bx(installation, *arguments, **variables):
    return subprocess.run(
        [PROGRAMS / "bx", *arguments],
        env={"PATH": os.environ["PATH"], "HOME": str(installation.home), **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_all_that_bx_asks_goes_through_the_proxy(named, proxy):
    for arguments in (
        ("api", named.endpoint, "--ca-file", named.ca_file),
        ("login", "--apikey", named.admin["apikey"]),
        ("plugin", "install", "container-service", "-r", "Bluemix", "-f"),
        ("cs", "clusters"),
    ):
        done = bx(named, *arguments, HTTPS_PROXY=proxy.url)
        assert done.returncode == 0, done.stdout + done.stderr
        assert f"CONNECT {HOST}:{named.port}" in proxy.asked
        proxy.asked.clear()


def test_hosts_that_are_excepted_are_asked_directly(named, proxy):
    bx(named, "api", named.endpoint, "--ca-file", named.ca_file, HTTPS_PROXY=proxy.url)
    proxy.asked.clear()
    done = bx(named, "login", "--apikey", named.admin["apikey"], HTTPS_PROXY=proxy.url, NO_PROXY=HOST)
    assert done.returncode != 0 and HOST in done.stdout + done.stderr, "nobody else knows that name"
    assert not proxy.asked


def test_a_proxy_that_is_not_there_is_named(named):
    gone = socket.create_server(("127.0.0.1", 0))
    address = f"127.0.0.1:{gone.getsockname()[1]}"
    gone.close()
    done = bx(named, "api", named.endpoint, "--ca-file", named.ca_file, HTTPS_PROXY=f"http://{address}")
    assert done.returncode != 0
    assert address.rsplit(":", 1)[1] in done.stdout + done.stderr


def test_this_machine_is_asked_directly(named, proxy):
    done = bx(named, "api", f"https://127.0.0.1:{named.port}", "--ca-file", named.ca_file, HTTPS_PROXY=proxy.url)
    assert done.returncode == 0, done.stdout + done.stderr
    assert not proxy.asked
