"""Images of several layers, made here from random bytes, and the clients that push and pull them."""

import base64
import gzip
import hashlib
import io
import json
import pathlib
import random
import shutil
import subprocess
import tarfile

from secrecy import SECRECY

OCI = "application/vnd.oci.image"


class Layout:
    """A folder in the image layout of OCI, with one image a tag."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.manifests = []
        (self.folder / "blobs/sha256").mkdir(parents=True)
        (self.folder / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')

    def add(self, tag, *layers, labels=None):
        """Add an image whose layers hold a file with these bytes each; returns the digest of its manifest."""
        stored = [self.layer(content) for content in layers]
        config = {
            "created": "2018-01-30T17:41:14Z",
            "architecture": "amd64",
            "os": "linux",
            "config": {"Cmd": ["/bin/sh"], "Env": ["PATH=/bin"], "Labels": labels or {"tag": tag}},
            "rootfs": {"type": "layers", "diff_ids": [diff for diff, _ in stored]},
            "history": [{"created_by": "test"} for _ in stored],
        }
        manifest = {
            "schemaVersion": 2,
            "mediaType": f"{OCI}.manifest.v1+json",
            "config": self.blob(json.dumps(config).encode(), f"{OCI}.config.v1+json"),
            "layers": [descriptor for _, descriptor in stored],
        }
        entry = self.blob(json.dumps(manifest).encode(), f"{OCI}.manifest.v1+json")
        self.manifests.append({**entry, "annotations": {"org.opencontainers.image.ref.name": tag}})
        (self.folder / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": self.manifests}))
        return entry["digest"]

    def size(self, tag):
        """Bytes of configuration and layers, by digest."""
        [entry] = [m for m in self.manifests if m["annotations"]["org.opencontainers.image.ref.name"] == tag]
        manifest = json.loads((self.folder / "blobs" / entry["digest"].replace(":", "/")).read_text())
        return {part["digest"]: part["size"] for part in [manifest["config"], *manifest["layers"]]}

    def layer(self, content):
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w") as archive:
            entry = tarfile.TarInfo(f"file-{hashlib.sha256(content).hexdigest()[:8]}")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
        plain = packed.getvalue()
        descriptor = self.blob(gzip.compress(plain, 1, mtime=0), f"{OCI}.layer.v1.tar+gzip")
        return "sha256:" + hashlib.sha256(plain).hexdigest(), descriptor

    def blob(self, content, kind):
        digest = hashlib.sha256(content).hexdigest()
        (self.folder / "blobs/sha256" / digest).write_bytes(content)
        return {"mediaType": kind, "digest": f"sha256:{digest}", "size": len(content)}


def random_bytes(seed, count=20_000):
    return random.Random(seed).randbytes(count)


class Skopeo:
    """skopeo with credentials of its own; what it has to trust lies in a folder of its home."""

    def __init__(self, installation, folder, user, secret):
        self.installation = installation
        self.registry = installation.registry
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(installation.ca_file, self.folder / "ca.crt")
        self.authorize(user, secret)

    def authorize(self, user, secret):
        SECRECY.note("password", secret)
        entry = {"auth": base64.b64encode(f"{user}:{secret}".encode()).decode()}
        file = self.folder / "auth.json"
        file.write_text(json.dumps({"auths": {self.registry: entry}}))
        file.chmod(0o600)

    def run(self, command, *arguments, check=True, timeout=120, **options):
        done = subprocess.run(
            ["skopeo", "--insecure-policy", command, *map(str, arguments)],
            env={"PATH": "/usr/bin:/bin", "HOME": str(self.folder), "REGISTRY_AUTH_FILE": str(self.folder / "auth.json")},
            capture_output=True,
            text=True,
            timeout=timeout,
            **options,
        )
        if check:
            assert done.returncode == 0, f"skopeo {command} {arguments} failed:\n{done.stdout}{done.stderr}"
        return done

    def name(self, image):
        return f"docker://{self.registry}/{image}"

    def push(self, layout, tag, image, **options):
        source = f"oci:{layout.folder}:{tag}"
        return self.run("copy", f"--dest-cert-dir={self.folder}", source, self.name(image), **options)

    def pull(self, image, folder, **options):
        return self.run("copy", f"--src-cert-dir={self.folder}", self.name(image), f"dir:{folder}", **options)

    def digest(self, image):
        shown = self.run("inspect", f"--cert-dir={self.folder}", "--format={{.Digest}}", self.name(image))
        return shown.stdout.strip()
