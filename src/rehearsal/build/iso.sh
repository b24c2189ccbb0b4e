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
    for name in bootmgr bootmgr.efi setup.exe sources/setup.exe boot/bcd boot/boot.sdi; do
        stand_in_program "$tree/$name" "$name" "$release"
    done
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

# Upper case without punctuation, as Microsoft's labels are.
volume_label() { # MEDIUM
    local label=${1//[.-]/_}
    printf 'REHEARSAL_%s\n' "${label^^}"
}
