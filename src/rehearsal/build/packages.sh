# shellcheck shell=bash disable=SC2034,SC2154
# Debian packages: which, in which version, downloaded and unpacked. Sourced by build.sh.

# Where apt keeps its lists of packages, unless the host has none; see choose_lists.
apt_options=()

# Prints NAME=VERSION of each package, as apt would download it now. Asking apt takes a second or
# more, so the answer is kept for as long as apt's lists and our own stay what they are.
package_versions() { # OUTPUT
    local kept=$1/.packages fingerprint
    choose_lists "$1"
    fingerprint=$(lists_fingerprint "$1")
    if [ "$(head -n 1 "$kept" 2>/dev/null || true)" != "$fingerprint" ]; then
        {
            printf '%s\n' "$fingerprint"
            ask_for_versions
        } >"$kept.new"
        mv "$kept.new" "$kept"
    fi
    tail -n +2 "$kept"
}

# A host that has never run apt-get update, a container say, gets lists of its own here: no root.
choose_lists() { # OUTPUT
    local private=$1/.apt
    if compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null; then
        return
    fi
    apt_options=(-o "Dir::State=$private/state" -o "Dir::Cache=$private/cache" -o Dir::State::status=/var/lib/dpkg/status)
    compgen -G "$private/state/lists/*_Packages*" >/dev/null && return
    say 'fetching lists of packages'
    mkdir -p "$private/state/lists/partial" "$private/cache/archives/partial"
    apt-get update -q "${apt_options[@]}" -o APT::Sandbox::User=root >"$private/apt.log" 2>&1 ||
        die "apt-get update failed: $(tail -n 3 "$private/apt.log")"
}

lists_fingerprint() { # OUTPUT
    {
        find /var/lib/apt/lists "$1/.apt/state/lists" -maxdepth 1 -type f -name '*_Packages*' -printf '%p %s %T@\n' 2>/dev/null | sort
        cat "$here/guest-packages.txt"
    } | sha256sum
}

ask_for_versions() {
    local names versions
    mapfile -t names < <(package_names)
    mapfile -t versions < <(apt-cache "${apt_options[@]}" policy "${names[@]}" | awk '
        /^[^ ]/ { name = $1; sub(/:$/, "", name) }
        $1 == "Candidate:" && $2 != "(none)" { print name "=" $2 }')
    [ ${#versions[@]} -eq ${#names[@]} ] ||
        die "apt knows ${#versions[@]} of ${#names[@]} packages the stand-in is made of; Debian's own sources have them all"
    printf '%s\n' "${versions[@]}"
}

# The packages of guest-packages.txt, meta-packages replaced by what they stand for, and all
# libraries they need: what these are called differs from one Debian to the next.
package_names() {
    local names=() line new
    while read -r line; do
        case $line in
        '' | '#'*) ;;
        @*) names+=("$(depends "${line#@}" | grep '^linux-image-[0-9]' | head -n 1)") ;;
        *) names+=("$line") ;;
        esac
    done <"$here/guest-packages.txt"
    new=("${names[@]}")
    while [ ${#new[@]} -gt 0 ]; do
        mapfile -t new < <(depends "${new[@]}" | grep -E '^(lib|zlib)' | sort -u | grep -vxF -f <(printf '%s\n' "${names[@]}"))
        names+=("${new[@]}")
    done
    printf '%s\n' "${names[@]}"
}

depends() { # PACKAGE…
    apt-cache "${apt_options[@]}" depends --important "$@" | sed -n 's/^ *\(Pre\)\{0,1\}-\{0,1\}Depends: \([^<].*\)$/\2/p'
}

# Downloads all packages into OUTPUT/.debs, where apt does not fetch again what is there, and unpacks
# them into DIRECTORY/root.
unpack_packages() { # OUTPUT DIRECTORY
    local debs=$1/.debs directory=$2 versions package
    mkdir -p "$debs" "$directory/root"
    mapfile -t versions < <(package_versions "$1")
    choose_lists "$1"
    # As root apt would rather download as another user, who may not write here; it says so on stderr.
    (cd "$debs" && apt-get download -q "${apt_options[@]}" -o APT::Sandbox::User=root "${versions[@]}") \
        >"$directory/apt.log" 2>&1 || die "apt-get download failed: $(tail -n 3 "$directory/apt.log")"
    for package in "${versions[@]}"; do
        dpkg -x "$(deb_file "$debs" "${package%%=*}" "${package#*=}")" "$directory/root"
    done
}

# A package's file, named as apt names it; the last part is its architecture.
deb_file() { # DEBS NAME VERSION
    local files=("$1/$2_${3//:/%3a}_"*.deb)
    printf '%s\n' "${files[0]}"
}
