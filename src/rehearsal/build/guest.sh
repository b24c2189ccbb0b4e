# shellcheck shell=bash disable=SC2034,SC2154
# What boots: two kernels, the stand-in's root file system, GRUB for BIOS and UEFI. Sourced by build.sh.

# Two kernels, since neither does for all machines: the cloud flavour is packed with LZ4 and starts
# fast even under an interpreter, but it has no AHCI driver; the general one has. GRUB chooses. Secure
# Boot asks for signatures: Debian's are on the general one and on its modules.
readonly FLAVOURS='cloud general'

# Modules each kernel loads, the three lists side by side, each in this order; what they depend on comes before them.
readonly MODULES_virtio='virtio_pci virtio_blk sd_mod virtio_scsi pvpanic-mmio pvpanic-pci evdev'
readonly MODULES_ata='ata_piix ahci sr_mod'
readonly MODULES_files='isofs loop vfat nls_cp437 nls_ascii nls_utf8 nls_iso8859-1 fuse'

readonly PROGRAMS='busybox ntfs-3g mkntfs ntfscp ntfsfallocate mkfs.fat sfdisk hivexml hivexsh wimlib-imagex xmllint'

ensure_boot_files() { # OUTPUT KEY WORK
    local boot=$1/.boot
    [ "$(cat "$boot/key" 2>/dev/null || true)" = "$2" ] && return
    build_boot_files "$3" "$1"
    rm -rf "$boot"
    printf '%s\n' "$2" >"$3/boot/key"
    mv "$3/boot" "$boot"
}

build_boot_files() { # WORK OUTPUT
    local work=$1 flavour kernel
    say 'downloading packages'
    unpack_packages "$2" "$work/packages"
    mkdir -p "$work/boot"
    for flavour in $FLAVOURS; do
        kernel=$(kernel_version "$work/packages/root" "$flavour")
        cp "$work/packages/root/boot/vmlinuz-$kernel" "$work/boot/vmlinuz-$flavour"
        build_modules "$work/packages/root/lib/modules/$kernel" "$work/modules-$flavour"
        # Secure Boot never meets this one: its modules need no signatures, which strip drops; checking them takes time.
        [ "$flavour" != cloud ] || strip --strip-debug "$work/modules-$flavour"/modules/*.ko
        archive "$work/modules-$flavour" "$work/boot/modules-$flavour.img"
    done
    build_floppy_header "$work/floppy" "$work/boot/floppy.header"
    build_root "$work/packages/root" "$work/guest"
    # Not compressed: where guests are interpreted, unpacking takes far longer than reading what it would save.
    archive "$work/guest" "$work/boot/guest.img"
    build_grub "$work/packages/root/usr/lib/grub" "$work/boot"
    build_efi_boot "$work/packages/root" "$work/boot"
}

kernel_version() { # ROOT FLAVOUR
    local version
    for version in "$1"/lib/modules/*; do
        version=${version##*/}
        case $2:$version in
        cloud:*-cloud-amd64) printf '%s\n' "$version" ;;
        general:*-cloud-amd64) ;;
        general:*) printf '%s\n' "$version" ;;
        esac
    done
}

# An initramfs.
archive() { # DIRECTORY IMAGE
    find "$1" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
    (cd "$1" && find . -mindepth 1 -print0 | sort -z | cpio --quiet --null --create --format=newc \
        --owner=0:0 --reproducible) >"$2"
}

# What stands before a floppy's 1440 KiB in an archive; both are as long as an archive wants it, since
# "floppy.img" and its NUL after 110 bytes of header are padded to 124.
build_floppy_header() { # DIRECTORY FILE
    mkdir "$1"
    truncate -s 1440K "$1/floppy.img"
    archive "$1" "$1.cpio"
    head -c 124 "$1.cpio" >"$2"
}

