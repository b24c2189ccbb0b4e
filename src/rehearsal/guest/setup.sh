# shellcheck shell=dash disable=SC2015,SC2034,SC2129,SC2154
# Windows Setup from the install medium: answer file, image, disk, files, reboot.

setup() {
    page 'Windows Setup' 'Setup is starting.'
    install_medium=$(find_on_media sources/install.wim) ||
        stop_at 'Windows Setup' 'A media driver your computer needs is missing.'
    install_medium=${install_medium%/*/*}
    setup_read_images
    setup_read_answers
    setup_check_hardware
    setup_choose_image
    setup_check_key
    load_drivers
    setup_choose_disk
    # Only a medium with a job has a fault plan, and Setup itself needs none.
    token=''
    if setup_medium; then faults_read; fi
    fault_in_setup
    page 'Installing Windows' "Copying Windows files to disk 0 (/dev/$target)." "$image_name"
    partition_disk "$target"
    trace 'partitions are there'
    setup_apply
    trace 'files are there'
    setup_make_bootable
    trace 'boot files are there'
    page 'Windows Setup' 'Windows needs to restart to continue.'
    restart
}

# "index <tab> name <tab> description <tab> edition <tab> type <tab> major.minor.build" of each image.
setup_read_images() {
    release=$(cat "$install_medium/rehearsal/release")
    wimlib-imagex info "$install_medium/sources/install.wim" | awk -F ': *' '
        function flush() { if (index_ != "") print index_ "\t" name "\t" description "\t" edition "\t" type "\t" major "." minor "." build "\t" arch }
        $1 == "Index" { flush(); index_ = $2; name = description = edition = type = "" }
        $1 == "Name" { name = $2 } $1 == "Description" { description = $2 }
        $1 == "Edition ID" { edition = $2 } $1 == "Installation Type" { type = $2 }
        $1 == "Architecture" { arch = $2 }
        $1 == "Major Version" { major = $2 } $1 == "Minor Version" { minor = $2 } $1 == "Build" { build = $2 }
        END { flush() }' >/tmp/images
    version=$(head -n 1 /tmp/images | cut -f6)
    build=${version##*.}
    case $(head -n 1 /tmp/images | cut -f7) in
    x86_64) architecture=amd64 ;;
    ARM64) architecture=arm64 ;;
    *) architecture=x86 ;;
    esac
}

setup_read_answers() {
    answer_file=$(find_on_media Autounattend.xml) ||
        stop_at 'Windows Setup' 'Language to install: English (United States)' \
            'Enter your language and other preferences and click "Next" to continue.'
    answers_load "$answer_file" 'Autounattend.xml'
    answer windowsPE International-Core-WinPE UILanguage >/dev/null ||
        stop_at 'Windows Setup' 'Language to install: English (United States)' \
            'Enter your language and other preferences and click "Next" to continue.'
    language=$(answer windowsPE International-Core-WinPE UILanguage)
    [ "$language" = en-US ] ||
        stop_at 'Windows Setup' "The medium has no language $language; it has en-US."
    [ "$(answer windowsPE Setup UserData/AcceptEula)" = true ] ||
        stop_at 'Please read the license terms' 'I accept the license terms'
}

# Windows 11 wants TPM 2.0, Secure Boot and 4 GB (Microsoft Learn, "Windows 11 requirements"), unless the
# answer file's commands set what lets it off.
setup_check_hardware() {
    [ "$release" = windows-11 ] || return 0
    setup_lets_off TPM || [ "$(cat /sys/class/tpm/tpm0/tpm_version_major 2>/dev/null)" = 2 ] ||
        setup_refuse_hardware 'The PC must support TPM 2.0.'
    setup_lets_off SecureBoot || dmesg | grep -q 'Secure boot enabled' ||
        setup_refuse_hardware 'The PC must support Secure Boot.'
    # The firmware and the kernel keep a part of it.
    setup_lets_off RAM || [ "$(awk '/^MemTotal/ { print $2 }' /proc/meminfo)" -ge 3500000 ] ||
        setup_refuse_hardware 'The PC must have at least 4 GB of RAM.'
}

setup_lets_off() { # CHECK
    answer_paths windowsPE Setup '^RunSynchronous/RunSynchronousCommand\[[0-9]+\]/Path$' |
        grep -qiE "LabConfig.*Bypass$1Check.* /d (0x)?0*1( |\$)"
}

setup_refuse_hardware() { # REQUIREMENT
    stop_at 'Windows 11 Setup' "This PC doesn't currently meet Windows 11 system requirements. $1"
}

setup_choose_image() {
    key=$(answer windowsPE Setup 'ImageInstall/OSImage/InstallFrom/MetaData[1]/Key')
    value=$(answer windowsPE Setup 'ImageInstall/OSImage/InstallFrom/MetaData[1]/Value')
    case $key in
    /IMAGE/INDEX | /image/index) image=$(awk -F '\t' -v v="$value" '$1 == v' /tmp/images) ;;
    /IMAGE/NAME | /image/name) image=$(awk -F '\t' -v v="$value" 'tolower($2) == tolower(v)' /tmp/images) ;;
    /IMAGE/DESCRIPTION | /image/description) image=$(awk -F '\t' -v v="$value" 'tolower($3) == tolower(v)' /tmp/images) ;;
    '') stop_at 'Select the operating system you want to install' "$(cut -f3 /tmp/images)" ;;
    *) image='' ;;
    esac
    [ -n "$image" ] ||
        stop_at 'Select the operating system you want to install' 'No images are available.' "$key = $value"
    image_index=$(printf '%s' "$image" | cut -f1)
    image_name=$(printf '%s' "$image" | cut -f3)
    edition=$(printf '%s' "$image" | cut -f4)
}

# A key that belongs to another edition leaves Setup without an image to install. Client media from
# 8 on insist on a key; server media, and 7, do without.
setup_check_key() {
    key=$(answer windowsPE Setup UserData/ProductKey/Key)
    case $release:$key in
    windows-8.1: | windows-10: | windows-11:)
        stop_at 'Windows Setup' 'Windows cannot read the <ProductKey> setting from the unattend answer file.'
        ;;
    *:) return ;;
    esac
    printf '%s\n' "$key" | grep -qiE '^([0-9A-Z]{5}-){4}[0-9A-Z]{5}$' ||
        stop_at 'Windows Setup' 'The product key entered in the answer file is not valid.'
    owner=$(grep -i "^$key	" /rehearsal/keys.tsv)
    [ -n "$owner" ] || return
    printf '%s\n' "$owner" | awk -F '\t' -v r="$release" -v e="$edition" '
        index(" " $2 " ", " " r " ") && index(" " $3 " ", " " e " ") { ok = 1 } END { exit !ok }' ||
        stop_at 'Select the operating system you want to install' 'No images are available.' \
            "The product key does not match $image_name."
}

setup_choose_disk() {
    number=$(answer windowsPE Setup ImageInstall/OSImage/InstallTo/DiskID)
    windows_partition=$(answer windowsPE Setup ImageInstall/OSImage/InstallTo/PartitionID)
    visible_disks >/tmp/disks
    [ -s /tmp/disks ] ||
        stop_at 'Where do you want to install Windows?' \
            'No drives were found. Click Load Driver to provide a mass storage driver for installation.'
    target=$(sed -n "$((${number:-0} + 1))p" /tmp/disks)
    [ -n "$target" ] && [ -n "$windows_partition" ] ||
        stop_at 'Install Windows' "Windows Setup could not locate disk ${number:-0} of the answer file."
}

setup_apply() {
    device=$(partition_device "$target" "$windows_partition")
    grep -q "^$windows_partition .* NTFS " /tmp/partitions ||
        stop_at 'Install Windows' "Windows cannot be installed to partition $windows_partition: it is not NTFS."
    wimlib-imagex apply "$install_medium/sources/install.wim" "$image_index" "$device" >/tmp/apply.log 2>&1 ||
        stop_at 'Install Windows' "Windows cannot install required files. $(tail -n 1 /tmp/apply.log)"
    mkdir -p /c
    mount_ntfs "$device" /c || stop_at 'Install Windows' 'Windows cannot open its own partition.'
    mkdir -p /c/Windows/Panther
    cp "$answer_file" /c/Windows/Panther/unattend.xml
    printf '%s, Info  SETUP  applied image %s, %s\r\n' "$(date '+%Y-%m-%d %H:%M:%S')" "$image_index" "$image_name" \
        >>/c/Windows/Panther/setupact.log
    : >/tmp/system
    cut -f1 /tmp/drivers | sort -u | while read -r name; do
        directory=$(awk -F '\t' -v n="$name" '$1 == n { print $2; exit }' /tmp/drivers)
        install_driver "$name" "$directory" /tmp/system
    done
    registry_apply /c/Windows/System32/config/SYSTEM /tmp/system ||
        stop_at 'Install Windows' 'Windows could not update the computer'\''s boot configuration.'
    reg 'Microsoft\Windows\CurrentVersion\Setup\State' ImageState string IMAGE_STATE_UNDEPLOYABLE >/tmp/software
    registry_apply /c/Windows/System32/config/SOFTWARE /tmp/software
}

# What the disk starts from lies on its system partition, as Windows' boot manager does.
setup_make_bootable() {
    mkdir -p /system
    case $firmware in
    bios)
        # GRUB's first stage beside the partition table, the second in the gap before 1 MiB.
        head -c 440 "$install_medium/rehearsal/boot.img" | dd of="/dev/$target" conv=notrunc 2>/dev/null
        dd if="$install_medium/rehearsal/core.img" of="/dev/$target" bs=512 seek=1 conv=notrunc 2>/dev/null
        system=$(partition_device "$target" "$(awk '$4 == "active" { print $1 }' /tmp/partitions)")
        umount /c
        mount_ntfs "$system" /system
        mkdir -p /system/Boot /system/rehearsal
        cp "$install_medium/bootmgr" /system/
        cp "$install_medium/boot/bcd" /system/Boot/BCD
        umount /system
        # Past the file system in user space, which takes its time with files of this size.
        copy="ntfscp -q $system"
        kernels='cloud general'
        ;;
    uefi)
        system=$(partition_device "$target" "$(awk '$2 == "EFI" { print $1 }' /tmp/partitions)")
        mount -t vfat "$system" /system
        mkdir -p /system/EFI/Boot /system/EFI/Microsoft/Boot /system/boot/grub /system/rehearsal
        cp "$install_medium/rehearsal/shimx64.efi" /system/EFI/Boot/bootx64.efi
        cp "$install_medium/rehearsal/shimx64.efi" /system/EFI/Microsoft/Boot/bootmgfw.efi
        # The shim starts this, which has to lie beside it, and that reads boot/grub/grub.cfg.
        cp "$install_medium/rehearsal/grubx64.efi" /system/EFI/Boot/grubx64.efi
        cp "$install_medium/rehearsal/grubx64.efi" /system/EFI/Microsoft/Boot/grubx64.efi
        cp "$install_medium/rehearsal/find-disk.cfg" /system/boot/grub/grub.cfg
        cp "$install_medium/EFI/microsoft/boot/bcd" /system/EFI/Microsoft/Boot/BCD
        copy=setup_copy_to_system
        kernels=general
        ;;
    esac
    names='guest.img floppy.header disk.cfg.new start.cfg'
    for kernel in $kernels; do
        names="$names vmlinuz-$kernel modules-$kernel.img"
    done
    for name in $names; do
        $copy "$install_medium/rehearsal/$name" "rehearsal/${name%.new}" ||
            stop_at 'Install Windows' 'Windows could not update the computer'\''s boot configuration.'
    done
}

setup_copy_to_system() { # FILE PATH
    cp "$1" "/system/$2"
}
