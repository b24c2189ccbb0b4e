# shellcheck shell=dash disable=SC2015,SC2034,SC2129,SC2154
# What a user, or a screenshot, sees. A page stays as it is until the next one: a still screen is
# how the host tells that Setup waits for somebody.

TITLE="Casement rehearsal: a stand-in for Windows, not Windows"

screen_start() {
    # Second serial port, where there is one: what the screen says, for those who cannot look.
    if [ "$(cat /sys/class/tty/ttyS1/type 2>/dev/null || echo 0)" != 0 ]; then
        mirror=/dev/ttyS1
        stty -F "$mirror" raw -echo 115200
    else
        mirror=/dev/null
    fi
    # What goes wrong in the stand-in itself is said there too.
    exec 2>"$mirror"
}

# page HEADING LINE…
page() {
    {
        printf '\033[0;37;44m\033[2J\033[H\n  %s\n\n  %s\n\n' "$TITLE" "$1"
        heading=$1
        shift
        for line in "$@"; do
            printf '  %s\n' "$line" | fold -s -w 76
        done
    } >/dev/tty0
    trace "SCREEN $heading | $*"
}

# trace TEXT: on the second serial port, with the seconds since the kernel started.
trace() {
    printf '%s %s\n' "$(cut -d ' ' -f 1 /proc/uptime)" "$1" >"$mirror"
}

# A page that waits for an answer nobody gives: what Windows shows when it cannot go on by itself.
stop_at() {
    page "$@"
    stand_still
}

stand_still() {
    while :; do
        sleep 3600
    done
}
