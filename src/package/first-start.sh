# shellcheck shell=sh
# What home, java and the like are, the script that sources this knows.
# shellcheck disable=SC2154
# Makes the AOT caches of a package in $caches, without which each start takes four times as long. Sourced by
# src/package/casement and by the Debian package's postinst. That they cannot be made ends nothing.

. "$home/src/launcher/train.sh"

if mkdir -p "${caches%/*}" 2>/dev/null && made=$(mktemp -d "$caches.XXXXXX" 2>/dev/null); then
  [ -t 2 ] && echo "preparing Casement (once) ..." >&2
  chmod 755 "$made"
  if train_caches "$java" "$directory" "$class_path" "$home" "$made" >"$made/log" 2>&1 </dev/null; then
    rm -f "$made/log"
    # Another start may have made them meanwhile.
    mv -T "$made" "$caches" 2>/dev/null || rm -rf "$made"
  else
    rm -rf "$made"
  fi
fi
