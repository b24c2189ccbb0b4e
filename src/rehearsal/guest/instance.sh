# shellcheck shell=dash disable=SC2015,SC2034,SC2129,SC2154
# The first start of an instance: a disk that is generalized, booted in a cloud or in a trial boot. Windows sets
# itself up anew, and cloudbase-init runs twice. What cloudbase-init says is from its sources
# (github.com/cloudbase/cloudbase-init: cloudbaseinit/init.py and those named below), in the form that its issue 89
# shows; how it looks for the drive is from metadata/services/osconfigdrive/windows.py.

CLOUDBASE_INIT='/c/Program Files/Cloudbase Solutions/Cloudbase-Init'
PLUGIN_STATE='Cloudbase Solutions\Cloudbase-Init'

# cloudbaseinit/conf/default.py
SERVICE_PLUGINS='mtu.MTUPlugin ntpclient.NTPClientPlugin sethostname.SetHostNamePlugin createuser.CreateUserPlugin
    networkconfig.NetworkConfigPlugin licensing.WindowsLicensingPlugin sshpublickeys.SetUserSSHPublicKeysPlugin
    extendvolumes.ExtendVolumesPlugin userdata.UserDataPlugin setuserpassword.SetUserPasswordPlugin
    winrmlistener.ConfigWinRMListenerPlugin winrmcertificateauth.ConfigWinRMCertificateAuthPlugin
    localscripts.LocalScriptsPlugin'

windows_instance() {
    windows_specialize
    # Windows would restart here when the command asks for it, and go on.
    if answer_paths specialize Deployment '^RunSynchronous/RunSynchronousCommand\[[0-9]+\]/Path$' |
        grep -q 'cloudbase-init-unattend\.conf'; then
        cloudbase_init cloudbase-init-unattend.conf
    fi
    # The answer file of a build that starts from the image, in the place of the image's own.
    if [ "$(answer oobeSystem Shell-Setup AutoLogon/Enabled)" = true ]; then
        windows_oobe
        # Before the first logon, but only what is still there.
        if service_starts && ! grep -q 'Services.cloudbase-init.*delete-key' /tmp/system; then
            stop_at 'Log on' 'cloudbase-init takes this machine for an instance.'
        fi
        windows_first_logon
        return
    fi
    page 'Setting up Windows' 'Out-of-box experience (oobeSystem).'
    [ "$(answer oobeSystem Shell-Setup OOBE/HideEULAPage)" = true ] ||
        stop_at 'Please read the license terms' 'I accept the license terms for using Windows'
    windows_is_set_up
    windows_log 'oobeSystem done'
    registry_commit ||
        stop_at 'Install Windows' 'Windows could not configure one or more system components.'
    if service_starts; then
        cloudbase_init cloudbase-init.conf
        registry_commit
    fi
    stop_at 'Log on' 'Press CTRL + ALT + DELETE to log on.' "This is $name."
}

# SetupComplete.cmd starts the service, or Windows does.
service_starts() {
    grep -qs 'net\.exe start cloudbase-init' /c/Windows/Setup/Scripts/SetupComplete.cmd ||
        [ "$(registry_value "$SYSTEM" 'ControlSet001\Services\cloudbase-init' Start)" = 2 ]
}

# option NAME: its value in the configuration file.
option() {
    sed -n "s/^$1=//p" "$conf" | tr -d '\r' | head -n 1
}

# say LEVEL MODULE MESSAGE: a line of the log, on the serial port too if the configuration says so.
say() {
    line="$(date '+%Y-%m-%d %H:%M:%S').000 2552 $1 cloudbaseinit.$2 [-] $3"
    printf '%s\r\n' "$line" >>"$log"
    [ -z "$port" ] || printf '%s\n' "$line" >/dev/ttyS0
    trace "CLOUDBASE-INIT $1 $2 $3"
}

# cloudbase_init CONFIGURATION: one run. Its order is that of configure_host() in init.py.
cloudbase_init() {
    conf=$CLOUDBASE_INIT/conf/$1
    [ -f "$conf" ] && [ -f "$CLOUDBASE_INIT/Python/Scripts/cloudbase-init.exe" ] || return 0
    mkdir -p "$CLOUDBASE_INIT/log"
    log=$CLOUDBASE_INIT/log/$(option log_file)
    case $(option logging_serial_port_settings) in
    COM1,*)
        port=COM1
        serial_open
        ;;
    *) port='' ;;
    esac
    plugins=$(option plugins | tr ',' ' ')
    [ -n "$plugins" ] || plugins=$SERVICE_PLUGINS
    say INFO init "Cloudbase-Init version: $(installed_version)"
    stage PRE_NETWORKING NTPClientPlugin
    stage PRE_METADATA_DISCOVERY MTUPlugin
    if find_metadata; then
        say INFO init "Metadata service loaded: 'ConfigDriveService'"
        stage MAIN ''
    else
        say ERROR init 'No metadata service found'
    fi
    say INFO init 'Plugins execution done'
    # stop_service_on_exit is true unless the configuration says otherwise.
    [ "$(option stop_service_on_exit)" = false ] || say INFO init 'Stopping Cloudbase-Init service'
}

