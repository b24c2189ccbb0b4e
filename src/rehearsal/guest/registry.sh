# shellcheck shell=dash disable=SC2015,SC2034,SC2129,SC2154
# Reading and changing registry hives. Edits are collected in a file and made all at once, since
# each hive is written anew each time.

# reg KEY NAME TYPE VALUE >>edits: see registry.awk
reg() {
    printf '%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$4"
}

# registry_apply HIVE EDITS
registry_apply() {
    [ -s "$2" ] || return 0
    cp "$1" /tmp/hive
    hivexml /tmp/hive >/tmp/hive.xml
    awk -f /rehearsal/registry.awk /tmp/hive.xml "$2" >/tmp/hive.commands || return 1
    hivexsh -w /tmp/hive </tmp/hive.commands || return 1
    # Not in place: a reset in between must leave one hive or the other.
    cp /tmp/hive "$1.new" && mv "$1.new" "$1"
    rm -f /tmp/hive* "$2"
}

# registry_commit: the edits collected in /tmp/system and /tmp/software, on the disk's hives
registry_commit() {
    registry_apply "$SYSTEM" /tmp/system && registry_apply "$SOFTWARE" /tmp/software
}

# registry_value HIVE KEY NAME: a string or a number, nothing when there is none
registry_value() {
    printf 'cd \\%s\nlsval %s\n' "$2" "$3" | hivexsh "$1" 2>/dev/null |
        sed -e 's/^dword:0*\([0-9a-f]\)/\1/' -e 's/^"\(.*\)"$/\1/' | tr -d '\000'
}
