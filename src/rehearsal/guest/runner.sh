# shellcheck shell=dash disable=SC2015,SC2034,SC2129,SC2154
# Does what casement\run.ps1 does: walks the steps of job.xml, minds exit codes, reboots, goes on
# after a reboot from the state on the disk. What a step does is pretended in effects.sh.

HOME_DIRECTORY=/c/ProgramData/Casement
LOGON_TASK=/c/Windows/System32/Tasks/Casement

# What the runner sets in the registry so that it is started again; collected for one writing.
runner_hooks() {
    reg "$RUN_KEY" Casement string 'cmd.exe /d /c "C:\ProgramData\Casement\start.cmd"' >>/tmp/software
    # Server Core has no Explorer to go through the Run key: a logon task does it there.
    [ "$type" != 'Server Core' ] || stand_in_file "$LOGON_TASK"
    reg "$WINLOGON" AutoAdminLogon string 1 >>/tmp/software
    reg "$WINLOGON" AutoLogonCount delete '' >>/tmp/software
    reg Casement ConsentPromptBehaviorAdmin dword 5 >>/tmp/software
    reg 'Policies\Microsoft\Windows\WindowsUpdate\AU' NoAutoUpdate dword 1 >>/tmp/software
}

runner() {
    find_below "$setup_medium" casement/run.ps1 >/dev/null ||
        stop_at 'Desktop' 'casement\run.ps1 is not on the setup medium.'
    runner_read_job || power_off
    faults_read
    mkdir -p "$HOME_DIRECTORY/logs"
    cp "$(find_below "$setup_medium" casement/start.cmd)" "$HOME_DIRECTORY/start.cmd"
    runner_read_state
    serial_open
    page "Desktop: job of run $run" "Step $((next + 1)) of $steps."
    while [ "$next" -lt "$steps" ]; do
        runner_load_step "$((next + 1))"
        run_step
        case $outcome in
        failed)
            linger
            power_off
            ;;
        again) restart ;;
        esac
        next=$((next + 1))
        save_state
        [ "$outcome" = next ] || restart
    done
    linger
    power_off
}

# Whoever reads the serial port's log now and then reads the last message as well.
linger() {
    sleep "$(sed -n 's/^linger\t//p' /tmp/job | grep -x '[0-9]\+' || echo 0)"
}

# Writes /tmp/steps: id, title, timeout, success, reboot, again, run; one step a line.
runner_read_job() {
    job=$(find_below "$setup_medium" casement/job.xml) || return 1
    xmllint --nonet --noout "$job" 2>/dev/null || return 1
    xmllint --nonet --c14n "$job" | awk -f /rehearsal/job.awk >/tmp/job || return 1
    token=$(sed -n 's/^token\t//p' /tmp/job)
    run=$(sed -n 's/^run\t//p' /tmp/job)
    grep '^step' /tmp/job | cut -f2- >/tmp/steps
    steps=$(wc -l </tmp/steps)
}

runner_read_state() {
    next=0
    sequence=0
    if [ "$(sed -n 1p "$HOME_DIRECTORY/state.txt" 2>/dev/null)" = "$token" ]; then
        next=$(sed -n 2p "$HOME_DIRECTORY/state.txt")
        sequence=$(sed -n 3p "$HOME_DIRECTORY/state.txt")
    fi
}

save_state() {
    # The sign-off of run generalize has removed the directory: nothing may come back.
    [ -d "$HOME_DIRECTORY" ] || return 0
    printf '%s\n%s\n%s\n' "$token" "$next" "$sequence" >"$HOME_DIRECTORY/state.txt"
}

runner_load_step() { # NUMBER
    row=$(sed -n "$1p" /tmp/steps)
    step=$(printf '%s' "$row" | cut -f1)
    title=$(printf '%s' "$row" | cut -f2)
    limit=$(printf '%s' "$row" | cut -f3)
    success=$(printf '%s' "$row" | cut -f4)
    reboot_codes=$(printf '%s' "$row" | cut -f5)
    again_codes=$(printf '%s' "$row" | cut -f6)
    command=$(printf '%s' "$row" | cut -f7)
}

listed() { # CODE CODES
    case ",$2," in
    *",$1,"*) return 0 ;;
    esac
    return 1
}

# Leaves in $outcome: next, reboot, again or failed.
run_step() {
    message started "$step" - "$title"
    fault_in_step "$step"
    failure=''
    code=''
    effect
    code=${code:-$?}
    if [ -n "$failure" ]; then
        outcome=failed
    elif listed "$code" "$success"; then
        message finished "$step" 100 ''
        outcome=next
        return
    elif listed "$code" "$reboot_codes"; then
        message finished "$step" 100 ''
        message log "$step" - "rebooting (exit code $code)"
        outcome=reboot
        return
    elif listed "$code" "$again_codes"; then
        message log "$step" - "rebooting (exit code $code)"
        outcome=again
        return
    fi
    message failed "$step" - "${failure:-exit code $code}"
    outcome=failed
}

fact() { # NAME VALUE
    message fact "$step" - "$1=$2"
}

note() { # TEXT
    message log "$step" - "$1"
}
