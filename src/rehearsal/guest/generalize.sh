# shellcheck shell=dash disable=SC2015,SC2034,SC2129,SC2154
# What the steps of run generalize leave on the disk, beside those that install something.

TERMINAL_SERVER='ControlSet001\Control\Terminal Server'
FIREWALL_RULES='ControlSet001\Services\SharedAccess\Parameters\FirewallPolicy\FirewallRules'
MEMORY_MANAGEMENT='ControlSet001\Control\Session Manager\Memory Management'
POLICIES_SYSTEM='Microsoft\Windows\CurrentVersion\Policies\System'

as_number() { # on|off
    case $1 in
    on) printf 1 ;;
    *) printf 0 ;;
    esac
}

# IPv6 settings are kept in a binary that only Windows reads: there is nothing to show for them.
effect_settings() {
    authentication=$(one_of -NetworkLevelAuthentication on off) && ping=$(one_of -Ping on off) &&
        one_of -Ipv6Address eui64 random >/dev/null && hibernation=$(one_of -Hibernation on off) &&
        shutdown=$(one_of -ShutdownWithoutLogon on off) || return 1
    : >/tmp/system
    : >/tmp/software
    reg "$TERMINAL_SERVER\WinStations\RDP-Tcp" UserAuthentication dword "$(as_number "$authentication")" >>/tmp/system
    if [ "$ping" = on ]; then
        rule='v2.10|Action=Allow|Active=TRUE|Dir=In'
        reg "$FIREWALL_RULES" '{CA5E0000-0000-0000-0000-000000000004}' string \
            "$rule|Protocol=1|ICMP4=8:*|Name=Echo request (ICMPv4)|" >>/tmp/system
        reg "$FIREWALL_RULES" '{CA5E0000-0000-0000-0000-000000000006}' string \
            "$rule|Protocol=58|ICMP6=128:*|Name=Echo request (ICMPv6)|" >>/tmp/system
    fi
    reg 'ControlSet001\Control\Power' HibernateEnabled dword "$(as_number "$hibernation")" >>/tmp/system
    if [ "$shutdown" = on ]; then
        reg "$POLICIES_SYSTEM" ShutdownWithoutLogon dword 1 >>/tmp/software
        reg 'Microsoft\Windows NT\CurrentVersion\Windows' ShutdownWarningDialogTimeout dword 1 >>/tmp/software
    fi
    registry_commit
}

# With the fault there is one that cannot be removed either.
effect_store_apps() {
    one_of -Action report remove >/dev/null || return 1
    if [ "$fault" = fail-sysprep ]; then
        note 'may stop sysprep: a user has it, new users would not get it: Stand.In_1.0'
        fact store-app.blocking Stand.In_1.0
        return
    fi
    note 'no Store app stands in the way of sysprep'
}

# An empty list of strings is no page file.
effect_page_file() {
    reg "$MEMORY_MANAGEMENT" PagingFiles multi '' >/tmp/system
    registry_apply "$SYSTEM" /tmp/system || return 1
    code=3010
}

# The stand-in's boot manager is a shim; the authority is the one of the install media there are most of.
effect_boot_manager() {
    fact bootManager.issuer 'Microsoft Windows Production PCA 2011'
}

end_build_logon() {
    rm -f "$LOGON_TASK"
    reg "$RUN_KEY" Casement delete '' >>/tmp/software
    reg "$WINLOGON" AutoAdminLogon string 0 >>/tmp/software
    reg "$WINLOGON" AutoLogonCount delete '' >>/tmp/software
    [ "$fault" = leave-password ] || reg "$WINLOGON" DefaultPassword delete '' >>/tmp/software
}

effect_clean_up() {
    one_of -EventLogs clear keep >/dev/null && start=$(one_of -CloudbaseInit after-setup delayed none) || return 1
    [ "$fault" = leave-password ] ||
        rm -f /c/Windows/Panther/unattend.xml /c/Windows/Panther/unattend-original.xml \
            /c/Windows/System32/Sysprep/unattend.xml
    rm -f "$SSH_HOME"/ssh_host_*
    : >/tmp/software
    reg "$MEMORY_MANAGEMENT" PagingFiles multi '' >/tmp/system
    case $start in
    after-setup)
        mkdir -p /c/Windows/Setup/Scripts
        printf 'sc.exe config cloudbase-init start= auto && net.exe start cloudbase-init\r\n' \
            >/c/Windows/Setup/Scripts/SetupComplete.cmd
        ;;
    delayed)
        reg 'ControlSet001\Services\cloudbase-init' Start dword 2 >>/tmp/system
        reg 'ControlSet001\Services\cloudbase-init' DelayedAutostart dword 1 >>/tmp/system
        ;;
    esac
    end_build_logon
    registry_commit || return 1
    nothing_left
}

