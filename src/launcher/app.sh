# shellcheck shell=sh
# What home, app and the like are, the scripts that source this know.
# shellcheck disable=SC2154,SC2034
# The built application in target/app, as ./casement and src/launcher/build see it. Sourced, with
# home and app set. target/app/launch is four lines: the java program, the directory with the jars and
# the AOT caches, the class path, and what JAVA_HOME was when the java program was chosen.

# Reads launch into java, directory, class_path and chosen_for.
read_app() {
  {
    IFS= read -r java && IFS= read -r directory && IFS= read -r class_path && IFS= read -r chosen_for
  } <"$app/launch" && [ -x "$java" ] && [ -r "$directory/casement.jar" ]
}

# Whether the application was built here, for this JAVA_HOME, and nothing has changed since. The
# stamp is older than the build, so that a file saved meanwhile counts as changed.
app_is_fresh() {
  [ -r "$app/launch" ] && read_app 2>/dev/null && [ "$chosen_for" = "${JAVA_HOME-}" ] &&
    case $directory in "$app"/*) ;; *) false ;; esac &&
    [ -e "$app/stamp" ] && [ -z "$(find "$home/pom.xml" "$home/src/main" "$home/src/launcher" -newer "$app/stamp")" ]
}
