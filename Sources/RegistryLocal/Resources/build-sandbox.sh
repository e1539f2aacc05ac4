#!/bin/sh
# One stage of an image build, where it sees nothing of the host and can change nothing there.
#
# As root on the host:
#   build-sandbox.sh disk FOLDER USER BYTES         makes FOLDER/disk, which holds no more than that
#   build-sandbox.sh open CHAIN USERS NETWORK...    lets USERS (a range) reach neither this host nor the networks
#   build-sandbox.sh close CHAIN                    takes that back
#   build-sandbox.sh outside FOLDER USER on|off STAGE [WORD...]
#       runs STAGE in namespaces of its own; root in there is USER here. With "on" there is a network.
# In the sandbox:
#   build-sandbox.sh unpack [OPTION]                the archive at the input becomes /work/context
#   build-sandbox.sh build                          as /work/order says; the image becomes /work/out
set -eu
umask 022

disk() {
    truncate -s "$3" "$1/disk.img"
    mkfs.ext4 -q -F -m 0 -E "root_owner=$2:$2,lazy_itable_init=1" "$1/disk.img"
    mkdir -p "$1/disk"
    mount -o loop,nosuid,nodev "$1/disk.img" "$1/disk"
}

open_network() {
    chain=$1 users=$2
    shift 2
    iptables -w 10 -N "$chain"
    # Names are looked up where this host does.
    while read -r word server _; do
        case $word-$server in nameserver-*:*) continue ;; nameserver-*) ;; *) continue ;; esac
        iptables -w 10 -A "$chain" -d "$server" -p udp --dport 53 -j RETURN
        iptables -w 10 -A "$chain" -d "$server" -p tcp --dport 53 -j RETURN
    done < /etc/resolv.conf
    iptables -w 10 -A "$chain" -m addrtype --dst-type LOCAL -j REJECT
    for network in 169.254.0.0/16 "$@"; do iptables -w 10 -A "$chain" -d "$network" -j REJECT; done
    iptables -w 10 -I OUTPUT 1 -m owner --uid-owner "$users" -j "$chain"
}

close_network() {
    iptables -w 10 -S OUTPUT | grep -e " -j $1\$" | while read -r _ rule; do
        # shellcheck disable=SC2086 # a list of words
        iptables -w 10 -D $rule
    done
    iptables -w 10 -F "$1" 2> /dev/null || return 0
    iptables -w 10 -X "$1"
}

namespace() { readlink "/proc/$1/ns/$2"; }

# Waits until the process has a namespace of this kind that is not ours.
await_namespace() {
    until [ "$(namespace "$1" "$2")" != "$(namespace self "$2")" ]; do
        kill -0 "$1"
        sleep 0.01
    done
}

outside() {
    cd "$1"
    user=$2 network=$3
    shift 3
    # The way to the folder leads through others that only root may enter, so it is given a place without any. These
    # mounts are this process's own.
    mount -t tmpfs -o mode=755,size=4m sandbox /tmp
    mkdir /tmp/disk /tmp/root
    mount --bind disk /tmp/disk
    cp sandbox.sh /tmp/sandbox.sh
    chmod 755 /tmp/sandbox.sh
    cd /tmp
    mkfifo -m 600 go
    exec 3<> go 4<&0
    rm go
    # shellcheck disable=SC2016 # for the other shell
    setpriv --reuid "$user" --regid "$user" --clear-groups unshare --user sh -ec '
        read -r _ <&3
        exec unshare --mount --pid --net --ipc --uts --cgroup --fork --kill-child sh sandbox.sh inside "$@" 3<&-
    ' sh "$network" "$@" <&4 &
    sandbox=$!
    await_namespace $sandbox user
    echo "0 $user 65536" > /proc/$sandbox/uid_map
    echo "0 $user 65536" > /proc/$sandbox/gid_map
    echo >&3
    exec 3<&-
    slirp=
    if [ "$network" = on ]; then
        await_namespace $sandbox net
        # The device may be root's alone, so there is another one in mounts of its own.
        # shellcheck disable=SC2016 # for the other shell
        unshare --mount sh -ec '
            mount -t tmpfs -o mode=755,size=4k devices /dev/net
            mknod -m 666 /dev/net/tun c 10 200
            exec setpriv --reuid "$1" --regid "$1" --clear-groups slirp4netns --configure --mtu=65520 \
                --disable-host-loopback "--userns-path=/proc/$2/ns/user" --netns-type=path "/proc/$2/ns/net" tap0
        ' sh "$user" $sandbox > /dev/null 2>&1 &
        slirp=$!
    fi
    if [ "$1" = build ]; then
        # The input ends when nobody waits for this any more.
        (
            cat <&4 > /dev/null
            kill -KILL 0
        ) &
    fi
    status=0
    wait $sandbox || status=$?
    if [ -n "$slirp" ]; then
        # The shell would tell of it in the log.
        exec 2> /dev/null
        kill $slirp || true
        wait $slirp || true
    fi
    return $status
}