# Copies modules and what they depend on to /modules, and writes the order of each list to a file
# there. What two lists need is in both: the kernel takes it once.
# Debian's packages carry no modules.dep, so the modules are asked themselves.
build_modules() { # KERNEL-MODULES TARGET
    local list module modules
    mkdir -p "$2/modules"
    for list in virtio ata files; do
        : >"$2/modules/$list"
        modules=MODULES_$list
        for module in ${!modules}; do
            add_module "$1" "$2/modules" "$list" "$module"
        done
    done
}

add_module() { # KERNEL-MODULES TARGET LIST NAME
    local file name dependency
    name=${4//-/_}
    grep -qx "$name" "$2/$3" && return
    # A name has - and _ mixed; a driver that a flavour does not have is one it does without.
    file=$(find "$1" -name "${name//_/[-_]}.ko" -o -name "${name//_/[-_]}.ko.xz")
    case $file in
    '') return 0 ;;
    *.xz) xz -dc "$file" >"$2/$name.ko" ;;
    *) cp "$file" "$2/$name.ko" ;;
    esac
    for dependency in $(tr '\0' '\n' <"$2/$name.ko" | sed -n 's/^depends=//p' | tr ',' ' '); do
        add_module "$1" "$2" "$3" "$dependency"
    done
    printf '%s\n' "$name" >>"$2/$3"
}

build_root() { # PACKAGES-ROOT TARGET
    local root=$1 target=$2 program
    mkdir -p "$target"/{bin,lib,lib64,dev,proc,sys,tmp,run,etc,rehearsal}
    for program in $PROGRAMS; do
        copy_found "$root" "$program" "$target/bin"
    done
    copy_found "$root" ld-linux-x86-64.so.2 "$target/lib64"
    build_icu "$root" "$target/lib"
    add_libraries "$root" "$target"
    add_character_sets "$root" "$target"
    cp -r "$here/guest/." "$target/rehearsal/"
    mv "$target/rehearsal/init" "$target/init"
    chmod 755 "$target/init"
    grep -v '^#' "$here/releases.tsv" >"$target/rehearsal/releases.tsv"
}

# Copies a file from wherever the packages have it: releases of Debian differ.
copy_found() { # PACKAGES-ROOT NAME DIRECTORY
    local file
    file=$(find "$1" \( -path '*/bin/*' -o -path '*/sbin/*' -o -path '*/lib/*' -o -path '*/lib64/*' \) -name "$2" -print -quit)
    [ -n "$file" ] || die "the packages have no $2"
    cp -L "$file" "$3/$2"
}

# Copies libraries until the loader finds all that the programs and their libraries ask for.
add_libraries() { # PACKAGES-ROOT TARGET
    local before=none missing library
    while missing=$(missing_libraries "$2") && [ -n "$missing" ]; do
        [ "$missing" != "$before" ] || die "the loader still misses: $missing"
        before=$missing
        for library in $missing; do
            copy_found "$1" "$library" "$2/lib"
        done
    done
}

# What the loader does not find in the target; that it may find it on the host is of no use.
missing_libraries() { # TARGET
    local program
    for program in "$1"/bin/*; do
        # The one that is linked statically needs none.
        [ "${program##*/}" = busybox ] ||
            "$1/lib64/ld-linux-x86-64.so.2" --inhibit-cache --library-path "$1/lib" --list "$program" 2>&1 || true
    done | sed -e "s|=> $1/lib/.*||" \
        -e 's/.*error while loading shared libraries: \(lib[^:]*\): cannot open.*/\1 => nowhere/' |
        sed -n 's/^[[:space:]]*\(lib[^ ]*\) => .*/\1/p' | sort -u
}

