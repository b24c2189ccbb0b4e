#!/bin/bash
# Builds the rehearsal media: stand-ins for a Windows install ISO, for virtio-win and for the
# cloudbase-init installer, so that a whole build can be tried where there is no Windows.
#
#   build.sh --output DIR [--release ID]…     (default: every medium of releases.tsv)
#
# leaves in DIR: install-ID.iso for each, virtio-win.iso, CloudbaseInitSetup_Stable_x64.msi.
# Needs no root, and of the host only what host-packages.txt lists; what the stand-in itself is made
# of comes from Debian packages that are downloaded and unpacked, never installed. What is there
# already and was built from the same sources and package versions is used again.
set -euo pipefail
export LC_ALL=C TZ=UTC
umask 022

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR
. "$here/build/packages.sh"
. "$here/build/guest.sh"
. "$here/build/windows.sh"
. "$here/build/drivers.sh"
. "$here/build/iso.sh"

# One date for everything, so that the same sources give the same media.
export SOURCE_DATE_EPOCH=1767225600

die() {
    printf 'rehearsal media: %s\n' "$*" >&2
    exit 1
}

say() {
    printf 'rehearsal media: %s\n' "$*" >&2
}

usage() {
    printf 'usage: build.sh --output DIR [--release ID]…\n' >&2
    exit 2
}

release_ids() {
    grep -v '^#' "$here/releases.tsv" | cut -f1 | uniq
}

# Everything the media depend on: these sources and the versions of the packages.
content_key() { # OUTPUT
    {
        package_versions "$1"
        cd "$here"
        find . -type f -print0 | sort -z | xargs -0 sha256sum
    } | sha256sum | cut -d' ' -f1
}

is_current() { # FILE KEY
    [ -f "$1" ] && [ -f "$1.key" ] && [ "$(cat "$1.key")" = "$2" ]
}

# A file gets its final name only when it is complete, and its key only after that.
publish() { # TEMPORARY FINAL KEY
    rm -f "$2.key"
    mv -f "$1" "$2"
    printf '%s\n' "$3" >"$2.key"
}

require_host_tools() {
    local tool missing=()
    for tool in apt-get apt-cache as dpkg cpio genisoimage grub-mkimage hivexsh hivexml ld mcopy mkfs.vfat nm objdump strip wimlib-imagex; do
        PATH="$PATH:/usr/sbin:/sbin" command -v "$tool" >/dev/null || missing+=("$tool")
    done
    [ ${#missing[@]} -eq 0 ] ||
        die "missing on the host: ${missing[*]}; install $(grep -v '^#' "$here/host-packages.txt" | tr '\n' ' ')"
}

main() {
    local output='' releases=() release key stale=() work
    while [ $# -gt 0 ]; do
        case $1 in
        --output | --release) [ $# -ge 2 ] || usage ;;
        *) usage ;;
        esac
        case $1 in
        --output) output=$2 ;;
        --release) releases+=("$2") ;;
        esac
        shift 2
    done
    [ -n "$output" ] || usage
    [ ${#releases[@]} -gt 0 ] || mapfile -t releases < <(release_ids)
    for release in "${releases[@]}"; do
        release_ids | grep -qxF -- "$release" ||
            die "no release \"$release\"; there are: $(release_ids | tr '\n' ' ')"
    done
    require_host_tools
    mkdir -p "$output"
    output=$(cd "$output" && pwd)
    # Two builds into one directory would write the same names.
    exec 9>"$output/.lock"
    flock 9
    key=$(content_key "$output")
    is_current "$output/virtio-win.iso" "$key" || stale+=(drivers)
    is_current "$output/CloudbaseInitSetup_Stable_x64.msi" "$key" || stale+=(cloudbase-init)
    for release in "${releases[@]}"; do
        is_current "$output/install-$release.iso" "$key" || stale+=("$release")
    done
    [ ${#stale[@]} -gt 0 ] || return 0

    work=$(mktemp -d "$output/.build.XXXXXX")
    # shellcheck disable=SC2064 # the directory of now is meant
    trap "rm -rf '$work'" EXIT
    for release in "${stale[@]}"; do
        say "building $release"
        case $release in
        drivers)
            build_drivers_iso "$work/virtio-win.iso" "$work"
            publish "$work/virtio-win.iso" "$output/virtio-win.iso" "$key"
            ;;
        cloudbase-init)
            build_cloudbase_init "$work/cloudbase-init.msi"
            publish "$work/cloudbase-init.msi" "$output/CloudbaseInitSetup_Stable_x64.msi" "$key"
            ;;
        *)
            ensure_boot_files "$output" "$key" "$work"
            build_install_iso "$release" "$work/$release.iso" "$output/.boot" "$work"
            publish "$work/$release.iso" "$output/install-$release.iso" "$key"
            ;;
        esac
    done
}

main "$@"