installed_version() {
    registry_value "$SOFTWARE" 'Microsoft\Windows\CurrentVersion\Uninstall\{REHEARSAL-cloudbase-init}' DisplayVersion
}

# The services in the order of the configuration; there is no network for that of http.
find_metadata() {
    for service in $(option metadata_services | tr ',' ' '); do
        case ${service##*.} in
        HttpService)
            # metadata/services/base.py, _get_data; the real one tries again for a while.
            say ERROR metadata.services.base "HTTPConnectionPool(host='169.254.169.254', port=80): Max retries exceeded with url: /openstack/latest/meta_data.json"
            ;;
        ConfigDriveService)
            if config_drive; then return 0; fi
            ;;
        esac
    done
    return 1
}

# A CD with the label config-2, in any case, and this file.
config_drive() {
    for cd in $cds; do
        # The volume identifier of ISO 9660's primary descriptor (ECMA-119, 8.4.7).
        label=$(dd if="/dev/${cd##*/}" bs=1 skip=32808 count=32 2>/dev/null | tr '[:upper:]' '[:lower:]' | sed 's/ *$//')
        [ "$label" = config-2 ] || continue
        metadata=$(find_below "$cd" openstack/latest/meta_data.json) || continue
        say INFO metadata.services.osconfigdrive.windows "Config Drive found on $(letter_of "$cd"):\\"
        instance=$(metadata_value uuid)
        return 0
    done
    return 1
}

# The drive letter of a CD: they begin at D:.
letter_of() {
    number=0
    for each in $cds; do
        number=$((number + 1))
        [ "$each" != "$1" ] || break
    done
    printf 'DEFGHIJK' | cut -c "$number"
}

# metadata_value NAME: a text at the top of the metadata, which has no other quotes.
metadata_value() {
    sed -n "s/.*\"$1\" *: *\"\([^\"]*\)\".*/\1/p" "$metadata"
}

# stage NAME PLUGIN: runs the plugins of a stage; only MAIN has several.
stage() {
    say INFO init "Executing plugins for stage '$1':"
    for plugin in $plugins; do
        plugin=${plugin##*.}
        case $1:$plugin in
        PRE_*) [ "$plugin" = "$2" ] || continue ;;
        MAIN:NTPClientPlugin | MAIN:MTUPlugin) continue ;;
        esac
        plugin_is_done || run_plugin "$1"
    done
}

# What has been done for this instance is not done again; extending volumes is tried at each start.
plugin_is_done() {
    case " $plugins_done " in
    *" $plugin "*) return 0 ;;
    esac
    return 1
}

run_plugin() { # STAGE
    say INFO init "Executing plugin '$plugin'"
    case $plugin in
    SetHostNamePlugin)
        name=$(metadata_value hostname | cut -d. -f1 | cut -c1-15)
        # utils/hostname.py
        say INFO utils.hostname "Setting hostname: $name"
        reg 'ControlSet001\Control\ComputerName\ComputerName' ComputerName string "$name" >>/tmp/system
        ;;
    CreateUserPlugin)
        user=$(option username)
        # plugins/common/createuser.py
        say INFO plugins.common.createuser "Creating user \"$user\" and setting password"
        mkdir -p "/c/Users/$user"
        if grep -q 'fault: no group' "$CLOUDBASE_INIT/Python/Scripts/cloudbase-init.exe"; then
            say ERROR plugins.common.createuser "Cannot add user to group \"$(option groups)\""
        fi
        ;;
    SetUserPasswordPlugin)
        # plugins/common/setuserpassword.py, spelling included
        [ "$(option inject_user_password)" != true ] || [ -z "$(metadata_value admin_pass)" ] ||
            say WARNING plugins.common.setuserpassword \
                'Using admin_pass metadata user password. Consider changing it as soon as possible'
        say INFO plugins.common.setuserpassword "Password succesfully updated for user $(option username)"
        ;;
    esac
    case $1:$plugin in
    MAIN:ExtendVolumesPlugin | PRE_*) ;;
    *)
        plugins_done="$plugins_done $plugin"
        reg "$PLUGIN_STATE\\$instance\\Plugins" "$plugin" dword 1 >>/tmp/software
        ;;
    esac
}
