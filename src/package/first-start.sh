# shellcheck shell=sh
# What home, java and the like are, the script that sources this knows.
# shellcheck disable=SC2154
# Makes the AOT caches of a package in $caches, without which each start takes four times as long. Sourced by
# src/package/casement. That they cannot be made ends nothing, and is not tried again: $caches/tried says that it was,
# by whom (home, java), and why it failed. Starts at the same time may each make them: every file is
# complete when it gets its name, whoever gives it last.

. "$home/src/launcher/train.sh"

# Caches that nobody starts with any more: of an earlier version of this JDK or of this package, or of one that is gone.
drop_others() {
  for tried in "${caches%/*}"/*/tried; do
    if [ ! -e "$tried" ] || [ "$tried" = "$caches/tried" ]; then continue; fi
    { IFS= read -r of_home && IFS= read -r of_java; } <"$tried" || continue
    if { [ "$of_home" = "$home" ] && [ "$of_java" = "$java" ]; } || [ ! -d "$of_home" ] || [ ! -x "$of_java" ]; then
      rm -rf "${tried%/tried}"
    fi
  done
}

if mkdir -p "$caches" 2>/dev/null && made=$(mktemp -d "$caches/making.XXXXXX" 2>/dev/null); then
  trap 'rm -rf "$made"; exit 130' INT
  trap 'rm -rf "$made"; exit 143' TERM
  trap 'rm -rf "$made"; exit 129' HUP
  [ -t 2 ] && echo "preparing Casement (once) ..." >&2
  if train_caches "$java" "$directory" "$class_path" "$home" "$made" >"$made/log" 2>&1 </dev/null; then
    : >"$made/log"
    for file in "$made"/*.aot; do
      mv -f "$file" "$caches/"
    done
  fi
  { printf '%s\n' "$home" "$java" && cat "$made/log"; } >"$made/tried" 2>/dev/null
  mv -f "$made/tried" "$caches/tried"
  rm -rf "$made"
  drop_others
  trap - INT TERM HUP
fi
