# shellcheck shell=dash disable=SC2015,SC2034,SC2129,SC2154
# What each step leaves on the disk, as far as it can be seen from outside: files and registry.
# An effect returns 0 or 1, or sets $code to the exit code the step's script would end with: a shell
# keeps only eight bits of what a function returns.

# Everything a command names on the setup medium must be there: Windows would not find it either.
effect() {
    missing=$(printf '%s' "$command" | grep -o "{media}[^'\" ]*" | while read -r path; do
        find_below "$setup_medium" "$(slashes "${path#\{media\}}")" >/dev/null || printf '%s ' "$path"
    done)
    if [ -n "$missing" ]; then
        note "not on the setup medium: $missing"
        return 1
    fi
    case $step in
    drivers) effect_drivers ;;
    guest-agent) effect_guest_agent ;;
    more-drivers) effect_more_drivers ;;
    languages) effect_languages ;;
    capabilities) effect_capabilities ;;
    features) effect_features ;;
    packages | updates) effect_updates ;;
    component-clean-up) effect_component_clean_up ;;
    settings) effect_settings ;;
    cloudbase-init) effect_cloudbase_init ;;
    user-[0-9]*) effect_user ;;
    store-apps) effect_store_apps ;;
    page-file) effect_page_file ;;
    boot-manager) effect_boot_manager ;;
    clean-up) effect_clean_up ;;
    free-space) effect_free_space ;;
    sysprep) effect_sysprep ;;
    sign-off) effect_sign_off ;;
    *)
        note "the stand-in knows no step $step"
        return 1
        ;;
    esac
}

# argument -Name: what the command says after it, without quotation marks.
argument() {
    printf '%s' "$command" | sed -n "s/.* $1 '\([^']*\)'.*/\1/p"
}

# one_of -Name WORD...: the argument, which has to be one of these words.
one_of() {
    said=$(argument "$1")
    for word in "$@"; do
        [ "$said" != "$word" ] || [ "$word" = "$1" ] || { printf '%s' "$said"; return; }
    done
    note "$1 is \"$said\", which the step does not know"
    return 1
}

