# shellcheck shell=dash disable=SC2015,SC2034,SC2129,SC2154
# Windows itself, booted from its disk: where it goes on depends on what the disk says.

SYSTEM=/c/Windows/System32/config/SYSTEM
SOFTWARE=/c/Windows/System32/config/SOFTWARE
STATE_KEY='Microsoft\Windows\CurrentVersion\Setup\State'
WINLOGON='Microsoft\Windows NT\CurrentVersion\Winlogon'
RUN_KEY='Microsoft\Windows\CurrentVersion\Run'

windows() {
    page 'Starting Windows'
    mount_windows || stop_at 'Starting Windows' 'An operating system was not found.'
    windows_identify
    windows_check_boot_driver
    image_state=$(registry_value "$SOFTWARE" "$STATE_KEY" ImageState)
    case $image_state in
    IMAGE_STATE_UNDEPLOYABLE)
        windows_specialize
        windows_oobe
        windows_first_logon
        ;;
    IMAGE_STATE_COMPLETE) windows_logon ;;
    IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE) windows_instance ;;
    *) stop_at 'Install Windows' "The computer restarted unexpectedly or encountered an unexpected error. Windows installation cannot proceed. ($image_state)" ;;
    esac
}

# Which Windows this is, from its own registry.
windows_identify() {
    key='Microsoft\Windows NT\CurrentVersion'
    build=$(registry_value "$SOFTWARE" "$key" CurrentBuild)
    type=$(registry_value "$SOFTWARE" "$key" InstallationType)
    edition=$(registry_value "$SOFTWARE" "$key" EditionID)
    key='ControlSet001\Control\Session Manager\Environment'
    architecture=$(registry_value "$SYSTEM" "$key" PROCESSOR_ARCHITECTURE | tr '[:upper:]' '[:lower:]')
    row=$(awk -F '\t' -v build="$build" -v type="$type" '
        { split($3, v, ".") } v[3] == build && $8 == type { print $1 "\t" v[1] "." v[2] "." v[3]; exit }' /rehearsal/releases.tsv)
    release=$(printf '%s' "$row" | cut -f1)
    release=${release%-x86}
    version=$(printf '%s' "$row" | cut -f2)
}

# Windows starts from a VirtIO disk only when the driver is there and starts with the boot loader.
windows_check_boot_driver() {
    needed=$(driver_of "$(pci_id "$windows_disk")")
    [ -n "$needed" ] || return 0
    start=$(registry_value "$SYSTEM" "ControlSet001\\Services\\$needed" Start)
    [ "$start" = 0 ] && [ -f "/c/Windows/System32/drivers/$needed.sys" ] ||
        stop_at 'Your PC ran into a problem' 'STOP 0x0000007B INACCESSIBLE_BOOT_DEVICE' "$needed is not a boot-start driver here."
}

windows_specialize() {
    page 'Setting up Windows' 'Getting devices ready (specialize).'
    answers_load /c/Windows/Panther/unattend.xml 'C:\Windows\Panther\unattend.xml'
    : >/tmp/system
    : >/tmp/software
    name=$(answer specialize Shell-Setup ComputerName)
    case $name in
    '' | '*') name=WIN-$(head -c 32 /dev/urandom | md5sum | cut -c1-11 | tr 'a-f' 'A-F') ;;
    esac
    [ ${#name} -le 15 ] ||
        stop_at 'Install Windows' "Windows could not parse or process unattend answer file [C:\\Windows\\Panther\\unattend.xml] for pass [specialize]: the computer name $name is longer than 15 characters."
    reg 'ControlSet001\Control\ComputerName\ComputerName' ComputerName string "$name" >>/tmp/system
    zone=$(answer specialize Shell-Setup TimeZone)
    [ -z "$zone" ] || reg 'ControlSet001\Control\TimeZoneInformation' TimeZoneKeyName string "$zone" >>/tmp/system
    case $(answer specialize TerminalServices-LocalSessionManager fDenyTSConnections) in
    false | 0) reg 'ControlSet001\Control\Terminal Server' fDenyTSConnections dword 0 >>/tmp/system ;;
    esac
    windows_run_synchronous
    windows_log 'specialize done'
}

# Commands of the answer file: reg.exe and sc.exe delete are done as they say, whatever else is only noted.
windows_run_synchronous() {
    answer_paths specialize Deployment '^RunSynchronous/RunSynchronousCommand\[[0-9]+\]/Path$' |
        cut -f2 >/tmp/commands
    while read -r command; do
        case $command in
        *REG_DWORD*)
            key=$(printf '%s' "$command" | sed -n 's/.*add "*HKLM\\\(.*[^"]\)"* \/v .*/\1/p')
            name=$(printf '%s' "$command" | sed -n 's/.*\/v \([^ ]*\) .*/\1/p')
            data=$(printf '%s' "$command" | sed -n 's/.*\/d \([^ ]*\).*/\1/p')
            case $key in
            SYSTEM*) reg "$(printf '%s' "${key#SYSTEM?}" | sed 's/^CurrentControlSet/ControlSet001/')" "$name" dword "$data" >>/tmp/system ;;
            SOFTWARE*) reg "${key#SOFTWARE?}" "$name" dword "$data" >>/tmp/software ;;
            esac
            ;;
        *'sc.exe delete '*)
            service=$(printf '%s' "$command" | sed -n 's/.*sc\.exe delete \([^ ]*\).*/\1/p')
            reg "ControlSet001\\Services\\$service" '' delete-key '' >>/tmp/system
            ;;
        *) windows_log "pretended to run: $command" ;;
        esac
    done </tmp/commands
}

