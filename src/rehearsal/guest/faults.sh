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
    flood-serial)
        # For ever: the host has to end it.
        while :; do head -c 65536 /dev/zero | tr '\000' 'x'; done >/dev/ttyS0
        ;;
    fill-disk)
        cat /dev/zero >/c/Windows/Temp/fill 2>/dev/null
        message log "$1" - 'There is not enough space on the disk.'
        message failed "$1" - 'exit code 112'
        power_off
        ;;
    esac
}
