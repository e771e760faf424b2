#!/bin/bash
# Installs packages on the system under test: packages.sh require|recommend NAME...
#
# "require" fails if one is missing afterwards, whatever the manager says; "recommend" takes what can
# be had. Nothing is done, and no repository asked, for packages that are there already. Names are
# passed on as they are, except those that would be options: there are no such packages.
#
# Where the system is a bootable container image (bootc) that takes no packages while it runs, an
# image with them is made and the system is started anew from that, once for the same names. The line
# "atex: the system reboots" says so; then this is to be run once more.

set -o noglob
how=$1
shift
work=$(dirname "$0")
weak=--setopt=install_weak_deps=False

has() {
    command -v "$1" >/dev/null 2>&1
}

first_of() {
    local name
    for name in "$@"; do
        if has "$name"; then
            echo "$name"
            return
        fi
    done
}

manager() {
    if has bootc && [ -n "$(booted_image)" ]; then
        echo bootc
    elif [ -e /run/ostree-booted ]; then
        echo rpm-ostree
    else
        first_of dnf5 dnf yum zypper apt-get apk
    fi
}

# The image that the system was started from, if it is a bootable container.
booted_image() {
    bootc status --booted --format=json 2>/dev/null | tr -d ' \n' |
        sed -n 's/.*"booted":{"image":{"image":{"image":"\([^"]*\)".*/\1/p'
}

# What is installed

checker() {
    case $manager in
        apt-get) echo dpkg-query ;;
        apk) echo apk ;;
        '') first_of rpm dpkg-query ;;
        *) echo rpm ;;
    esac
}

installed() {
    case $1 in -*) return 1 ;; esac
    case $checker in
        dpkg-query) unpacked "$1" ;;
        apk) apk info -e "$1" >/dev/null 2>&1 ;;
        rpm) rpm -q --whatprovides "$1" >/dev/null 2>&1 || provided "$1" ;;
        *) return 1 ;;
    esac
}

# Whether dpkg has a package, maybe for several architectures, or a version as in "foo=2*". Where it
# came from, as in "foo/stable", cannot be told.
unpacked() {
    local name=$1 wanted='*' there
    if [[ $1 =~ ^[^\ \<\>=]+= ]]; then
        name=${1%%=*} wanted=${1#*=}
    elif [[ $1 =~ ^[^/]+/[^/]+$ ]]; then
        name=${1%%/*}
    fi
    while read -r there; do
        [[ $there == installed=$wanted ]] && return 0
    done < <(dpkg-query -W -f '${db:Status-Status}=${Version}\n' "$name" 2>/dev/null)
    return 1
}

# Whether there is a version as in "foo >= 2", which rpm takes for a name.
provided() {
    [[ $1 =~ ^([^\ \<\>=]+)\ *([\<\>]=?|=)\ *([^\ \<\>=]+)$ ]] || return 1
    local name=${BASH_REMATCH[1]} operator=${BASH_REMATCH[2]} wanted=${BASH_REMATCH[3]}
    local version order
    while read -r version; do
        case $wanted in *-*) ;; *) version=${version%%-*} ;; esac
        order=$(compare "$version" "$wanted")
        [[ $operator == *"$order"* ]] && return 0
    done < <(
        rpm -q --whatprovides "$name" --qf '[%{PROVIDENAME} %{PROVIDEVERSION}\n]' 2>/dev/null |
            while read -r provide version; do
                [ "$provide" = "$name" ] && [ -n "$version" ] && echo "$version"
            done
    )
    return 1
}

# Says <, = or > of two versions; without an epoch it is 0.
compare() {
    local one=$1 other=$2
    case $one in *:*) ;; *) one=0:$one ;; esac
    case $other in *:*) ;; *) other=0:$other ;; esac
    if [ "$one" = "$other" ]; then
        echo '='
    elif [ "$(printf '%s\n' "$one" "$other" | sort -V | head -n 1)" = "$one" ]; then
        echo '<'
    else
        echo '>'
    fi
}

# Sets "missing" to those of the arguments that are not installed.
find_missing() {
    missing=()
    local name
    for name in "$@"; do
        installed "$name" || missing+=("$name")
    done
}

# Installing; all of these get the names that are to be installed

install_all() {
    case $manager in
        bootc) bootc_install '' "$@" ;;
        rpm-ostree)
            rpm-ostree install --apply-live --idempotent --allow-inactive --assumeyes "$@"
            ;;
        dnf5 | dnf) "$manager" install -y $weak "$@" ;;
        yum) yum install -y "$@" ;;
        zypper) zypper --non-interactive install --no-recommends "$@" ;;
        apt-get) apt_install "$@" || { apt_update && apt_install "$@"; } ;;
        apk) apk add "$@" ;;
    esac
}

install_possible() {
    local name
    case $manager in
        bootc) bootc_install "$(skip_missing "$(first_of dnf5 dnf)")" "$@" ;;
        dnf5 | dnf) "$manager" install -y $(skip_missing "$manager") $weak "$@" ;;
        yum) yum install -y --skip-broken bash "$@" ;; # fails if nothing at all can be had
        *) for name in "$@"; do install_all "$name"; done ;;
    esac
}

skip_missing() {
    case $1 in
        dnf5) echo --skip-broken --skip-unavailable ;;
        dnf) echo --skip-broken ;;
    esac
}

apt_install() {
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
}

# The lists are fetched when a package cannot be found, once for each work directory.
apt_update() {
    [ ! -e "$work/apt-updated" ] && apt-get update && : >"$work/apt-updated"
}

# $1: options for what cannot be had
bootc_install() {
    local skip=$1 inner names
    shift
    inner=$(first_of dnf5 dnf)
    "$inner" --transient install -y $skip $weak "$@" && return
    names=$(printf ' %q' "$@")
    if grep -qxF -e "$names" "$work/images" 2>/dev/null; then
        echo "the system runs an image that was made with these packages, and they are not there:$names"
        return 1
    fi
    bootc_rebuild "$inner" install -y $skip $weak "$@" || return
    echo "$names" >>"$work/images"
    echo 'atex: the system reboots'
    sleep 1 # the runner has to read that before it is cut off
    systemctl reboot || reboot
    sleep infinity
}

# Makes an image from the one that runs, by this command, for the next start of the system.
bootc_rebuild() {
    local image=localhost/atex-packages
    { printf 'FROM %s\nRUN' "$(booted_image)" && printf ' %q' "$@" && echo; } |
        podman build --tag "$image" - &&
        bootc switch --transport containers-storage "$image"
}

manager=$(manager)
checker=$(checker)
find_missing "$@"
if [ ${#missing[@]} -eq 0 ]; then
    exit 0
fi
if [ -z "$manager" ]; then
    echo "no known package manager to look for: ${missing[*]}"
    [ "$how" = recommend ]
    exit
fi
possible=()
for name in "${missing[@]}"; do
    case $name in -*) ;; *) possible+=("$name") ;; esac
done
if [ "$how" = recommend ]; then
    [ ${#possible[@]} -eq 0 ] || install_possible "${possible[@]}"
    exit 0
fi
[ ${#possible[@]} -eq ${#missing[@]} ] && install_all "${possible[@]}"
find_missing "${missing[@]}"
if [ ${#missing[@]} -gt 0 ]; then
    echo "$manager did not install: ${missing[*]}"
    exit 1
fi
