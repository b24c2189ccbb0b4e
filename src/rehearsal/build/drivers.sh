# shellcheck shell=bash disable=SC2034,SC2154
# Stand-ins for virtio-win's ISO and for cloudbase-init's installer. Sourced by build.sh.

# driver inf sys class PCI-device (of vendor 1af4, or vendor:device)
readonly DRIVERS='
Balloon       balloon       balloon       System        1af4:1002
NetKVM        netkvm        netkvm        Net           1af4:1000
pvpanic       pvpanic       pvpanic       System        acpi:QEMU0001
qemupciserial qemupciserial -             MultiportSerial 1b36:0002
qxldod        qxldod        qxldod        Display       1b36:0100
viogpudo      viogpudo      viogpudo      Display       1af4:1050
vioinput      vioinput      vioinput      HIDClass      1af4:1052
viorng        viorng        viorng        System        1af4:1005
vioscsi       vioscsi       vioscsi       SCSIAdapter   1af4:1004
vioserial     vioser        vioser        System        1af4:1003
viostor       viostor       viostor       SCSIAdapter   1af4:1001
'

# folder, first part of the driver version, architectures
readonly DRIVER_FOLDERS='
2k8    60  amd64 x86
2k8R2  61  amd64
w7     61  amd64 x86
2k12   62  amd64
w8     62  amd64 x86
2k12R2 63  amd64
w8.1   63  amd64 x86
2k16   100 amd64
2k19   100 amd64
w10    100 amd64 x86 ARM64
2k22   100 amd64
2k25   100 amd64
w11    100 amd64 ARM64
'
readonly DRIVER_VERSION=94.104.24800

build_drivers_iso() { # ISO WORK
    local tree=$2/virtio-win driver inf sys class device folder prefix architectures architecture
    while read -r driver inf sys class device; do
        [ -n "$driver" ] || continue
        while read -r folder prefix architectures; do
            [ -n "$folder" ] || continue
            for architecture in $architectures; do
                write_driver "$tree/$driver/$folder/$architecture" "$inf" "$sys" "$class" "$device" "$prefix.$DRIVER_VERSION"
            done
        done <<<"$DRIVER_FOLDERS"
    done <<<"$DRIVERS"
    mkdir -p "$tree/guest-agent"
    stand_in_msi "$tree/guest-agent/qemu-ga-x86_64.msi" 'QEMU guest agent' 109.0.1 4
    stand_in_msi "$tree/guest-agent/qemu-ga-i386.msi" 'QEMU guest agent' 109.0.1 4
    printf 'A stand-in for virtio-win, made for rehearsals. It holds no drivers.\r\n' >"$tree/virtio-win_license.txt"
    find "$tree" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
    genisoimage -quiet -J -joliet-long -r -iso-level 4 -V virtio-win-0.1.271 -o "$1" "$tree" 2>"$2/genisoimage.log" ||
        die "genisoimage: $(cat "$2/genisoimage.log")"
}

write_driver() { # DIRECTORY INF SYS CLASS DEVICE VERSION
    local hardware="PCI\\VEN_${5%:*}&DEV_${5#*:}"
    [ "${5%:*}" = acpi ] && hardware="ACPI\\${5#*:}"
    mkdir -p "$1"
    # shellcheck disable=SC2016 # a dollar sign of INF files
    printf '%s\r\n' '; A stand-in, made for rehearsals.' '[Version]' 'Signature="$WINDOWS NT$"' \
        "Class=$4" 'Provider=%VENDOR%' "CatalogFile=$2.cat" "DriverVer=07/01/2025,$6" '' \
        '[Manufacturer]' '%VENDOR%=Devices,NTamd64,NTx86,NTARM64' '' '[Devices.NTamd64]' \
        "%DEVICE%=Install,${hardware^^}" '' '[Strings]' 'VENDOR="Casement rehearsal"' "DEVICE=\"Stand-in for $2\"" \
        >"$1/$2.inf"
    printf 'A stand-in for the catalogue of %s %s.\r\n' "$2" "$6" >"$1/$2.cat"
    [ "$3" = - ] || printf 'MZThis is a stand-in for %s %s of a rehearsal, not a driver.\r\n' "$3.sys" "$6" >"$1/$3.sys"
}

build_cloudbase_init() { # FILE
    # Larger than a floppy, as the real one is.
    stand_in_msi "$1" 'Cloudbase-Init' 1.1.6 2048
}

# Begins as an OLE compound file does, which an MSI is.
stand_in_msi() { # FILE PRODUCT VERSION KIB
    {
        printf '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'
        printf '\nStand-in of a rehearsal, not an installer.\nProductName=%s\nProductVersion=%s\n' "$2" "$3"
    } >"$1"
    truncate -s "$4K" "$1"
}
