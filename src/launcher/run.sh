# shellcheck shell=sh
# What home, java and the like are, the scripts that source this know.
# shellcheck disable=SC2154
# Starts the JVM: of a checkout and of a package alike. Sourced, with these set:
#   java        the java program
#   directory   where casement.jar is
#   class_path  all jars
#   caches      where the AOT caches are
#   home        where src/ and examples/ are
#   command     the first argument that is no option; "help" for help and version

# Replaces the shell by Casement.
run_casement() {
  # Help and version of the program itself need one jar and few classes; a cache of more takes longer to map.
  case ${1-} in
    '' | -h | --help | -V | --version) class_path=$directory/casement.jar cache=$caches/answers.aot ;;
    *) cache=$caches/commands.aot ;;
  esac

  # Serial collector and a small heap: Casement streams, it holds little. Compiled ten times later than usual: most
  # commands are over before compiled code would pay. Not so publish, which sends gigabytes, through TLS perhaps; a small
  # nursery is enough for the pieces on their way (docs/performance.md). The JVM's own warnings must not get into output that
  # programs read, and a cache that does not fit this JVM only costs time. What the compilers borrowed for the code of an
  # upload, publish gives back to the system soon (trim, in milliseconds; 0 is never); and it compiles encryption at once,
  # which interpreted would be what an upload waits for. The decompressor of zstd clusters uses sun.misc.Unsafe, of which Java 25
  # would warn (JEP 498).
  case $command in
    publish) heap=64m nursery=4m patience=4 encryption=0.03 trim=200 cache=$caches/publish.aot ;;
    *) heap=128m nursery=42m patience=10 encryption='' trim=0 ;;
  esac

  exec "$java" -XX:AOTCache="$cache" -XX:+UseSerialGC -Xmx"$heap" -Xmn"$nursery" -XX:CompileThresholdScaling="$patience" \
    ${encryption:+-XX:CompileCommand=quiet "-XX:CompileCommand=CompileThresholdScaling,com.sun.crypto.provider.*::*,$encryption"} \
    -XX:TrimNativeHeapInterval="$trim" -Djdk.reflect.useNativeAccessorOnly=true -Xlog:disable -Xlog:all=error:stderr -Xlog:aot=off \
    --sun-misc-unsafe-memory-access=allow -Dcasement.home="$home" -cp "$class_path" dev.casement.cli.Main "$@"
}

# Sets command to the first argument that is no option, or to "help" if the answer is help or the version.
find_command() {
  command=''
  for argument in "$@"; do
    case $argument in -h | --help | -V | --version) command=help && break ;; esac
  done
  if [ -z "$command" ]; then
    for command in "$@"; do
      case $command in -*) ;; *) break ;; esac
    done
  fi
}

# The JVM reads and writes file names in the locale's charset; in the C locale it could not name every file.
use_utf8() {
  case ${LC_ALL:-${LC_CTYPE:-${LANG-}}} in
    *[Uu][Tt][Ff]*8*) ;;
    *) export LC_ALL=C.UTF-8 ;;
  esac
}
