# shellcheck shell=bash
# What the scripts of both test clouds need. Sourced, with home and dir set; Keystone also needs keystone_port and
# admin_password.
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

database_url() {
  echo "mysql+pymysql://root@localhost/$1?unix_socket=$dir/db.sock&charset=utf8"
}

write_keystone() {
  mkdir -p "$dir/keystone/fernet" "$dir/keystone/credential"
  cat >"$dir/keystone/keystone.conf" <<CONF
[DEFAULT]
use_stderr = true
[database]
connection = $(database_url keystone)
[fernet_tokens]
key_repository = $dir/keystone/fernet
[credential]
key_repository = $dir/keystone/credential
[cache]
enabled = true
backend = oslo_cache.dict
# Each process has a cache of its own, and does not hear of an endpoint or a revoked token of which the other one knows.
[catalog]
caching = false
[token]
provider = fernet
caching = false
[revoke]
caching = false
[identity]
# Far too few for a real cloud; here it only costs time.
password_hash_rounds = 4
CONF
}

# Makes the tables, the keys and the first administrator of Keystone.
prepare_keystone() {
  local manage="keystone-manage --config-file $dir/keystone/keystone.conf"
  {
    # Chained, since the || of who calls this keeps set -e from ending it.
    $manage db_sync &&
      $manage fernet_setup --keystone-user "$(id -un)" --keystone-group "$(id -gn)" &&
      $manage credential_setup --keystone-user "$(id -un)" --keystone-group "$(id -gn)" &&
      $manage bootstrap --bootstrap-password "$admin_password" \
        --bootstrap-public-url "http://127.0.0.1:$keystone_port/v3" --bootstrap-region-id RegionOne
  } >"$dir/log/keystone-manage" 2>&1
}

# Removes what a cloud kept, gigabytes perhaps and its passwords, but for its logs.
remove_contents() {
  find "$dir" -mindepth 1 -maxdepth 1 ! -name log -exec rm -rf {} +
}