# path_of_payload '{payload}\some\path'
path_of_payload() {
    find_on_media "$(slashes "${1#\{payload\}}")"
}

inf_version() { # INF
    sed -n 's/^DriverVer *= *[0-9/]*, *\([0-9.]*\).*/\1/p' "$1" | head -n 1
}

# install_driver NAME DIRECTORY EDITS: driver store, INF, service and, for disks, what lets Windows
# match the device before PnP is up (CriticalDeviceDatabase up to 6.1, DriverDatabase from 6.2 on).
install_driver() {
    package=$1.inf_${architecture}_5ca5e0000$(printf '%s' "$1" | md5sum | cut -c1-8)
    store=/c/Windows/System32/DriverStore/FileRepository/$package
    mkdir -p "$store"
    cp "$2"/* "$store/"
    number=0
    while [ -e "/c/Windows/INF/oem$number.inf" ]; do
        # The same package twice stays one package.
        cmp -s "$2/$1.inf" "/c/Windows/INF/oem$number.inf" && break
        number=$((number + 1))
    done
    cp "$2/$1.inf" "/c/Windows/INF/oem$number.inf"
    for file in "$2"/*.sys; do
        [ -f "$file" ] && cp "$file" /c/Windows/System32/drivers/
    done
    [ -f "$2/$1.sys" ] || return 0
    case $1 in
    viostor) start=0 group='SCSI miniport' devices='1001 00021AF4 00;1042 11001AF4 01' ;;
    vioscsi) start=0 group='SCSI miniport' devices='1004 00081AF4 00;1048 11001AF4 01' ;;
    *) start=3 group='Extended Base' devices='' ;;
    esac
    # AddService in virtio-win's INF files.
    case $1 in
    vioser) service=VirtioSerial ;;
    viorng) service=VirtRng ;;
    viogpudo) service=VioGpuDod ;;
    vioinput) service=VirtioInput ;;
    *) service=$1 ;;
    esac
    key="ControlSet001\\Services\\$service"
    {
        reg "$key" Start dword $start
        reg "$key" Type dword 1
        reg "$key" ErrorControl dword 1
        reg "$key" Group string "$group"
        reg "$key" ImagePath expand "system32\\drivers\\$1.sys"
        printf '%s' "$devices" | tr ';' '\n' | while read -r device subsystem revision || [ -n "$device" ]; do
            device_edits "$1" "$package" "oem$number.inf" "VEN_1AF4&DEV_$device&SUBSYS_$subsystem&REV_$revision"
        done
    } >>"$3"
}

# The keys are those that virt-v2v writes (libguestfs-common, "inject_virtio_win").
device_edits() { # SERVICE PACKAGE INF DEVICE
    if [ "$build" -lt 9200 ]; then
        key="ControlSet001\\Control\\CriticalDeviceDatabase\\pci#$(printf '%s' "$4" | tr '[:upper:]' '[:lower:]')"
        reg "$key" Service string "$1"
        reg "$key" ClassGUID string '{4D36E97B-E325-11CE-BFC1-08002BE10318}'
        return
    fi
    reg "DriverDatabase\\DeviceIds\\PCI\\$4" "$3" hex '0:01,ff,00,00'
    reg "DriverDatabase\\DriverInfFiles\\$3" @ multi "$2"
    reg "DriverDatabase\\DriverInfFiles\\$3" Active string "$2"
    reg "DriverDatabase\\DriverPackages\\$2" @ string "$3"
    reg "DriverDatabase\\DriverPackages\\$2\\Configurations\\Install" Service string "$1"
    reg "DriverDatabase\\DriverPackages\\$2\\Descriptors\\PCI\\$4" Configuration string Install
}

effect_drivers() {
    drivers_root=$(find_on_media viostor || find_on_media vioscsi || find_on_media NetKVM) || {
        note 'no drive for {drivers}'
        return 1
    }
    drivers_root=${drivers_root%/*}
    folder=$(argument -Folder)
    driver_folders "$release" | tr ' ' '\n' | grep -qix -- "$folder" || {
        note "drivers of $folder do not fit $release"
        return 1
    }
    excluded=$(argument -Exclude | tr '[:upper:]' '[:lower:]')
    : >/tmp/system
    : >/tmp/versions
    for directory in "$drivers_root"/*/; do
        place=$(find_below "${directory%/}" "$folder/$(argument -Architecture)") || continue
        for inf in "$place"/*.inf; do
            [ -f "$inf" ] || continue
            name=$(basename "$inf" .inf | tr '[:upper:]' '[:lower:]')
            case "|$excluded|" in
            *"|$name|"*)
                fact driver.excluded "$name"
                continue
                ;;
            esac
            install_driver "$(basename "$inf" .inf)" "$place" /tmp/system
            printf '%s %s\n' "$(basename "$inf" .inf)" "$(inf_version "$inf")" >>/tmp/versions
        done
    done
    [ -s /tmp/versions ] || {
        note "the driver medium has nothing for $folder"
        return 1
    }
    registry_apply "$SYSTEM" /tmp/system || return 1
    while read -r name version_of_driver; do
        fact "driver.$name" "$version_of_driver"
    done </tmp/versions
}

# Windows Installer takes only compound files.
is_msi() {
    [ "$(head -c 4 "$1" | od -A n -t x1 | tr -d ' ')" = d0cf11e0 ]
}

msi_version() {
    strings "$1" | sed -n 's/^ProductVersion=//p' | head -n 1
}

uninstall_entry() { # NAME VERSION
    reg "Microsoft\\Windows\\CurrentVersion\\Uninstall\\{REHEARSAL-$step}" DisplayName string "$1" >>/tmp/software
    reg "Microsoft\\Windows\\CurrentVersion\\Uninstall\\{REHEARSAL-$step}" DisplayVersion string "$2" >>/tmp/software
}

service_entry() { # NAME START PATH
    reg "ControlSet001\\Services\\$1" Start dword "$2" >>/tmp/system
    reg "ControlSet001\\Services\\$1" Type dword 16 >>/tmp/system
    reg "ControlSet001\\Services\\$1" ImagePath expand "$3" >>/tmp/system
}

stand_in_file() { # FILE
    mkdir -p "$(dirname "$1")"
    printf 'MZThis is a stand-in of a rehearsal, not a program.\r\n' >"$1"
}

effect_guest_agent() {
    case $(argument -Architecture) in
    amd64) msi=guest-agent/qemu-ga-x86_64.msi ;;
    *) msi=guest-agent/qemu-ga-i386.msi ;;
    esac
    msi=$(find_on_media "$msi") || {
        note 'the driver medium has no QEMU guest agent'
        return 0
    }
    is_msi "$msi" || {
        code=1620
        return
    }
    : >/tmp/system
    : >/tmp/software
    stand_in_file '/c/Program Files/Qemu-ga/qemu-ga.exe'
    service_entry QEMU-GA 2 '"C:\Program Files\Qemu-ga\qemu-ga.exe" -d --retry-path'
    uninstall_entry 'QEMU guest agent' "$(msi_version "$msi")"
    registry_commit || return 1
    fact guest-agent.version "$(msi_version "$msi")"
}

installed_update() { # KB
    key="Microsoft\\Windows\\CurrentVersion\\Component Based Servicing\\Packages"
    reg "$key\\Package_for_$1~31bf3856ad364e35~$architecture~~1.0" CurrentState dword 112 >>/tmp/software
    stand_in_file "/c/Windows/servicing/Packages/Package_for_$1~31bf3856ad364e35~$architecture~~1.0.mum"
    fact update.installed "$1"
}

effect_updates() {
    : >/tmp/software
    case $(argument -Source) in
    packages)
        directory=$(path_of_payload "$(argument -Directory)") || {
            note 'there are no update packages on the payload medium'
            return 1
        }
        for file in "$directory"/*; do
            name=${file##*/}
            update=$(printf '%s' "$name" | grep -oiE 'kb[0-9]+' | head -n 1 | tr '[:lower:]' '[:upper:]')
            installed_update "${update:-$name}"
        done
        registry_apply "$SOFTWARE" /tmp/software
        code=3010
        return
        ;;
    microsoft-update | wsus)
        [ "$(argument -Rounds)" -ge 2 ] || {
            note "$(argument -Rounds) rounds, and still there is: stand-in for an update"
            return 1
        }
        ;;
    *) return 1 ;;
    esac
    # Two rounds, as a server would give them: what the first brings is only seen after a reboot. A later run finds one more, as
    # after a Patch Tuesday; each further one finds none.
    if [ ! -f "$HOME_DIRECTORY/updates.txt" ]; then
        for number in 1 2 3; do
            message progress "$step" $((number * 25)) "$number of 3: stand-in for an update"
            installed_update KB900000$number
        done
        registry_apply "$SOFTWARE" /tmp/software
        printf 'round 1\n' >"$HOME_DIRECTORY/updates.txt"
        code=1003
        return
    fi
    case $(cat "$HOME_DIRECTORY/updates.txt") in
    'round 1') next=KB9000004 ;;
    'round 2') next=KB9000005 ;;
    *) return ;;
    esac
    installed_update "$next"
    registry_apply "$SOFTWARE" /tmp/software
    printf '%s\n' "$([ "$next" = KB9000005 ] && echo 'round 3' || echo 'round 2')" >"$HOME_DIRECTORY/updates.txt"
}

