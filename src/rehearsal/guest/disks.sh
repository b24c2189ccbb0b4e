# shellcheck shell=dash disable=SC2015,SC2034,SC2129,SC2154
# The disks as Setup sees them: only those it has a driver for.

# pci_id BLOCK-DEVICE: vendor:device of the controller it hangs on.
pci_id() {
    address=$(readlink -f "/sys/block/$1" | grep -o '[0-9a-f]\{4\}:[0-9a-f]\{2\}:[0-9a-f]\{2\}\.[0-7]' | tail -n 1)
    printf '%s:%s\n' "$(cut -c3- "/sys/bus/pci/devices/$address/vendor")" "$(cut -c3- "/sys/bus/pci/devices/$address/device")"
}

# driver_of PCI-ID: the VirtIO driver such a controller needs; nothing when Windows has one in the box.
driver_of() {
    case $1 in
    1af4:1001 | 1af4:1042) echo viostor ;;
    1af4:1004 | 1af4:1048) echo vioscsi ;;
    esac
}

all_disks() {
    for disk in /sys/block/vd* /sys/block/sd*; do
        [ -e "$disk" ] && printf '%s\n' "${disk##*/}"
    done
}

# Folders of virtio-win whose drivers this release takes; each pair has the same kernel.
driver_folders() {
    case $1 in
    windows-7 | windows-server-2008-r2) echo 'w7 2k8R2' ;;
    windows-server-2012) echo '2k12 w8' ;;
    windows-8.1 | windows-server-2012-r2) echo 'w8.1 2k12R2' ;;
    windows-10) echo 'w10' ;;
    windows-11) echo 'w11' ;;
    windows-server-*) echo "2k${1#windows-server-20}" ;;
    esac
}

# The drivers that Setup loads: from DriverPaths, and by drvload in RunSynchronous. One line each:
# name <tab> directory. A driver of another release or architecture does not load.
load_drivers() {
    : >/tmp/drivers
    answer_paths windowsPE PnpCustomizationsWinPE '^DriverPaths/PathAndCredentials\[[0-9]+\]/Path$' |
        cut -f2 | while read -r path; do
        directory=$(path_of_windows "$path") && load_driver "$directory" DriverPaths
    done
    answer_paths windowsPE Setup '^RunSynchronous/RunSynchronousCommand\[[0-9]+\]/Path$' |
        cut -f2 | grep -i drvload | while read -r command; do
        # for %d in (D E F) do if exist %d:\x.inf drvload.exe %d:\x.inf
        inf=$(printf '%s\n' "$command" | grep -io '[%a-z]*:\\[^ "]*\.inf' | tail -n 1)
        for letter in D E F G H I J K; do
            file=$(path_of_windows "$letter:${inf#*:}") && load_driver "${file%/*}" drvload
        done
    done
}

