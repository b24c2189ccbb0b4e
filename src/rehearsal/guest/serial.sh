# shellcheck shell=dash disable=SC2015,SC2034,SC2129,SC2154
# The progress protocol on the first serial port.

serial_open() {
    stty -F /dev/ttyS0 raw -echo 115200
    # Ends whatever line the firmware has left open.
    printf '\n' >/dev/ttyS0
}

# Escapes text as the protocol wants it. What the stand-in says is ASCII, but what it repeats from
# the job may be anything; without tables for UTF-8 here, such bytes become question marks.
protocol_text() {
    # Cut before, not after: the host drops a message that ends in half an escape.
    printf '%s' "$1" | head -c 1000 | tr '\200-\377' '?' | awk '
        { gsub(/\\/, "\\\\"); gsub(/\r/, "\\r"); gsub(/[\001-\037\177]/, "?"); gsub(/CASEMENT\//, "CASEMENT\\u002f")
          printf "%s%s", separator, $0; separator = "\\n" }'
}

# message EVENT STEP PERCENT TEXT
message() {
    sequence=$((sequence + 1))
    save_state
    printf 'CASEMENT/1 %s %s %s %s %s %s\n' "$voice" "$sequence" "$1" "$2" "$3" "$(protocol_text "$4")" >/dev/ttyS0
    trace "MESSAGE $1 $2 $4"
}