# Dism knows one way on 6.1, a second from 6.2 on and the third from 6.3 on.
effect_component_clean_up() {
    case $(argument -Method):$build in
    service-pack:7[0-9]*) ;;
    superseded:7[0-9]* | reset-base:7[0-9]* | reset-base:92[0-9]*)
        note 'Error: 87, the option is not recognized in this context.'
        return 1
        ;;
    superseded:* | reset-base:*) ;;
    *) return 1 ;;
    esac
    note '0 MiB became free'
}

effect_cloudbase_init() {
    local_system=$(one_of -LocalSystem on off) || return 1
    case $local_system in
    on) account=LocalSystem ;;
    *) account='.\cloudbase-init' ;;
    esac
    msi=$(path_of_payload "$(argument -Msi)") || {
        note "there is no $(argument -Msi)"
        return 1
    }
    is_msi "$msi" || {
        note 'This installation package could not be opened (1620).'
        return 1
    }
    configuration=$(argument -Configuration)
    configuration=$(find_below "$setup_medium" "$(slashes "${configuration#\{media\}}")")
    home='/c/Program Files/Cloudbase Solutions/Cloudbase-Init'
    mkdir -p "$home/conf" "$home/log" "$home/LocalScripts"
    stand_in_file "$home/bin/bsdtar.exe"
    stand_in_file "$home/bin/OpenStackService.exe"
    stand_in_file "$home/Python/Scripts/cloudbase-init.exe"
    [ "$fault" != fail-plugin ] || printf 'fault: no group\n' >>"$home/Python/Scripts/cloudbase-init.exe"
    for name in cloudbase-init.conf cloudbase-init-unattend.conf; do
        file=$(find_below "$configuration" "$name") && cp "$file" "$home/conf/$name" || {
            note "there is no $name on the setup medium"
            return 1
        }
    done
    # An answer file for sysprep, which the MSI brings (cloudbase/cloudbase-init-installer, Unattend.xml).
    printf '<unattend xmlns="urn:schemas-microsoft-com:unattend"/>\r\n' >"$home/conf/Unattend.xml"
    : >/tmp/system
    : >/tmp/software
    service_entry cloudbase-init 3 \
        '"C:\Program Files\Cloudbase Solutions\Cloudbase-Init\bin\OpenStackService.exe" cloudbase-init'
    reg 'ControlSet001\Services\cloudbase-init' ObjectName string "$account" >>/tmp/system
    uninstall_entry 'Cloudbase-Init' "$(msi_version "$msi")"
    registry_commit || return 1
    fact cloudbase-init.version "$(msi_version "$msi")"
}

# The stand-in cannot run a script of Windows. The script may tell it how to end, in lines such as
#   # rehearsal: exit 3010      the first time; after a reboot for "again" the script ends with 0
#   # rehearsal: takes 90       seconds
effect_user() {
    path=$(printf '%s' "$command" | grep -o "{media}[^'\" ]*" | head -n 1)
    script=$(find_below "$setup_medium" "$(slashes "${path#\{media\}}")") || return 1
    [ -n "$path" ] || return 1
    note "pretending to run ${script##*/}"
    takes=$(sed -n 's/.*rehearsal: takes \([0-9][0-9]*\).*/\1/p' "$script" | head -n 1)
    ends=$(sed -n 's/.*rehearsal: exit \([0-9][0-9]*\).*/\1/p' "$script" | head -n 1)
    if [ "${takes:-0}" -gt "$limit" ]; then
        sleep "$limit"
        failure="killed after its limit of $limit s"
        return 1
    fi
    sleep "${takes:-0}"
    # Each run numbers its scripts anew.
    if [ -f "$HOME_DIRECTORY/$run-$step.txt" ]; then
        return 0
    fi
    printf 'ran\n' >"$HOME_DIRECTORY/$run-$step.txt"
    code=${ends:-0}
}