load_driver() {
    folder=$(basename "$(dirname "$1")")
    [ "$(basename "$1" | tr '[:upper:]' '[:lower:]')" = "$(printf '%s' "$architecture" | tr '[:upper:]' '[:lower:]')" ] || return 0
    driver_folders "$release" | tr ' ' '\n' | grep -qix -- "$folder" || return 0
    for inf in "$1"/*.inf; do
        [ -f "$inf" ] || continue
        name=$(basename "$inf" .inf | tr '[:upper:]' '[:lower:]')
        if [ "$2" = DriverPaths ] && [ "$name" = vioscsi ] && [ "$build" -ge 26100 ]; then
            # The new Setup does not take this one from an answer file; see
            # github.com/virtio-win/kvm-guest-drivers-windows issues 1100 and 1186.
            continue
        fi
        printf '%s\t%s\n' "$name" "$1" >>/tmp/drivers
    done
}

visible_disks() {
    for disk in $(all_disks); do
        needed=$(driver_of "$(pci_id "$disk")")
        if [ -z "$needed" ] || cut -f1 /tmp/drivers | grep -qx "$needed"; then
            printf '%s\n' "$disk"
        fi
    done
}

partition_device() { # DISK NUMBER
    printf '/dev/%s%s\n' "$1" "$2"
}

# partition_disk DISK: as DiskConfiguration says; leaves "number type format label active" of each
# partition in /tmp/partitions.
partition_disk() {
    disk_answers >/tmp/partitions
    [ -s /tmp/partitions ] ||
        stop_at 'Where do you want to install Windows?' 'The answer file creates no partitions.'
    if grep -q ' EFI ' /tmp/partitions; then table=gpt; else table=dos; fi
    case $firmware:$table in
    uefi:dos) stop_at 'Where do you want to install Windows?' 'Windows cannot be installed to this disk. The selected disk has an MBR partition table. On EFI systems, Windows can only be installed to GPT disks.' ;;
    bios:gpt) stop_at 'Where do you want to install Windows?' 'Windows cannot be installed to this disk. The selected disk is of the GPT partition style.' ;;
    bios:dos) grep -q ' active ' /tmp/partitions ||
        stop_at 'Install Windows' 'Setup was unable to create a new system partition or locate an existing system partition. See the Setup log files for more information.' ;;
    esac
    sfdisk_script "$table" </tmp/partitions | sfdisk --quiet --wipe always "/dev/$1" >/tmp/sfdisk.log 2>&1 ||
        stop_at 'Install Windows' "Windows Setup could not configure disk 0: $(tail -n 1 /tmp/sfdisk.log)"
    while read -r number type format _ _ label; do
        format_partition "$(partition_device "$1" "$number")" "$format" "$label" ||
            stop_at 'Install Windows' "Setup was unable to format partition $number ($type): $(tail -n 1 /tmp/format.log)"
    done </tmp/partitions
}

# Lines "number type format active|- size|extend label" from the answer file, in the order of creation.
disk_answers() {
    answer_paths windowsPE Setup '^DiskConfiguration/Disk\[1\]/' | awk -F '\t' '
        { match($1, /Partition\[[0-9]+\]/); item = substr($1, 1, RSTART + RLENGTH); leaf = $1; sub(/.*\//, "", leaf)
          value[item, leaf] = $2
          if (leaf == "Order" && $1 ~ /CreatePartition\[/) created[$2] = item
          if (leaf == "PartitionID" && $1 ~ /ModifyPartition\[/) modified[$2] = item }
        END {
            for (n = 1; n in created; n++) {
                c = created[n]; m = modified[n]
                print n, value[c, "Type"], value[m, "Format"] == "" ? "-" : value[m, "Format"], \
                    value[m, "Active"] == "true" ? "active" : "-", \
                    value[c, "Extend"] == "true" ? "extend" : value[c, "Size"], value[m, "Label"]
            }
        }'
}

sfdisk_script() { # dos|gpt
    printf 'label: %s\nunit: sectors\n\n' "$1"
    while read -r _ type format active size _; do
        line=''
        # Windows begins the first partition at 1 MiB, and so does sfdisk.
        [ "$size" = extend ] || line="size=${size}MiB, "
        case $1:$type in
        gpt:EFI) line="${line}type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B, name=\"EFI system partition\"" ;;
        gpt:MSR) line="${line}type=E3C9E316-0B5C-4DB8-817D-F92DF00215AE, name=\"Microsoft reserved partition\"" ;;
        gpt:*) line="${line}type=EBD0A0A2-B9E5-4433-87C0-68B6B72699C7, name=\"Basic data partition\"" ;;
        dos:*)
            line="${line}type=7"
            [ "$format" = FAT32 ] && line="${line%7}c"
            [ "$active" = active ] && line="$line, bootable"
            ;;
        esac
        printf '%s\n' "$line"
    done
}

format_partition() { # DEVICE FORMAT LABEL
    case $2 in
    NTFS) mkntfs -Q -q -F -L "$3" "$1" >/tmp/format.log 2>&1 ;;
    FAT32) mkfs.fat -F 32 -n "$(printf '%s' "$3" | tr '[:lower:]' '[:upper:]' | cut -c1-11)" "$1" >/tmp/format.log 2>&1 ;;
    esac
}

mount_ntfs() { # DEVICE DIRECTORY
    ntfs-3g -o noatime "$1" "$2"
}

# mount_windows: finds the partition that Windows is on and mounts it at /c; fails when there is none.
mount_windows() {
    mkdir -p /c
    for disk in $(all_disks); do
        for partition in "/dev/$disk"[0-9]*; do
            [ "$(dd if="$partition" bs=1 skip=3 count=4 2>/dev/null)" = NTFS ] || continue
            mount_ntfs "$partition" /c 2>/dev/null || continue
            if [ -f /c/Windows/System32/config/SYSTEM ]; then
                windows_disk=$disk
                return 0
            fi
            umount /c
        done
    done
    return 1
}

# Everything is on the disk when this returns.
unmount_all() {
    sync
    umount /c 2>/dev/null
    umount /system 2>/dev/null
    sync
}

power_off() {
    unmount_all
    poweroff -f
    stand_still
}

restart() {
    unmount_all
    reboot -f
    stand_still
}
