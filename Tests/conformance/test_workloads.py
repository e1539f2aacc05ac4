"""What developers do with a cluster: real kubectl, real pods, on two workers."""

import json
import os
import shutil
import socket
import subprocess

import kubernetes
import pytest

from installation import KUBECTL, VERSION, Cluster, poll

pytestmark = pytest.mark.workers

DEPLOYMENT = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      terminationGracePeriodSeconds: 0
      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
          - labelSelector: {matchLabels: {app: web}}
            topologyKey: kubernetes.io/hostname
      containers:
      - name: web
        image: test.local/busybox:1
        imagePullPolicy: Never
        command: [/bin/busybox, sh, -c]
        args: ["mkdir /www && hostname > /www/index.html && echo serving && exec /bin/busybox httpd -f -p 8080 -h /www"]
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: 8080}]
"""

VISITOR = """
apiVersion: v1
kind: Pod
metadata: {name: visitor}
spec:
  terminationGracePeriodSeconds: 0
  containers:
  - name: visitor
    image: test.local/busybox:1
    imagePullPolicy: Never
    command: [/bin/busybox, sleep, "3600"]
"""


def clients():
    """kubectl of the cluster's version, and a newer one where the machine has it."""
    found = [str(KUBECTL)]
    other = shutil.which("kubectl")
    if other and VERSION not in subprocess.run([other, "version", "--client"], capture_output=True, text=True).stdout:
        found.append(other)
    return found


@pytest.fixture(scope="module")
def application(cluster):
    cluster.kubectl("apply", "-f", "-", input=DEPLOYMENT)
    cluster.kubectl("apply", "-f", "-", input=VISITOR)
    cluster.kubectl("rollout", "status", "deployment/web", "--timeout=180s")
    cluster.kubectl("wait", "--for=condition=Ready", "pod/visitor", "--timeout=180s")
    yield cluster
    cluster.kubectl("delete", "deployment/web", "service/web", "pod/visitor")
    poll(lambda: not cluster.processes("containerd-shim-runc-v2"), 60, what="the end of all pods")


# Debian's static busybox cannot look up names; bash can.
FETCH = 'exec 3<>/dev/tcp/"$0"/"$1" && printf "GET / HTTP/1.0\\r\\n\\r\\n" >&3 && cat <&3'


def visit(cluster, host, port=80):
    """The last line that a pod gets from there, or nothing."""
    fetch = ["/bin/busybox", "timeout", "5", "/bin/bash", "-c", FETCH, host, str(port)]
    lines = cluster.kubectl("exec", "visitor", "--", *fetch, check=False).stdout.splitlines()
    return lines[-1] if lines else ""


def test_the_server_is_the_version_that_was_installed(cluster):
    shown = cluster.kubectl("version", "--short").stdout
    assert f"Server Version: v{VERSION}" in shown


@pytest.mark.parametrize("program", clients())
def test_nodes_are_ready_and_named_as_bx_names_them(cluster, program):
    nodes = json.loads(cluster.kubectl("get", "nodes", "-o", "json", program=program).stdout)["items"]
    names = {node["metadata"]["name"] for node in nodes}
    assert len(names) == 2
    workers = cluster.installation.bx("cs", "workers", cluster.name).stdout
    assert all(name in workers for name in names)
    for node in nodes:
        assert {"type": "Ready", "status": "True"}.items() <= node["status"]["conditions"][-1].items()
        assert node["metadata"]["labels"]["failure-domain.beta.kubernetes.io/zone"] == "dal10"


def test_the_user_of_the_kubeconfig_is_the_person_who_signed_in(cluster):
    config = json.loads(cluster.kubectl("config", "view", "-o", "json").stdout)
    assert config["users"][0]["name"] == cluster.installation.admin["email"]
    assert cluster.kubectl("auth", "can-i", "*", "*", "--all-namespaces").stdout.strip() == "yes"


def test_the_admin_kubeconfig_needs_no_token(cluster):
    admin = cluster.installation.kubeconfig(cluster.name, "--admin")
    assert "/shared-admin/" in admin
    shown = cluster.kubectl("--kubeconfig", admin, "get", "ns").stdout
    assert "kube-system" in shown


def test_a_service_answers_by_its_name_from_another_pod(application):
    pods = json.loads(application.kubectl("get", "pods", "-l", "app=web", "-o", "json").stdout)["items"]
    assert len({pod["spec"]["nodeName"] for pod in pods}) == 2, "both workers serve"
    expected = {pod["metadata"]["name"] for pod in pods}
    seen = set()

    def both_answered():
        answer = visit(application, "web.default.svc.cluster.local")
        assert answer in expected | {""}
        seen.add(answer)
        return expected <= seen

    poll(both_answered, 60, what="an answer of both pods")
    assert visit(application, "web") in expected


def test_pods_on_different_workers_reach_each_other_directly(application):
    pods = json.loads(application.kubectl("get", "pods", "-l", "app=web", "-o", "json").stdout)["items"]
    for pod in pods:
        assert visit(application, pod["status"]["podIP"], 8080) == pod["metadata"]["name"]