# Says what of the build's logon and its password is still there, and fails then.
nothing_left() {
    left=''
    [ "$(registry_value "$SOFTWARE" "$WINLOGON" AutoAdminLogon)" != 1 ] || left="$left; AutoLogon is on"
    for name in DefaultPassword AutoLogonCount; do
        [ -z "$(registry_value "$SOFTWARE" "$WINLOGON" "$name")" ] || left="$left; Winlogon has a $name"
    done
    [ -z "$(registry_value "$SOFTWARE" "$RUN_KEY" Casement)" ] || left="$left; the Run key starts Casement"
    for file in "$SSH_HOME"/ssh_host_*; do
        [ ! -e "$file" ] || left="$left; there is a host key in $file"
    done
    [ ! -e "$LOGON_TASK" ] || left="$left; the task Casement is there"
    for file in /c/Windows/Panther/unattend.xml /c/Windows/System32/Sysprep/unattend.xml; do
        [ -f "$file" ] || continue
        ! tr -d '\n' <"$file" |
            grep -qE '<(Administrator)?Password>([^<]|<PlainText>|</PlainText>)*<Value>[^<]' ||
            left="$left; there is a password in $file"
    done
    [ -n "$left" ] || return 0
    failure="exit code 1"
    note "left behind: ${left#; }"
    return 1
}

effect_free_space() {
    # From 8 on Windows trims; before, it fills the space.
    if [ "$build" -ge 9200 ]; then
        fact disk.freeSpace trimmed
    else
        fact disk.freeSpace zeroed
    fi
}

effect_sysprep() {
    one_of -StoreApps report remove >/dev/null || return 1
    place=/c/Windows/System32/Sysprep
    mkdir -p $place/Panther
    file=$(argument -AnswerFile)
    file=$(find_below "$setup_medium" "$(slashes "${file#\{media\}}")") || return 1
    xmllint --nonet --noout "$file" 2>/dev/null || {
        note 'sysprep: the answer file is not well-formed'
        fact sysprep.imageState "$(registry_value "$SOFTWARE" "$STATE_KEY" ImageState)"
        return 1
    }
    cp "$file" $place/unattend.xml
    : >/tmp/system
    : >/tmp/software
    fact sysprep.rearmsLeft 3
    if [ "$fault" = fail-sysprep ]; then
        printf '%s\r\n' "$(date '+%Y-%m-%d %H:%M:%S'), Error  SYSPRP Package Stand.In_1.0 was installed for a user, but not provisioned for all users. This package will not function properly in the sysprep image." \
            "$(date '+%Y-%m-%d %H:%M:%S'), Error  SYSPRP Failed to remove apps for the current user: 0x80073cf2." >$place/Panther/setuperr.log
        reg 'Setup\Status\SysprepStatus' GeneralizationState dword 3 >>/tmp/system
        registry_apply "$SYSTEM" /tmp/system
        note 'the end of C:\Windows\System32\Sysprep\Panther\setuperr.log:'
        tr -d '\r' <$place/Panther/setuperr.log >/tmp/setuperr
        while read -r line; do note "$line"; done </tmp/setuperr
        fact sysprep.imageState IMAGE_STATE_COMPLETE
        return 1
    fi
    # Setup caches the answer file for the next boot.
    cp "$file" /c/Windows/Panther/unattend.xml
    reg 'Setup\Status\SysprepStatus' GeneralizationState dword 7 >>/tmp/system
    reg 'Setup\Status\SysprepStatus' CleanupState dword 2 >>/tmp/system
    reg Setup SetupType dword 2 >>/tmp/system
    reg Setup CmdLine string 'oobe\windeploy.exe' >>/tmp/system
    reg Setup OOBEInProgress dword 1 >>/tmp/system
    reg Setup SystemSetupInProgress dword 1 >>/tmp/system
    reg "$STATE_KEY" ImageState string IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE >>/tmp/software
    registry_commit || return 1
    printf '%s, Info  SYSPRP generalized\r\n' "$(date '+%Y-%m-%d %H:%M:%S')" >>$place/Panther/setupact.log
    : >$place/Sysprep_succeeded.tag
    fact sysprep.imageState IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE
}

effect_sign_off() {
    fact os.version "$version"
    fact os.edition "$edition"
    fact disk.freeBytes "$(df -P -k /c | awk 'NR == 2 { printf "%.0f", $4 * 1024 }')"
    [ "$(argument -Run)" = generalize ] || return 0
    [ "$(registry_value "$SOFTWARE" "$STATE_KEY" ImageState)" = IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE ] || {
        note 'Windows is not generalized'
        return 1
    }
    fact sysprep.imageState IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE
    : >/tmp/software
    end_build_logon
    reg Casement '' delete-key '' >>/tmp/software
    reg 'Policies\Microsoft\Windows\WindowsUpdate\AU' NoAutoUpdate delete '' >>/tmp/software
    registry_apply "$SOFTWARE" /tmp/software || return 1
    rm -rf "$HOME_DIRECTORY"
    nothing_left
}
