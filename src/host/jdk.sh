# shellcheck shell=sh
# Finds a JDK that is new enough. Sourced.

minimum_jdk=25

# Whether the directory holds a JDK (not only a runtime) of at least the minimum version.
is_new_enough_jdk() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  while IFS='="' read -r key _ version _; do
    if [ "$key" = JAVA_VERSION ]; then
      major=${version%%[!0-9]*}
      [ "${major:-0}" -ge "$minimum_jdk" ]
      return
    fi
  done <"$1/release"
  return 1
}

# Sets jdk to the first JDK that will do: JAVA_HOME's, then PATH's, then an installed one.
find_jdk() {
  if [ -n "${JAVA_HOME-}" ] && is_new_enough_jdk "$JAVA_HOME"; then
    jdk=$JAVA_HOME
    return
  fi
  if program=$(command -v javac); then
    jdk=$(readlink -f "$program")
    jdk=${jdk%/bin/javac}
    is_new_enough_jdk "$jdk" && return
  fi
  for jdk in /usr/lib/jvm/* /opt/*jdk* "${HOME-/root}"/.sdkman/candidates/java/*; do
    is_new_enough_jdk "$jdk" && return
  done
  if [ -x /usr/libexec/java_home ]; then
    jdk=$(/usr/libexec/java_home -v "$minimum_jdk+" 2>/dev/null) && is_new_enough_jdk "$jdk" && return
  fi
  jdk=
  return 1
}

# Says on standard error what to install.
explain_missing_jdk() {
  {
    echo "error: Casement needs a JDK $minimum_jdk or newer, and there is none in JAVA_HOME, on PATH or in /usr/lib/jvm"
    if command -v apt-cache >/dev/null && apt-cache show openjdk-$minimum_jdk-jdk-headless >/dev/null 2>&1; then
      echo "  next: apt-get install openjdk-$minimum_jdk-jdk-headless"
    elif command -v apt-cache >/dev/null; then
      echo "  next: apt knows no openjdk-$minimum_jdk-jdk-headless here; if it does after apt-get update (Ubuntu has it since"
      echo "        22.04, Debian 12 has not), install that, else temurin-$minimum_jdk-jdk from Eclipse Temurin's package"
      echo "        repository: https://adoptium.net/installation/linux"
    else
      echo "  next: install one, from https://adoptium.net/temurin/releases/?version=$minimum_jdk for example"
    fi
    echo "        or set JAVA_HOME to where you have one"
  } >&2
}
