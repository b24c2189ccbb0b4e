# shellcheck shell=dash disable=SC2015,SC2034,SC2129,SC2154
# Reading answer files, with Setup's strictness.

# answers_load FILE LABEL: flattens the file to /tmp/answers, or stops at the page Windows shows.
answers_load() {
    if ! xmllint --nonet --noout "$1" 2>/tmp/xmllint.log; then
        answers_refuse "$2" "$(sed -n '1s/^[^:]*:\([0-9]*\): /line \1: /p' /tmp/xmllint.log)"
    fi
    xmllint --nonet --c14n "$1" 2>/dev/null | awk -f /rehearsal/answers.awk >/tmp/answers
    if grep -q '^!' /tmp/answers; then
        answers_refuse "$2" "$(sed -n '/^!/{s/^!\t//p;q}' /tmp/answers)"
    fi
    wrong=$(awk -F '\t' -f /rehearsal/components.awk /rehearsal/components.tsv /tmp/answers)
    [ -z "$wrong" ] || answers_refuse_component "$2" "$wrong"
}

answers_refuse() {
    stop_at 'Windows Setup' \
        "Windows could not parse or process the unattend answer file [$1]. The answer file is invalid." \
        "$2"
}

answers_refuse_component() {
    pass=${2%% *}
    stop_at 'Windows Setup' \
        "Windows could not parse or process the unattend answer file for pass [$pass]. A component or setting specified in the answer file [$1] does not exist there: ${2#* }."
}

# answer PASS COMPONENT PATH: its value; fails when the answer file does not say.
answer() {
    awk -F '\t' -v pass="$1" -v component="Microsoft-Windows-$2" -v path="$3" -v architecture="$architecture" '
        $3 == "." { ours = $1 == pass && $2 == component && $4 == architecture; next }
        ours && $3 == path { print $4; found = 1; exit }
        END { exit !found }' /tmp/answers
}

# answer_paths PASS COMPONENT PATTERN: "path <tab> value" of all that match.
answer_paths() {
    # Not with -v, which would take the backslashes for its own.
    pattern=$3 awk -F '\t' -v pass="$1" -v component="Microsoft-Windows-$2" -v architecture="$architecture" '
        $3 == "." { ours = $1 == pass && $2 == component && $4 == architecture; next }
        ours && $3 ~ ENVIRON["pattern"] { print $3 "\t" $4 }' /tmp/answers
}