inside() {
    network=$1
    shift
    root=/tmp/root
    mount -t tmpfs -o mode=755,size=16m sandbox $root
    mkdir $root/usr $root/etc $root/etc/containers $root/proc $root/sys $root/dev $root/work $root/tmp $root/var \
        $root/old
    for name in bin sbin lib lib32 lib64 libx32; do
        if [ -L /$name ]; then cp -P /$name $root/$name; elif [ -d /$name ]; then mkdir $root/$name; fi
    done
    for name in usr bin sbin lib lib32 lib64 libx32; do
        if [ ! -d $root/$name ] || [ -L $root/$name ]; then continue; fi
        mount --bind /$name $root/$name
        mount -o remount,bind,ro,nosuid $root/$name
    done
    mount --bind /tmp/disk $root/work
    mkdir -p $root/work/tmp
    mount --bind $root/work/tmp $root/tmp
    ln -s ../tmp $root/var/tmp
    for device in null zero full random urandom tty; do
        : > $root/dev/$device
        mount --bind /dev/$device $root/dev/$device
    done
    mkdir $root/dev/pts $root/dev/shm
    mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts $root/dev/pts
    ln -s pts/ptmx $root/dev/ptmx
    ln -s /proc/self/fd $root/dev/fd
    for number in 0:stdin 1:stdout 2:stderr; do ln -s "/proc/self/fd/${number%%:*}" "$root/dev/${number#*:}"; done
    mount -t proc proc $root/proc
    mount -t sysfs sysfs $root/sys
    if [ -d /etc/ssl/certs ]; then
        mkdir -p $root/etc/ssl/certs
        mount --bind /etc/ssl/certs $root/etc/ssl/certs
        mount -o remount,bind,ro,nosuid $root/etc/ssl/certs
    fi
    cp /tmp/sandbox.sh $root/sandbox.sh
    printf '%s\n' root:x:0:0:root:/work:/bin/sh nobody:x:65534:65534:nobody:/work:/bin/sh > $root/etc/passwd
    printf '%s\n' root:x:0: nogroup:x:65534: > $root/etc/group
    printf '%s\n' '127.0.0.1 localhost build' > $root/etc/hosts
    # Nothing answers there without a network.
    printf '%s\n' 'nameserver 10.0.2.3' > $root/etc/resolv.conf
    printf '%s\n' '{"default":[{"type":"insecureAcceptAnything"}]}' > $root/etc/containers/policy.json
    printf '%s\n' 'unqualified-search-registries = ["docker.io"]' 'short-name-mode = "disabled"' \
        > $root/etc/containers/registries.conf
    hostname build
    if [ "$network" = on ]; then
        tries=0
        until grep -q '^tap0.00000000' /proc/self/net/route || [ $tries -ge 100 ]; do
            tries=$((tries + 1))
            sleep 0.1
        done
    else
        ip link set lo up || true
    fi
    cd $root
    pivot_root . old
    cd /
    umount -l /old
    rmdir /old
    mount -o remount,bind,ro /
    exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/work TMPDIR=/tmp LC_ALL=C.UTF-8 \
        _CONTAINERS_USERNS_CONFIGURED=done _CONTAINERS_ROOTLESS_UID=65534 \
        setpriv --no-new-privs sh /sandbox.sh "$@"
}

unpack() {
    mkdir /work/context
    exec tar -x "$@" -f - --no-same-owner -C /work/context
}

buildah() { command buildah --root /work/storage --runroot /work/run --storage-driver overlay "$@"; }

build() {
    # Gives this shell the words for buildah, and "bases": folders and names.
    bases=
    # shellcheck disable=SC1091 # written for each build
    . /work/order
    for base in $bases; do
        image=$(buildah pull --quiet "dir:/work/bases/${base%%=*}")
        buildah tag "$image" "${base#*=}"
    done
    rm -rf /work/bases
    buildah build --isolation chroot --network host --layers=false --format docker --pull=false --tag built "$@" \
        /work/context
    buildah push --quiet built dir:/work/out
}

action=$1
shift
case $action in
disk | outside | inside | unpack | build) "$action" "$@" ;;
open | close) "${action}_network" "$@" ;;
*) exit 2 ;;
esac
