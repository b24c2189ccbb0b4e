# shellcheck shell=sh
# What home, app and the like are, the scripts that source this know.
# shellcheck disable=SC2154,SC2034
# Installs what the host lacks, from packages.txt. Sourced, with home set.

# Sets missing to the packages lacking for the purposes given, without starting a program.
find_missing_packages() {
  missing=
  while read -r item package for; do
    case $item in
      '' | '#'*) continue ;;
      /*) [ -e "$item" ] && continue ;;
      *) { command -v "$item" >/dev/null || [ -x "/usr/sbin/$item" ]; } && continue ;;
    esac
    for purpose in "$@"; do
      case " $for $missing " in *" $package "*) ;; *" $purpose "*) missing="$missing $package" ;; esac
    done
  done <"$home/src/host/packages.txt"
}

# Whether packages may be installed here; sets as_root to what apt-get is run by.
may_install() {
  [ -z "${CASEMENT_NO_INSTALL-}" ] && command -v apt-get >/dev/null || return
  as_root=
  [ "$(id -u)" = 0 ] && return
  as_root=sudo
  # Without a terminal, sudo must not wait for a password.
  [ -t 0 ] || as_root='sudo -n'
  command -v sudo >/dev/null && $as_root true 2>/dev/null
}

# Installs the packages lacking for the purposes given; without apt, or without the right to use it,
# names them and returns 4 (MISSING_TOOL). Set CASEMENT_NO_INSTALL=1 to have them named only.
install_missing_packages() {
  find_missing_packages "$@"
  [ -z "$missing" ] && return
  if ! may_install; then
    echo "error: this host lacks programs that Casement runs, and they cannot be installed from here
  next: install, as root and by their Debian names:$missing" >&2
    return 4
  fi
  echo "installing$missing" >&2
  if ! apt_log=$(apt_install 2>&1); then
    echo "$apt_log
error: apt-get could not install$missing
  next: read its messages above, install the packages by hand, then try again" >&2
    return 4
  fi
  # One that is installed and yet not to be found would otherwise be installed for ever.
  hash -r
  find_missing_packages "$@"
  [ -z "$missing" ] && return
  echo "error: installed$missing, and still what they should bring is not where it should be
  next: see src/host/packages.txt" >&2
  return 4
}

apt_install() {
  # The lists may be missing (a container) or too old; only then is updating worth its time.
  # shellcheck disable=SC2086 # one word for each package; as_root is empty or a command
  {
    set -- apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=300 $missing
    $as_root env DEBIAN_FRONTEND=noninteractive "$@" </dev/null && return
    $as_root apt-get update </dev/null
    $as_root env DEBIAN_FRONTEND=noninteractive "$@" </dev/null
  }
}