windows_oobe() {
    [ "$(answer oobeSystem Shell-Setup OOBE/HideEULAPage)" = true ] ||
        stop_at 'Please read the license terms' 'I accept the license terms for using Windows'
    case $type in
    Client)
        answer oobeSystem Shell-Setup 'UserAccounts/LocalAccounts/LocalAccount[1]/Name' >/dev/null ||
            stop_at 'Set Up Windows' 'Choose a user name for your account.'
        ;;
    *)
        [ -n "$(answer oobeSystem Shell-Setup UserAccounts/AdministratorPassword/Value)" ] ||
            stop_at 'Customize settings' 'Type a password for the built-in administrator account.'
        ;;
    esac
    windows_is_set_up
    if [ "$(answer oobeSystem Shell-Setup AutoLogon/Enabled)" = true ]; then
        reg "$WINLOGON" AutoAdminLogon string 1 >>/tmp/software
        reg "$WINLOGON" DefaultUserName string "$(answer oobeSystem Shell-Setup AutoLogon/Username)" >>/tmp/software
        reg "$WINLOGON" DefaultPassword string 'of the build' >>/tmp/software
        reg "$WINLOGON" AutoLogonCount dword "$(answer oobeSystem Shell-Setup AutoLogon/LogonCount)" >>/tmp/software
    fi
    mkdir -p "/c/Users/$(answer oobeSystem Shell-Setup AutoLogon/Username)"
    windows_log 'oobeSystem done'
}

windows_is_set_up() {
    reg Setup SystemSetupInProgress dword 0 >>/tmp/system
    reg Setup OOBEInProgress dword 0 >>/tmp/system
    reg Setup SetupType dword 0 >>/tmp/system
    reg Setup CmdLine string '' >>/tmp/system
    reg "$STATE_KEY" ImageState string IMAGE_STATE_COMPLETE >>/tmp/software
}

windows_first_logon() {
    autologon=$(answer oobeSystem Shell-Setup AutoLogon/Enabled)
    # One writing of the hives for specialize, oobeSystem and what the runner sets at its start.
    if windows_starts_job; then
        runner_hooks
    fi
    registry_commit ||
        stop_at 'Install Windows' 'Windows could not configure one or more system components.'
    [ "$autologon" = true ] || stop_at 'Log on' 'Press CTRL + ALT + DELETE to log on.'
    windows_starts_job || stop_at 'Desktop' 'Nothing is started at the first logon.'
    runner
}

# The first logon's commands must name what starts the job, and it must be on a medium.
windows_starts_job() {
    answer_paths oobeSystem Shell-Setup '^FirstLogonCommands/SynchronousCommand\[[0-9]+\]/CommandLine$' |
        grep -qi 'casement\\start\.cmd' || return 1
    setup_medium && find_below "$setup_medium" casement/start.cmd >/dev/null
}

# A later logon: the Run key or the task starts the runner, which looks for its medium anew.
windows_logon() {
    [ "$(registry_value "$SOFTWARE" "$WINLOGON" AutoAdminLogon)" = 1 ] ||
        stop_at 'Log on' 'Press CTRL + ALT + DELETE to log on.'
    case $type in
    'Server Core') [ -f "$LOGON_TASK" ] ;;
    *) [ -n "$(registry_value "$SOFTWARE" "$RUN_KEY" Casement)" ] ;;
    esac ||
        stop_at 'Desktop' 'Nothing is started at logon.'
    # As start.cmd does when it finds no medium.
    setup_medium || power_off
    runner
}

windows_log() {
    printf '%s, Info  %s\r\n' "$(date '+%Y-%m-%d %H:%M:%S')" "$1" >>/c/Windows/Panther/setupact.log
}
