# shellcheck shell=bash disable=SC2034,SC2154
# The install medium: laid out as Microsoft's are, bootable with BIOS and UEFI. Sourced by build.sh.

build_install_iso() { # MEDIUM ISO BOOT-FILES WORK
    local medium=$1 release=${1%-x86} tree=$4/iso-$1 boot=$3 name
    mkdir -p "$tree"/{boot/grub,EFI/boot,EFI/debian,EFI/microsoft/boot,sources,support,rehearsal}
    build_install_wim "$medium" "$tree/sources/install.wim" "$4"
    cp "$boot/etfsboot.com" "$tree/boot/etfsboot.com"
    cp "$boot"/efisys{,_noprompt}.bin "$tree/EFI/microsoft/boot/"
    cp "$boot/shimx64.efi" "$tree/EFI/boot/bootx64.efi"
    cp "$boot/find-medium.cfg" "$tree/boot/grub/grub.cfg"
    cp "$boot/find-unprompted.cfg" "$tree/EFI/debian/grub.cfg"
    for name in bootmgr bootmgr.efi setup.exe sources/setup.exe boot/boot.sdi; do
        stand_in_program "$tree/$name" "$name" "$release"
    done
    boot_store "$tree/boot/bcd" winload.exe "$4"
    boot_store "$tree/EFI/microsoft/boot/bcd" winload.efi "$4"
    case $release in
    windows-7 | windows-server-2008-r2) ;;
    *)
        # 7 and 2008 R2 have NetFx3 in the image.
        mkdir "$tree/sources/sxs"
        name=sources/sxs/microsoft-windows-netfx3-ondemand-package~31bf3856ad364e35~amd64~~.cab
        stand_in_program "$tree/$name" "$name" "$release"
        ;;
    esac
    printf '[AutoRun.Amd64]\r\nopen=setup.exe\r\n' >"$tree/autorun.inf"
    printf '[Version]\r\n%s\r\n' "$release" >"$tree/sources/cversion.ini"
    for name in vmlinuz-cloud vmlinuz-general modules-cloud.img modules-general.img guest.img floppy.header \
        medium.cfg disk.cfg.new find-disk.cfg start.cfg boot.img core.img shimx64.efi grubx64.efi; do
        ln "$boot/$name" "$tree/rehearsal/$name" 2>/dev/null || cp "$boot/$name" "$tree/rehearsal/$name"
    done
    printf '%s\n' "$release" >"$tree/rehearsal/release"
    printf '%s\r\n' "A stand-in for the install medium of $release, made by Casement for rehearsals." \
        'It installs no Windows, and nothing on it is from Microsoft.' >"$tree/README.txt"
    find "$tree" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
    # UDF beside ISO 9660 with Joliet, as Microsoft's media carry UDF.
    genisoimage -quiet -udf -J -joliet-long -iso-level 3 -V "$(volume_label "$medium")" \
        -b boot/etfsboot.com -no-emul-boot -boot-load-size 4 -boot-info-table \
        -eltorito-alt-boot -e EFI/microsoft/boot/efisys.bin -no-emul-boot -boot-load-size 1 \
        -o "$2" "$tree" 2>"$4/genisoimage.log" || die "genisoimage: $(cat "$4/genisoimage.log")"
    rm -rf "$tree"
}

# Boot configuration as Setup leaves it on the disk: a boot manager whose default entry loads the
# Windows beside it. Numbers of objects and elements: Microsoft Learn, "BcdBootMgrElementTypes" and
# its kin; the device is the one that the boot manager itself came from (ReactOS, bl.h, BootDevice).
boot_store() { # FILE LOADER WORK
    local manager='Objects\{9dea862c-5cdd-4e70-acc1-f32b344d4795}'
    local windows='{ca5e0000-0000-0000-0000-000000000001}' loader device
    loader="Objects\\$windows"
    device=3:$(printf '00,%.0s' {1..16})05,00,00,00,00,00,00,00,48,00,00,00$(printf ',00%.0s' {1..60})
    {
        edit "$manager\\Description" Type dword 0x10100002
        edit "$manager\\Elements\\23000003" Element string "$windows"
        edit "$loader\\Description" Type dword 0x10200003
        edit "$loader\\Elements\\11000001" Element hex "$device"
        edit "$loader\\Elements\\12000002" Element string "\\Windows\\system32\\$2"
        edit "$loader\\Elements\\21000001" Element hex "$device"
        edit "$loader\\Elements\\22000002" Element string '\Windows'
    } >"$3/store.edits"
    [ -f "$3/empty.hive" ] || empty_hive "$3/empty.hive"
    new_hive "$1" "$3/store.edits" "$3/empty.hive"
    rm "$3/store.edits"
}

# Upper case without punctuation, as Microsoft's labels are.
volume_label() { # MEDIUM
    local label=${1//[.-]/_}
    printf 'REHEARSAL_%s\n' "${label^^}"
}
