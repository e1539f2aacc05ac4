#!/bin/sh
# From a fresh checkout to a cluster: install, build, start the service, make a cluster, show its nodes.
#
# Every part looks first and does only what is missing, so it can be run again at any time.
set -eu
cd "$(dirname "$0")/.."
. scripts/settings.sh

cluster=${CLUSTER:-first}
started_at=$(date +%s)

need_swift
scripts/install-packages.sh build || fail "packages for building are missing; see the line above"
scripts/install-packages.sh run || say "going on without what is missing above; 'slipwayd check' tells what that costs"
scripts/build-release.sh
PATH="$PWD/bin:$PATH"

need_kubernetes slipwayd
ln -sfn "$SLIPWAY_CACHE_DIRECTORY/kubernetes/v$kubernetes_version/bin/kubectl" bin/kubectl

workers=1
if ! slipwayd check; then
    slipwayd check --masters-only || fail "no cluster can be made here; see above for what is missing"
    workers=0
fi

scripts/start.sh
admin="$SLIPWAY_DATA_DIRECTORY/initial-admin.json"
value() { sed -n "s/.*\"$1\" *: *\"\([^\"]*\)\".*/\1/p" "$admin"; }
export BLUEMIX_COLOR=false

say "logging in"
key_file=$(mktemp)
trap 'rm -f "$key_file"' EXIT
value apikey >"$key_file"
bx api "$(value endpoint)" --ca-file "$(value caFile)" >/dev/null
bx login --apikey "@$key_file" >/dev/null
bx plugin install container-service -r Bluemix -f >/dev/null
bx cs init >/dev/null

if bx cs cluster-get "$cluster" >/dev/null 2>&1; then
    say "cluster '$cluster' is there already; waiting until it is normal"
    for _ in $(seq 300); do
        bx cs cluster-get "$cluster" | grep -q '^State: *normal' && break
        sleep 1
    done
    bx cs cluster-get "$cluster" | grep -q '^State: *normal' ||
        fail "cluster '$cluster' is not normal after 5 minutes: $(bx cs cluster-get "$cluster")"
else
    say "creating cluster '$cluster' with $workers worker(s)"
    bx cs cluster-create --name "$cluster" --workers "$workers" --wait
fi
eval "$(bx cs cluster-config "$cluster" --export)"
export KUBECONFIG

say "ready after $(($(date +%s) - started_at)) s"
if [ "$workers" -gt 0 ]; then kubectl get nodes -o wide; else kubectl get ns; fi
cat <<END

Next steps:
  export PATH="$PWD/bin:\$PATH"
  export KUBECONFIG=$KUBECONFIG
  kubectl version --short
  bx cs clusters
  make down            # stops all of it; PURGE=1 deletes the data too
END
