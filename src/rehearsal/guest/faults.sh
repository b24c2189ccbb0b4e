# shellcheck shell=dash disable=SC2015,SC2034,SC2129,SC2154
# Misbehaviour on demand: casement/fault.txt on the setup medium names it.

fault=''
voice=''

faults_read() {
    fault=$(head -n 1 "$(find_below "$setup_medium" casement/fault.txt)" 2>/dev/null | tr -d '\r\n')
    voice=$token
    if [ "$fault" = wrong-token ]; then
        voice=$(printf '%s' "$token" | tr '0123456789abcdef' '123456789abcdef0')
    fi
}

# During Setup.
fault_in_setup() {
    case $fault in
    hang) stop_at 'Installing Windows' 'Copying Windows files (0%)' ;;
    esac
}

# After a step has said that it starts; those that let the run go on return.
fault_in_step() { # STEP
    case $fault in
    no-signoff) power_off ;;
    crash)
        sync
        echo c >/proc/sysrq-trigger
        stand_still
        ;;
    reboot-loop) restart ;;
    failed-step)
        message log "$1" - 'the stand-in was told to fail here'
        message failed "$1" - 'exit code 1'
        power_off
        ;;
    flood-serial) flood_serial ;;
    fill-disk) fill_disk "$1" ;;
    esac
}

# In the first step a burst of a mebibyte that a build has to survive; in the next one noise for ever, which is no
# sign of life.
flood_serial() {
    [ -f /tmp/noise ] || noise >/tmp/noise
    if [ "$next" = 0 ]; then
        for _ in 1 2 3 4; do cat /tmp/noise /tmp/noise /tmp/noise /tmp/noise; done >/dev/ttyS0
        printf '\n' >/dev/ttyS0
        return
    fi
    while :; do cat /tmp/noise; done >/dev/ttyS0
}

# What there may be on a serial port, some 60 KiB of it: a line much longer than a message, any bytes, what
# moves a terminal's cursor, messages with another build's token, a message that is cut.
noise() {
    head -c 16384 /dev/zero | tr '\000' 'x'
    printf '\n'
    head -c 16384 /dev/urandom
    printf '\n\033[2J\033[31m\r\n'
    for number in $(seq 1 300); do
        printf 'CASEMENT/1 0000000000000000000000000000dead %s progress %s 50 noise of another build\n' "$number" "$step"
    done
    printf 'CASEMENT/1 %s 9' "$token"
}

# Takes most clusters without writing to them, since writing would take minutes; the rest is written, which
# shows that the disk is full.
fill_disk() { # STEP
    device=$(awk '$2 == "/c" { print $1 }' /proc/mounts)
    size=$(df -P -k /c | awk 'NR == 2 { print $4 }')
    for number in $(seq 1 40); do : >"/c/Windows/Temp/fill-$number"; done
    umount /c
    number=1
    while [ "$size" -gt 1024 ] && [ "$number" -le 40 ]; do
        ntfsfallocate -n -l "$((size * 1024))" "$device" "Windows/Temp/fill-$number" >/tmp/fill.log 2>&1 &&
            ! grep -q 'Failed' /tmp/fill.log || size=$((size / 2))
        number=$((number + 1))
    done
    mount_ntfs "$device" /c
    left=$(df -P -k /c | awk 'NR == 2 { print $4 }')
    if [ "$left" -gt 262144 ] || cat /dev/zero >/c/Windows/Temp/rest 2>/dev/null; then
        message failed "$1" - "the stand-in could not fill its disk: $left KiB are left"
        power_off
    fi
    message fact "$1" - "disk.freeBytes=$(df -P -k /c | awk 'NR == 2 { printf "%.0f", $4 * 1024 }')"
    # ERROR_DISK_FULL of winerror.h, and the text that Windows has for it.
    message log "$1" - 'There is not enough space on the disk.'
    message failed "$1" - 'exit code 112'
    power_off
}