@pytest.mark.parametrize("program", clients())
def test_exec_and_logs_work(application, program):
    pod = application.kubectl("get", "pods", "-l", "app=web", "-o", "name", program=program).stdout.split()[0]
    assert application.kubectl("logs", pod, program=program).stdout.strip() == "serving"
    done = application.kubectl("exec", pod, "--", "/bin/busybox", "hostname", program=program)
    assert done.stdout.strip() == pod.removeprefix("pod/")


def test_a_removed_service_vanishes_from_the_cluster_dns(application):
    application.kubectl("create", "service", "clusterip", "short-lived", "--tcp=80:8080")
    look_up = ["exec", "visitor", "--", "/bin/busybox", "nslookup", "short-lived.default.svc.cluster.local"]
    poll(lambda: application.kubectl(*look_up, check=False).returncode == 0, 60, what="the name")
    application.kubectl("delete", "service", "short-lived")
    poll(lambda: application.kubectl(*look_up, check=False).returncode != 0, 60, what="no name")


def test_the_python_client_refreshes_an_expired_token(cluster, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", cluster.installation.ca_file)
    kubernetes.config.load_kube_config(cluster.config)
    names = [item.metadata.name for item in kubernetes.client.CoreV1Api().list_namespace().items]
    assert "kube-system" in names


@pytest.mark.parametrize("program", clients())
def test_kubectl_renews_its_token_and_writes_it_back(cluster, program, tmp_path):
    config = tmp_path / "config"
    shutil.copytree(cluster.config.rsplit("/", 1)[0], tmp_path / "files")
    config = tmp_path / "files" / cluster.config.rsplit("/", 1)[1]
    lines = config.read_text().splitlines(keepends=True)
    config.write_text("".join(line.split(":")[0] + ': ""\n' if "id-token:" in line else line for line in lines))
    assert "kube-system" in cluster.kubectl("--kubeconfig", str(config), "get", "ns", program=program).stdout
    assert "id-token: ey" in config.read_text().replace('"', "")


def reaches(pid, host, port):
    """Whether a connection succeeds from the network namespace of that process."""
    probe = ["timeout", "3", "bash", "-c", 'exec 3<>/dev/tcp/"$0"/"$1"', host, str(port)]
    tried = subprocess.run(["nsenter", f"--net=/proc/{pid}/ns/net", *probe], capture_output=True, timeout=20)
    return tried.returncode == 0


def test_another_cluster_on_the_same_ranges_cannot_reach_these_pods(application):
    pods = json.loads(application.kubectl("get", "pods", "-l", "app=web", "-o", "json").stdout)["items"]
    nodes = json.loads(application.kubectl("get", "nodes", "-o", "json").stdout)["items"]
    targets = [(pod["status"]["podIP"], 8080) for pod in pods]
    targets += [(node["status"]["addresses"][0]["address"], 10250) for node in nodes]
    inside = application.processes("containerd")[0]
    assert all(reaches(inside, *target) for target in targets), "the probe works inside the cluster"
    other = Cluster(application.installation, "neighbour", workers=1)
    try:
        [outside] = other.processes("containerd")
        assert not [target for target in targets if reaches(outside, *target)]
    finally:
        other.remove()


@pytest.fixture
def other_host():
    """A network namespace that stands for another machine: the pid that keeps it, and the host's address in there."""
    inside, outside = "198.51.100.2", "198.51.100.1"
    keeper = subprocess.Popen(["unshare", "--net", "sleep", "600"])
    enter = ["nsenter", f"--net=/proc/{keeper.pid}/ns/net"]
    own = os.readlink("/proc/self/ns/net")
    poll(lambda: os.readlink(f"/proc/{keeper.pid}/ns/net") != own, 60, what="a network namespace")
    for command in (
        ["ip", "link", "add", "slwtest0", "type", "veth", "peer", "name", "eth0", "netns", str(keeper.pid)],
        ["ip", "address", "add", f"{outside}/30", "dev", "slwtest0"],
        ["ip", "link", "set", "slwtest0", "up"],
        [*enter, "ip", "address", "add", f"{inside}/30", "dev", "eth0"],
        [*enter, "ip", "link", "set", "eth0", "up"],
    ):
        subprocess.run(command, check=True)
    yield keeper.pid, outside
    subprocess.run(["ip", "link", "delete", "slwtest0"], check=True)
    keeper.kill()
    keeper.wait()


def test_a_service_for_this_host_hides_its_api_servers_from_others(cluster, control_plane, other_host):
    other, address = other_host
    with socket.socket() as listener:
        listener.bind((address, 0))
        listener.listen()
        assert reaches(other, address, listener.getsockname()[1]), "the other host reaches what is open"
    for hidden in (cluster, control_plane):
        port = int(hidden.info["serverURL"].rsplit(":", 1)[1])
        assert not reaches(other, address, port)
        assert "kube-system" in hidden.kubectl("get", "ns").stdout
