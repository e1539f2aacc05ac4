"""The registry, as skopeo and IBM's own client see it: namespaces, pushes, pulls, lists, deletions, usage."""

import hashlib
import json

import pytest
import requests
from ibm_cloud_sdk_core import ApiException
from ibm_cloud_sdk_core.authenticators import IAMAuthenticator
from ibm_container_registry.container_registry_v1 import ContainerRegistryV1

from images import OCI, Layout, Skopeo, random_bytes
from installation import poll
from registry_parties import Account, namespaces


@pytest.fixture
def client(slipway, monkeypatch):
    """IBM's client; nothing but URLs is changed."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", slipway.ca_file)
    admin = slipway.admin
    made = ContainerRegistryV1(admin["accountId"], IAMAuthenticator(admin["apikey"], url=slipway.endpoint))
    made.set_service_url(slipway.endpoint)
    return made


@pytest.fixture
def namespace(client):
    """Makes namespaces, which are removed at the end."""
    made = []

    def make(name):
        client.create_namespace(name)
        made.append(name)
        return name

    yield make
    for name in set(made) & set(client.list_namespaces().get_result()):
        client.delete_namespace(name)


@pytest.fixture
def skopeo(slipway, tmp_path):
    return Skopeo(slipway, tmp_path / "skopeo", "iamapikey", slipway.admin["apikey"])


@pytest.fixture
def layout(tmp_path):
    return Layout(tmp_path / "layout")


def test_an_image_goes_in_and_comes_out_the_same(client, namespace, skopeo, layout, tmp_path):
    name = namespace("one_image")
    digest = layout.add("v1", *(random_bytes(f"layer {number}") for number in range(3)))
    skopeo.push(layout, "v1", f"{name}/app:v1")
    assert skopeo.digest(f"{name}/app:v1") == digest
    skopeo.pull(f"{name}/app:v1", tmp_path / "pulled")
    assert "sha256:" + hashlib.sha256((tmp_path / "pulled/manifest.json").read_bytes()).hexdigest() == digest
    [image] = poll(lambda: client.list_images(namespace=name).get_result(), 60, what="the image in the list")
    host = skopeo.registry
    assert image["RepoTags"] == [f"{host}/{name}/app:v1"]
    assert image["DigestTags"] == {f"{host}/{name}/app@{digest}": [f"{host}/{name}/app:v1"]}
    assert image["Size"] == sum(layout.size("v1").values())


def test_namespaces_belong_to_one_account_and_follow_the_rules(client, namespace):
    name = namespace("rules_1")
    assert client.create_namespace(name).get_status_code() == 200
    assert name in client.list_namespaces().get_result()
    [details] = [one for one in client.list_namespace_details().get_result() if one["name"] == name]
    assert details["account"] == client.account and details["crn"].endswith(f"::namespace:{name}")
    for wrong in ("abc", "a" * 31, "Capital", "with-hyphen", "_first", "last_", "three___met", "dot.dot"):
        with pytest.raises(ApiException) as refused:
            client.create_namespace(wrong)
        assert refused.value.status_code == 400, wrong
        assert json.loads(refused.value.http_response.text).keys() == {"code", "message", "request-id"}
    client.delete_namespace(name)
    assert name not in client.list_namespaces().get_result()
    with pytest.raises(ApiException) as refused:
        client.create_namespace(name)
    assert refused.value.status_code == 409 and "some minutes" in refused.value.message


def test_a_hundred_images_come_back_with_their_digests_and_go_one_by_one(client, namespace, slipway, skopeo, tmp_path):
    """Layers are shared between images, repositories and namespaces, as they are in life."""
    names = [namespace("hundred_a"), namespace("hundred_b")]
    layout = Layout(tmp_path / "many")
    base, middle = random_bytes("base", 200_000), [random_bytes(f"middle {number}", 50_000) for number in range(10)]
    wanted = {}
    for number in range(100):
        digest = layout.add(f"t{number}", base, middle[number % 10], random_bytes(f"top {number}", 5_000))
        wanted[f"{names[number % 2]}/group-{number % 5}/app:t{number}"] = (f"t{number}", digest)
    before = client.get_quota().get_result()["usage"]["storage_bytes"]
    for image, (tag, _) in wanted.items():
        skopeo.push(layout, tag, image)
    for image, (_, digest) in wanted.items():
        assert skopeo.digest(image) == digest
    for image in list(wanted)[::10]:
        skopeo.pull(image, tmp_path / image.replace("/", "-"))

    def listed():
        images = [image for name in names for image in client.list_images(namespace=name).get_result()]
        return {tag: image for image in images for tag in image["RepoTags"]}

    host = skopeo.registry
    found = poll(lambda: len(listed()) == 100 and listed(), 60, what="100 images in the list")
    assert {name.removeprefix(f"{host}/") for name in found} == set(wanted)
    for image, (tag, digest) in wanted.items():
        repository = image.partition(":")[0]
        assert found[f"{host}/{image}"]["RepoDigests"] == [f"{host}/{repository}@{digest}"]
        assert found[f"{host}/{image}"]["Size"] == sum(layout.size(tag).values())
    blobs = {digest: size for tag, _ in wanted.values() for digest, size in layout.size(tag).items()}
    usage = client.get_quota().get_result()["usage"]["storage_bytes"]
    assert usage - before == sum(blobs.values()), "shared layers count once"

    first, *others = wanted
    shown = client.inspect_image(f"{host}/{first}").get_result()
    assert shown["Config"]["Labels"] == {"tag": "t0"} and len(shown["RootFS"]["Layers"]) == 3
    assert client.delete_image(f"{host}/{first}").get_result() == {"Untagged": f"{host}/{first}"}
    assert f"{host}/{first}" not in listed()
    with pytest.raises(ApiException) as missing:
        client.inspect_image(f"{host}/{first}")
    assert missing.value.status_code == 404
    assert skopeo.pull(first, tmp_path / "gone", check=False).returncode != 0
    by_digest = f"{host}/{others[0].partition(':')[0]}@{wanted[others[0]][1]}"
    assert client.delete_image(by_digest).get_status_code() == 200
    bulk = [f"{host}/{image.partition(':')[0]}@{wanted[image][1]}" for image in others[1:]]
    result = client.bulk_delete_images([*bulk, by_digest]).get_result()
    assert sorted(result["success"]) == sorted(bulk) and list(result["error"]) == [by_digest]
    assert listed() == {}
    assert client.get_quota().get_result()["usage"]["storage_bytes"] == before


def test_a_tag_that_moves_leaves_its_image_and_a_tag_is_more_than_a_name(client, namespace, skopeo, layout):
    name = namespace("moving")
    host = skopeo.registry
    first, second = layout.add("one", random_bytes("one")), layout.add("two", random_bytes("two"))
    skopeo.push(layout, "one", f"{name}/app:latest")
    skopeo.push(layout, "one", f"{name}/app:also")
    skopeo.push(layout, "two", f"{name}/app:latest")

    def tags():
        images = client.list_images(namespace=name).get_result()
        return {image["RepoDigests"][0].rpartition("@")[2]: image["RepoTags"] for image in images}

    expected = {first: [f"{host}/{name}/app:also"], second: [f"{host}/{name}/app:latest"]}
    poll(lambda: tags() == expected, 60, what="the moved tag")
    # Without a tag, the name means latest.
    assert client.delete_image(f"{host}/{name}/app").get_result() == {"Untagged": f"{host}/{name}/app:latest"}
    assert tags() == {first: [f"{host}/{name}/app:also"]}
    # docker's own way to delete.
    skopeo.run("delete", f"--cert-dir={skopeo.folder}", skopeo.name(f"{name}/app:also"))
    poll(lambda: tags() == {}, 60, what="an empty list")


def test_names_are_given_and_taken_while_images_stay(client, namespace, skopeo, layout, tmp_path):
    """What later clients ask for: tags without a pull and a push, and manifests."""
    first, second = namespace("tags_from"), namespace("tags_to")
    host = skopeo.registry
    digest = layout.add("v1", random_bytes("shared", 100_000), random_bytes("own"))
    skopeo.push(layout, "v1", f"{first}/app:v1")
    poll(lambda: client.list_images(namespace=first).get_result(), 60, what="the image in the list")
    usage = lambda: client.get_quota().get_result()["usage"]  # noqa: E731
    before = usage()

    def tags(name):
        images = client.list_images(namespace=name).get_result()
        return {image["RepoDigests"][0].rpartition("@")[2]: image["RepoTags"] for image in images}

    answer = client.get_image_manifest(f"{host}/{first}/app:v1")
    manifest = answer.get_result()
    assert answer.get_headers()["Docker-Content-Digest"] == digest
    assert [layer["digest"] for layer in manifest["layers"]] == [
        layer["digest"] for layer in json.loads((layout.folder / "blobs" / digest.replace(":", "/")).read_text())["layers"]
    ]
    assert client.tag_image(f"{host}/{first}/app:v1", f"{host}/{first}/app:v2").get_status_code() == 201
    assert client.tag_image(f"{host}/{first}/app@{digest}", f"{host}/{second}/copies/app").get_status_code() == 201
    assert tags(first) == {digest: [f"{host}/{first}/app:v1", f"{host}/{first}/app:v2"]}
    assert tags(second) == {digest: [f"{host}/{second}/copies/app:latest"]}
    assert usage() == before, "nothing was stored twice, nothing pulled"

    for tag in ("v1", "v2"):
        result = client.delete_image_tag(f"{host}/{first}/app:{tag}").get_result()
        assert result == {"Untagged": f"{host}/{first}/app:{tag}"}
    assert tags(first) == {digest: []}
    skopeo.pull(f"{first}/app@{digest}", tmp_path / "untagged")
    # What has gone from one repository is still in the other.
    client.delete_image(f"{host}/{first}/app@{digest}")
    assert tags(first) == {}
    skopeo.pull(f"{second}/copies/app", tmp_path / "copy")

    for status, refused in {
        400: lambda: client.delete_image_tag(f"{host}/{second}/copies/app@{digest}"),
        403: lambda: client.tag_image(f"{host}/{second}/copies/app", f"{host}/of_others/app:v1"),
        404: lambda: client.tag_image(f"{host}/{second}/copies/none", f"{host}/{second}/app:v1"),
    }.items():
        with pytest.raises(ApiException) as failure:
            refused()
        assert failure.value.status_code == status
    for missing in (client.delete_image_tag, client.get_image_manifest):
        with pytest.raises(ApiException) as failure:
            missing(f"{host}/{second}/copies/app:none")
        assert failure.value.status_code == 404


def test_a_list_of_images_gets_another_name_with_all_of_them(client, namespace, skopeo, layout, tmp_path):
    first, second = namespace("lists_from"), namespace("lists_to")
    members = []
    for machine in ("amd64", "arm64"):
        layout.add(machine, random_bytes(machine))
        entry = {key: layout.manifests[-1][key] for key in ("mediaType", "digest", "size")}
        members.append({**entry, "platform": {"os": "linux", "architecture": machine}})
    kind = f"{OCI}.index.v1+json"
    listing = layout.blob(json.dumps({"schemaVersion": 2, "mediaType": kind, "manifests": members}).encode(), kind)
    layout.manifests.append({**listing, "annotations": {"org.opencontainers.image.ref.name": "all"}})
    (layout.folder / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": layout.manifests}))
    target = [f"--dest-cert-dir={skopeo.folder}", f"oci:{layout.folder}:all", skopeo.name(f"{first}/app:all")]
    skopeo.run("copy", "--all", *target)
    host = skopeo.registry
    client.tag_image(f"{host}/{first}/app:all", f"{host}/{second}/app:too")
    shown = client.get_image_manifest(f"{host}/{second}/app:too").get_result()
    assert [member["digest"] for member in shown["manifests"]] == [member["digest"] for member in members]
    client.delete_namespace(first)
    source = [f"--src-cert-dir={skopeo.folder}", skopeo.name(f"{second}/app:too")]
    skopeo.run("copy", "--all", *source, f"dir:{tmp_path / 'pulled'}")


def test_limits_are_tested_before_and_accounted_after(slipway, tmp_path):
    account = Account.another(slipway, "Registry Limits")
    with namespaces(account, "limits_ns"):
        robot = account.robot("limited", tmp_path / "robot", "Administrator")
        layout = Layout(tmp_path / "layout")
        layout.add("big", random_bytes("big", 2_000_000))
        layout.add("small", random_bytes("small", 1_000))
        size = sum(layout.size("big").values())
        assert account.call("GET", "/api/v1/plans").json() == {"plan": "Free"}
        quota = account.call("GET", "/api/v1/quotas").json()
        assert quota["limit"] == {"storage_bytes": 512_000_000, "traffic_bytes": 5_120_000_000}
        for wrong in ({"storage_megabytes": 513}, {"traffic_megabytes": -1}):
            assert account.call("PATCH", "/api/v1/quotas", json=wrong).status_code == 400
        assert account.call("PATCH", "/api/v1/quotas", json={"storage_megabytes": 1}).status_code == 200
        # One push may be too much, the next is refused.
        robot.skopeo.push(layout, "big", "limits_ns/app:big")
        usage = lambda: account.call("GET", "/api/v1/quotas").json()["usage"]  # noqa: E731
        poll(lambda: usage()["storage_bytes"] == size, 60, what="the size of the image")
        refused = robot.skopeo.push(layout, "small", "limits_ns/app:small", check=False)
        assert refused.returncode != 0 and "403" in refused.stderr
        assert "exceeded your storage quota" in refusal(slipway, robot, "pull,push")
        assert account.call("PATCH", "/api/v1/plans", json={"plan": "Standard"}).status_code == 200
        assert account.call("PATCH", "/api/v1/quotas", json={"storage_megabytes": -1}).status_code == 200
        robot.skopeo.push(layout, "small", "limits_ns/app:small")
        # What pushes look at is small; a pull of the image counts whole, once.
        before = usage()["traffic_bytes"]
        robot.skopeo.pull("limits_ns/app:big", tmp_path / "first")
        pulled = poll(lambda: usage()["traffic_bytes"] - before >= size and usage()["traffic_bytes"], 60)
        assert pulled - before < size + 10_000
        assert account.call("PATCH", "/api/v1/quotas", json={"traffic_megabytes": 1}).status_code == 200
        refused = robot.skopeo.pull("limits_ns/app:big", tmp_path / "second", check=False)
        assert refused.returncode != 0 and "403" in refused.stderr
        assert "exceeded your pull traffic quota" in refusal(slipway, robot, "pull")


def refusal(slipway, robot, actions):
    """What docker shows of a refusal; skopeo of the time keeps it to itself."""
    answer = requests.get(
        f"{slipway.endpoint}/oauth/token",
        params={"service": "registry", "scope": f"repository:limits_ns/app:{actions}"},
        auth=("iamapikey", robot.key),
        verify=slipway.ca_file,
        timeout=60,
    )
    [error] = answer.json()["errors"]
    assert (answer.status_code, error["code"]) == (403, "DENIED")
    return error["message"]


def test_the_message_of_the_operator_is_for_everybody(client):
    assert client.get_messages().get_result() == ""
