# shellcheck shell=bash
# What the scripts of both test clouds need. Sourced, with home and dir set.
# shellcheck disable=SC2154

# Installs what is missing for the purposes given, without a service of it being started: tests bring up their own.
install_packages() {
  find_missing_packages "$@"
  [ -n "$missing" ] || return 0
  local policy=/usr/sbin/policy-rc.d kept=
  if [ "$(id -u)" = 0 ]; then
    if [ -e "$policy" ]; then
      kept=$(mktemp)
      cp -p "$policy" "$kept"
    fi
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
  fi
  local result=0
  install_missing_packages "$@" || result=$?
  if [ "$(id -u)" = 0 ]; then
    rm -f "$policy"
    [ -z "$kept" ] || { cp -p "$kept" "$policy" && rm -f "$kept"; }
  fi
  return "$result"
}

# As many as asked for.
free_ports() {
  /usr/bin/python3 - "$1" <<'PYTHON'
import socket, sys
sockets = [socket.socket() for _ in range(int(sys.argv[1]))]
for each in sockets:
    each.bind(("127.0.0.1", 0))
print(*[each.getsockname()[1] for each in sockets])
PYTHON
}

random_password() {
  openssl rand -hex 12
}

# Removes what a cloud kept, gigabytes perhaps and its passwords, but for its logs.
remove_contents() {
  find "$dir" -mindepth 1 -maxdepth 1 ! -name log -exec rm -rf {} +
}