# hivex converts the names and values of hives from these.
add_character_sets() { # PACKAGES-ROOT TARGET
    local place=usr/lib/x86_64-linux-gnu/gconv set
    mkdir -p "$2/$place"
    for set in UTF-16 ISO8859-1; do
        cp "$1/$place/$set.so" "$2/$place/"
    done
    grep -shE '^(alias|module).*(UTF-16|ISO-8859-1/)' "$1/$place"/gconv-modules "$1/$place"/gconv-modules.d/* >"$2/$place/gconv-modules"
}

# libxml2 asks ICU for encodings that no file here has. ICU and the libraries that it needs itself are
# 35 MB: what goes along has only the names that libxml2 wants to see, and stops whoever calls one.
build_icu() { # PACKAGES-ROOT LIBRARIES
    local xml icu names
    xml=$(find "$1" -name 'libxml2.so.*' -type f -print -quit)
    for icu in $(objdump -p "$xml" | sed -n 's/^ *NEEDED *\(libicu.*\)/\1/p'); do
        names=$(nm --dynamic --undefined-only "$xml" | sed -n "s/.* \(.*_${icu##*.}\)\$/\1/p")
        # shellcheck disable=SC2086 # one word for each name
        { printf '.globl %s\n' $names && printf '%s:\n' $names && echo ud2; } | as -o "$2/icu.o"
        ld -shared -soname "$icu" -o "$2/$icu" "$2/icu.o"
        rm "$2/icu.o"
    done
}

readonly GRUB_MODULES='normal configfile echo search search_fs_file search_label test true linux setpci minicmd
    part_msdos part_gpt fat ntfs iso9660 regexp'

build_grub() { # GRUB-LIBRARIES TARGET
    local modules=$1 target=$2
    # shellcheck disable=SC2086 # a list
    {
        grub-mkimage -O i386-pc-eltorito -d "$modules/i386-pc" -p /rehearsal -c "$here/boot/find-medium.cfg" -o "$target/etfsboot.com" \
            biosdisk $GRUB_MODULES
        grub-mkimage -O i386-pc -d "$modules/i386-pc" -p /rehearsal -c "$here/boot/find-disk.cfg" \
            -o "$target/core.img" biosdisk $GRUB_MODULES
        cp "$modules/i386-pc/boot.img" "$target/boot.img"
    }
    cp "$here"/boot/{medium,start}.cfg "$target/"
    # Under another name on the medium, where GRUB on the disk must not take it for its own.
    cp "$here/boot/disk.cfg" "$target/disk.cfg.new"
}

# UEFI machines start what also those with Secure Boot start: Microsoft has signed the shim, the shim
# knows Debian's signature of GRUB and of the kernels. GRUB as Debian signs it for CDs reads
# boot/grub/grub.cfg on the medium or partition it was started from; as it signs it for disks,
# EFI/debian/grub.cfg. By that the two boot images of a medium, which may hold nothing unsigned, differ.
build_efi_boot() { # PACKAGES-ROOT TARGET
    cp "$1/usr/lib/shim/shimx64.efi.signed" "$2/shimx64.efi"
    cp "$1/usr/lib/grub/x86_64-efi-signed/gcdx64.efi.signed" "$2/grubx64.efi"
    cp "$here"/boot/find-{medium,disk,unprompted}.cfg "$2/"
    build_efi_boot_image "$2/shimx64.efi" "$2/grubx64.efi" "$2/efisys.bin"
    build_efi_boot_image "$2/shimx64.efi" "$1/usr/lib/grub/x86_64-efi-signed/grubx64.efi.signed" \
        "$2/efisys_noprompt.bin"
}

# The FAT image that El Torito gives UEFI firmware. The shim starts what lies beside it by this name.
build_efi_boot_image() { # SHIM GRUB IMAGE
    local bytes
    bytes=$(($(stat -c %s "$1") + $(stat -c %s "$2")))
    truncate -s "$((bytes / 1024 + 128))K" "$3"
    PATH="$PATH:/usr/sbin:/sbin" mkfs.vfat -F 12 -n EFISECTOR -i ca5e0001 --invariant "$3" >/dev/null
    mmd -i "$3" ::/EFI ::/EFI/BOOT
    mcopy -i "$3" "$1" ::/EFI/BOOT/BOOTX64.EFI
    mcopy -i "$3" "$2" ::/EFI/BOOT/grubx64.efi
}
