#!/usr/bin/env bash
# Puts a real VirtualBox where tests can use it, without its kernel driver and without touching the
# host's own packages: DIRECTORY/bin/VBoxManage runs it.
#
# usage: setup.sh DIRECTORY
#
# Takes a minute and 1.2 GB the first time, and nothing when all is there. Needs root, since the
# packages live in a root directory of their own. What is left of a set-up that was cut short is
# made again. The packages are those of Debian unstable: no other Debian has VirtualBox.
set -euo pipefail

[ $# = 1 ] || { echo "usage: setup.sh DIRECTORY" >&2 && exit 2; }
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
mirror=${CASEMENT_DEBIAN_MIRROR:-http://deb.debian.org/debian}

die() {
  printf 'error: %s\n  next: %s\n' "$1" "$2" >&2
  exit 1
}

[ "$(id -u)" = 0 ] || die 'VirtualBox for the tests is set up and run by root' 'run as root'
[ "$(uname -m)" = x86_64 ] || die 'VirtualBox for the tests needs an x86-64 host' 'run on one'
for program in debootstrap cc unshare flock; do
  command -v "$program" >/dev/null || [ -x "/usr/sbin/$program" ] ||
    die "$program is not there" 'install the Debian packages debootstrap, gcc, libc6-dev and util-linux'
done

mkdir -p "$1"
home=$(cd "$1" && pwd -P)
exec 9>"$home/lock"
flock 9

# Set-ups of another making are made again.
made_from=$(cat "$here/setup.sh" "$here/headless.c" | sha256sum)
[ "$(cat "$home/complete" 2>/dev/null || true)" = "$made_from" ] && [ "$(readlink "$home/bin/VBoxManage")" = "$here/VBoxManage" ] && exit 0

# Deletes a root directory, but never through a mount: the host's /dev or /proc might be behind it.
delete_root() { # DIRECTORY
  [ -e "$1" ] || return 0
  if grep -qF " $1/" /proc/self/mountinfo; then
    die "something is mounted below $1" "unmount it: grep $1/ /proc/self/mountinfo"
  fi
  rm -rf --one-file-system "$1"
}

install_virtualbox() { # ROOT
  printf '#!/bin/sh\nexit 101\n' >"$1/usr/sbin/policy-rc.d"
  chmod +x "$1/usr/sbin/policy-rc.d"
  # Without recommends: no kernel module, no windows.
  DEBIAN_FRONTEND=noninteractive chroot "$1" apt-get install -y --no-install-recommends \
    -o DPkg::Use-Pty=0 -o APT::Sandbox::User=root virtualbox
}

new=$home/root.new
log=$home/setup.log
delete_root "$new"
delete_root "$home/root"
rm -f "$home/complete"
debootstrap --variant=minbase --components=main,contrib sid "$new" "$mirror" >"$log" 2>&1 ||
  die "debootstrap failed: $(tail -n 3 "$log")" "see $log; is $mirror within reach?"
install_virtualbox "$new" >>"$log" 2>&1 ||
  die "VirtualBox could not be installed: $(tail -n 3 "$log")" "see $log"
rm -rf --one-file-system "$new/var/cache/apt/archives" "$new/var/lib/apt/lists"
mkdir -p "$new/var/cache/apt/archives/partial" "$new/var/lib/apt/lists/partial"
cc -O2 -Wall -Wextra -Werror -o "$new/usr/lib/virtualbox/headless" "$here/headless.c" -ldl >>"$log" 2>&1 ||
  die "the launcher could not be compiled: $(tail -n 3 "$log")" "see $log"
mv "$new" "$home/root"
mkdir -p "$home/bin"
ln -sfn "$here/VBoxManage" "$home/bin/VBoxManage"
"$home/bin/VBoxManage" --version >"$home/version" 2>>"$log" ||
  die "VBoxManage does not run: $(tail -n 3 "$log")" "see $log"
printf '%s\n' "$made_from" >"$home/complete"
