# shellcheck shell=bash disable=SC2034,SC2154
# Debian packages: which, in which version, downloaded and unpacked. Sourced by build.sh.

# The packages of guest-packages.txt, meta-packages replaced by what they stand for.
package_names() {
    local line
    while read -r line; do
        case $line in
        '' | '#'*) ;;
        @*) apt-cache depends --important "${line#@}" | sed -n 's/^ *Depends: \(linux-image-[0-9].*\)$/\1/p' | head -n 1 ;;
        *) printf '%s\n' "$line" ;;
        esac
    done <"$here/guest-packages.txt"
}

# name=version for each, as apt would download them now.
package_versions() {
    local names
    mapfile -t names < <(package_names)
    apt-cache policy "${names[@]}" | awk '
        /^[^ ]/ { name = $1; sub(/:$/, "", name) }
        $1 == "Candidate:" { print name "=" $2 }' >"${TMPDIR:-/tmp}/casement-packages.$$"
    local found
    found=$(wc -l <"${TMPDIR:-/tmp}/casement-packages.$$")
    cat "${TMPDIR:-/tmp}/casement-packages.$$"
    rm -f "${TMPDIR:-/tmp}/casement-packages.$$"
    [ "$found" -eq ${#names[@]} ] ||
        die "apt knows $found of ${#names[@]} packages of guest-packages.txt; run apt-get update"
}

# Downloads all packages into DEBS, where apt does not fetch again what is there, and unpacks them
# into DIRECTORY/root.
unpack_packages() { # DEBS DIRECTORY
    local debs=$1 directory=$2 versions deb
    mkdir -p "$debs" "$directory/root"
    mapfile -t versions < <(package_versions)
    # As root apt would rather download as another user, who may not write here; it says so on stderr.
    (cd "$debs" && apt-get download -q -o APT::Sandbox::User=root "${versions[@]}") >"$directory/apt.log" 2>&1 ||
        die "apt-get download failed: $(tail -n 3 "$directory/apt.log")"
    for deb in "${versions[@]}"; do
        dpkg -x "$(deb_file "$debs" "${deb%%=*}" "${deb#*=}")" "$directory/root"
    done
}

# A package's file, named as apt names it; the last part is its architecture.
deb_file() { # DEBS NAME VERSION
    local files=("$1/$2_${3//:/%3a}_"*.deb)
    printf '%s\n' "${files[0]}"
}
