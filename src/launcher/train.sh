# shellcheck shell=sh
# Makes the AOT caches: of a checkout and of a package alike. Sourced.

# A training run tells the JVM which classes a start needs; it writes the cache at its end (JEP 483 and
# JEP 514, https://openjdk.org/jeps/514). Collector and class path are those of src/launcher/run.sh.
# train_caches JAVA JARS CLASS-PATH HOME CACHES: leaves answers.aot, commands.aot and publish.aot in CACHES.
train_caches() {
  train_cache "$1" "$2/casement.jar" "$4" "$5/answers.aot" Main --help &&
    train_cache "$1" "$3" "$4" "$5/commands.aot" training.StartUpTraining &&
    train_cache "$1" "$3" "$4" "$5/publish.aot" training.PublishTraining
}

train_cache() {
  train_java=$1 train_on=$2 train_home=$3 cache=$4 main=dev.casement.cli.$5
  shift 5
  "$train_java" -XX:AOTCacheOutput="$cache" -XX:+UseSerialGC -Dcasement.home="$train_home" -cp "$train_on" "$main" "$@"
}
