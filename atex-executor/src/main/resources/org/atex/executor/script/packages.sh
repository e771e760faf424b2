#!/bin/bash
# Installs packages on the system under test: packages.sh require|recommend NAME...
#
# "require" fails if one is missing afterwards, "recommend" takes what can be had. Nothing is done,
# and no repository asked, for packages that are there already.

how=$1
shift
lists=$(dirname "$0")/apt-updated

has() {
    command -v "$1" >/dev/null 2>&1
}

manager() {
    if has bootc && bootc status --booted >/dev/null 2>&1; then
        echo bootc
    elif [ -e /run/ostree-booted ]; then
        echo rpm-ostree
    else
        for name in dnf5 dnf yum zypper apt-get apk; do
            if has "$name"; then
                echo "$name"
                return
            fi
        done
    fi
}

installed() {
    case $manager in
        apt-get) [ "$(dpkg-query -W -f '${db:Status-Status}' -- "$1" 2>/dev/null)" = installed ] ;;
        apk) apk info -e -- "$1" >/dev/null 2>&1 ;;
        *) rpm -q --whatprovides -- "$1" >/dev/null 2>&1 ;;
    esac
}

# Sets "missing" to those of the arguments that are not installed.
find_missing() {
    missing=()
    local name
    for name in "$@"; do
        installed "$name" || missing+=("$name")
    done
}

apt_install() {
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends -- "$@"
}

# The lists are fetched when a package cannot be found, once for each work directory.
apt_update() {
    [ -e "$lists" ] || { apt-get update && : >"$lists"; }
}

install_all() {
    local weak=--setopt=install_weak_deps=False
    case $manager in
        bootc) dnf --transient install -y $weak -- "$@" ;;
        rpm-ostree)
            rpm-ostree install --apply-live --idempotent --allow-inactive --assumeyes -- "$@"
            ;;
        dnf5 | dnf) "$manager" install -y $weak -- "$@" ;;
        yum) yum install -y -- "$@" ;;
        zypper) zypper --non-interactive install --no-recommends -- "$@" ;;
        apt-get)
            apt_install "$@" || { apt_update && apt_install "$@"; }
            ;;
        apk) apk add -- "$@" ;;
    esac
}

install_possible() {
    local weak=--setopt=install_weak_deps=False name
    case $manager in
        bootc) dnf --transient install -y --skip-broken $weak -- "$@" ;;
        dnf5) dnf5 install -y --skip-broken --skip-unavailable $weak -- "$@" ;;
        dnf) dnf install -y --skip-broken $weak -- "$@" ;;
        yum) yum install -y --skip-broken -- bash "$@" ;;
        apt-get)
            apt_update
            for name in "$@"; do apt_install "$name"; done
            ;;
        *) for name in "$@"; do install_all "$name"; done ;;
    esac
}

manager=$(manager)
if [ -z "$manager" ]; then
    echo "no known package manager to look for: $*"
    [ "$how" = recommend ]
    exit
fi
find_missing "$@"
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$how" = recommend ]; then
    install_possible "${missing[@]}"
    exit 0
fi
install_all "${missing[@]}"
find_missing "${missing[@]}"
if [ ${#missing[@]} -gt 0 ]; then
    echo "$manager did not install: ${missing[*]}"
    exit 1
fi
