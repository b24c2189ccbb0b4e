# shellcheck shell=dash disable=SC2015,SC2034,SC2129,SC2154
# What the steps leave that add to Windows what it does not install by itself.

INTERNATIONAL='Policies\Microsoft\Control Panel\International'
SSH_HOME=/c/ProgramData/ssh

# items 'a|b': a line each
items() {
    printf '%s\n' "$1" | tr '|' '\n'
}

# As CBS keeps what is installed: state 112.
installed_package() { # NAME
    reg "Microsoft\\Windows\\CurrentVersion\\Component Based Servicing\\Packages\\$1~31bf3856ad364e35~$architecture~~$version" \
        CurrentState dword 112 >>/tmp/software
}

effect_more_drivers() {
    root=$(path_of_payload "$(argument -Directory)") || {
        note 'there are no drivers on the payload medium'
        return 1
    }
    : >/tmp/system
    : >/tmp/versions
    find "$root" -type f -name '*.inf' | sort >/tmp/infs
    [ -s /tmp/infs ] || {
        note "no driver below $(argument -Directory)"
        return 1
    }
    while read -r inf; do
        # pnputil takes no package without its section of the version.
        grep -q '^\[Version\]' "$inf" || {
            note "pnputil ended with exit code 2 on ${inf##*/}"
            return 1
        }
        install_driver "$(basename "$inf" .inf)" "${inf%/*}" /tmp/system
        printf '%s %s\n' "$(basename "$inf" .inf)" "$(inf_version "$inf")" >>/tmp/versions
    done </tmp/infs
    registry_apply "$SYSTEM" /tmp/system || return 1
    while read -r name version_of_driver; do
        fact "driver.$name" "$version_of_driver"
    done </tmp/versions
}

# The payload of NetFx3 is not in the image from 8 on; dism says 0x800f081f without it.
effect_features() {
    : >/tmp/software
    items "$(argument -Names)" >/tmp/names
    while read -r name; do
        case $(printf '%s' "$name" | tr '[:upper:]' '[:lower:]') in
        netfx3)
            if [ "$build" -ge 9200 ]; then
                sources=$(find_on_media sources/sxs) && find "$sources" -iname '*netfx*' | grep -q . || {
                    note "dism ended with exit code 0x800f081f on $name"
                    return 1
                }
            fi
            # Learn, "How to: Determine which .NET Framework versions are installed"
            reg 'Microsoft\NET Framework Setup\NDP\v3.5' Install dword 1 >>/tmp/software
            ;;
        esac
        installed_package "Microsoft-Windows-$name-Package"
        fact feature.enabled "$name"
    done </tmp/names
    registry_apply "$SOFTWARE" /tmp/software
}

# Leaves in /tmp/packages where the package of each name is; a line without one: it is in Windows.
find_packages() {
    items "$(argument -Names)" >/tmp/names
    items "$(argument -Packages)" >/tmp/places
    : >/tmp/packages
    while IFS= read -r place; do
        [ -n "$place" ] || {
            printf '\n' >>/tmp/packages
            continue
        }
        find_on_media "$(slashes "$place")" >>/tmp/packages || {
            note "no medium holds $place"
            return 1
        }
    done </tmp/places
}

effect_capabilities() {
    find_packages || return 1
    [ "$build" -ge 10240 ] || {
        note 'Error: 87, the option is not recognized in this context.'
        return 1
    }
    : >/tmp/system
    : >/tmp/software
    while read -r name; do
        installed_package "${name%%~*}-Package"
        fact capability.installed "$name"
        case $name in
        OpenSSH.Server~*)
            stand_in_file /c/Windows/System32/OpenSSH/sshd.exe
            service_entry sshd 2 'C:\Windows\System32\OpenSSH\sshd.exe'
            reg "$FIREWALL_RULES" OpenSSH-Server-In-TCP string \
                'v2.10|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=22|Name=OpenSSH SSH Server (sshd)|' >>/tmp/system
            # As sshd makes them when it starts.
            stand_in_file $SSH_HOME/ssh_host_ed25519_key
            ;;
        esac
    done </tmp/names
    registry_commit
}

effect_languages() {
    find_packages || return 1
    : >/tmp/system
    reg "$INTERNATIONAL" BlockCleanupOfUnusedPreinstalledLangPacks dword 1 >/tmp/software
    while read -r name; do
        # Type of an installed language, as en-US has it.
        reg "ControlSet001\\Control\\MUI\\UILanguages\\$name" Type dword 146 >>/tmp/system
        installed_package "Microsoft-Windows-LanguagePack-Package-$name"
        fact language.installed "$name"
    done </tmp/names
    registry_commit
}
