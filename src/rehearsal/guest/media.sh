# shellcheck shell=dash disable=SC2015,SC2034,SC2129,SC2154
# Finds media and files on them. Windows does not mind the case of names; neither does the stand-in.

floppy=''
cds=''

wait_for_devices() {
    tries=0
    # The kernel waits for most when it loads their drivers. All optical drives are there when their
    # number has not changed for a moment.
    before=-1
    while [ $tries -lt 200 ]; do
        now=$(find /sys/block -name 'sr*' -o -name 'vd*' -o -name 'sd*' | wc -l)
        [ "$now" -gt 0 ] && [ "$now" = "$before" ] && break
        before=$now
        tries=$((tries + 1))
        usleep 50000
    done
    mount_media
}

mount_media() {
    if [ -f /floppy.img ]; then
        mkdir -p /media/floppy
        mount -t vfat -o ro,loop,shortname=mixed /floppy.img /media/floppy && floppy=/media/floppy
    fi
    for drive in /sys/block/sr*; do
        [ -e "$drive" ] || continue
        name=${drive##*/}
        mkdir -p "/media/$name"
        if mount -t iso9660 -o ro,utf8 "/dev/$name" "/media/$name" 2>/dev/null; then
            cds="$cds /media/$name"
        fi
    done
}

# find_below DIRECTORY PATH: the path as the medium spells it, on standard output.
find_below() {
    found=$1
    rest=$2
    while [ -n "$rest" ]; do
        part=${rest%%/*}
        case $rest in
        */*) rest=${rest#*/} ;;
        *) rest='' ;;
        esac
        [ -n "$part" ] || continue
        if [ ! -e "$found/$part" ]; then
            part=$(find "$found" -mindepth 1 -maxdepth 1 2>/dev/null | sed 's/.*\///' | grep -ixF -- "$part" | head -n 1)
            [ -n "$part" ] || return 1
        fi
        found=$found/$part
    done
    printf '%s\n' "$found"
}

# slashes 'some\path': as the stand-in writes it.
slashes() {
    printf '%s' "$1" | sed 's/[\]/\//g'
}

# find_on_media PATH: the first medium that has it, as Setup looks: floppy before CDs.
find_on_media() {
    for medium in $floppy $cds; do
        find_below "$medium" "$1" && return 0
    done
    return 1
}

# The mount point of a drive letter: A: is the floppy, CDs begin at D:.
medium_of_letter() {
    case $1 in
    [Aa]) printf '%s\n' "$floppy" ;;
    *)
        number=$(printf 'DEFGHIJK' | awk -v letter="$1" '{ print index($0, toupper(letter)) }')
        printf '%s\n' "$cds" | awk -v n="$number" 'n > 0 { print $n }'
        ;;
    esac
}

# path_of_windows 'D:\some\path': where that lies for the stand-in.
path_of_windows() {
    root=$(medium_of_letter "${1%%:*}")
    [ -n "$root" ] || return 1
    find_below "$root" "$(slashes "${1#*:}")"
}

setup_medium() {
    job=$(find_on_media casement/job.xml) || return 1
    setup_medium=${job%/*/*}
}
