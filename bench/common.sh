# shellcheck shell=bash
# What the measurements share. Sourced, with home set.
# shellcheck disable=SC2154 # home
. "$home/src/host/jdk.sh"
. "$home/src/host/packages.sh"
# shellcheck disable=SC2034 # for those who source this
work=$home/target/bench

prepare_bench() {
  install_missing_packages build run rehearse bench
  find_jdk || { explain_missing_jdk && exit 4; }
  mkdir -p "$work"
  echo "$(nproc) processors, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), load $(cut -d' ' -f1 /proc/loadavg)"
  echo "$(sed -n 's/^PRETTY_NAME="\(.*\)"/\1/p' /etc/os-release), JDK $(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$jdk/release")," \
    "QEMU $(qemu-system-x86_64 --version | sed -n '1s/.*version \([0-9.]*\).*/\1/p'), Packer $(CHECKPOINT_DISABLE=1 packer --version)"
  echo
}

# Prints hyperfine's results as ratios to the first command's median. Medians and minima: a machine
# that does something else for a moment spoils a mean.
ratios() {
  echo "  median    min     ratio  user+system"
  jq -r '.results[0].median as $base | .results[]
    | [(.median * 1000 | round), (.min * 1000 | round), (.median / $base * 100 | round / 100),
       ((.user + .system) * 1000 | round), .command] | @tsv' "$1" |
    while IFS=$'\t' read -r median min ratio cpu command; do
      printf '  %5d ms %5d ms  %5.2f  %5d ms  %s\n' "$median" "$min" "$ratio" "$cpu" "${command//$home\//}"
    done
}

# The peak resident set of one process, without its children, in megabytes.
peak_megabytes() {
  /usr/bin/time -f '%M' -o "$work/peak" "$@" >/dev/null 2>&1 || true
  awk 'END { print int($1 / 1000) }' "$work/peak"
}
