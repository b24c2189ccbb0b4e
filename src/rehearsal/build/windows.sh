# shellcheck shell=bash disable=SC2034,SC2154
# A tiny tree of files that looks like Windows to whoever looks from outside, with real registry
# hives, captured into a real install.wim. Sourced by build.sh.

build_install_wim() { # MEDIUM WIM WORK
    local medium=$1 wim=$2 work=$3 index version architecture name display edition type tree
    while IFS=$'\t' read -r _ index version architecture name display edition type; do
        tree=$work/tree-$medium-$index
        build_tree "$tree" "$version" "$architecture" "$display" "$edition" "$type"
        find "$tree" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
        if [ "$index" = 1 ]; then
            wimlib-imagex capture "$tree" "$wim" "$name" "$display" --compress=XPRESS --threads=1 >/dev/null
        else
            wimlib-imagex append "$tree" "$wim" "$name" "$display" --threads=1 >/dev/null
        fi
        describe_image "$wim" "$index" "$version" "$architecture" "$display" "$edition" "$type"
    done < <(grep "^$medium	" "$here/releases.tsv")
}

describe_image() { # WIM INDEX VERSION ARCHITECTURE DISPLAYNAME EDITIONID INSTALLATIONTYPE
    local major minor build service code product=ServerNT
    IFS=. read -r major minor build service <<<"$3"
    [ "$7" = Client ] && product=WinNT
    # PROCESSOR_ARCHITECTURE_* of winnt.h
    case $4 in x86) code=0 ;; amd64) code=9 ;; arm64) code=12 ;; esac
    wimlib-imagex info "$1" "$2" \
        --image-property "DISPLAYNAME=$5" --image-property "DISPLAYDESCRIPTION=$5" \
        --image-property "FLAGS=$6" \
        --image-property "WINDOWS/ARCH=$code" --image-property "WINDOWS/PRODUCTNAME=Microsoft Windows Operating System" \
        --image-property "WINDOWS/EDITIONID=$6" --image-property "WINDOWS/INSTALLATIONTYPE=$7" \
        --image-property "WINDOWS/PRODUCTTYPE=$product" \
        --image-property "WINDOWS/LANGUAGES/LANGUAGE=en-US" --image-property "WINDOWS/LANGUAGES/DEFAULT=en-US" \
        --image-property "WINDOWS/VERSION/MAJOR=$major" --image-property "WINDOWS/VERSION/MINOR=$minor" \
        --image-property "WINDOWS/VERSION/BUILD=$build" --image-property "WINDOWS/VERSION/SPBUILD=$service" \
        --image-property "WINDOWS/SYSTEMROOT=WINDOWS" >/dev/null
}

build_tree() { # DIRECTORY VERSION ARCHITECTURE DISPLAYNAME EDITIONID INSTALLATIONTYPE
    local tree=$1 name empty
    empty=$(dirname "$tree")/empty.hive
    mkdir -p "$tree"/{'Program Files',ProgramData,Users/{Default,Public},PerfLogs}
    mkdir -p "$tree"/Windows/{Boot/{EFI,PCAT},INF,Panther,Setup/Scripts,System32/{config,drivers,DriverStore/FileRepository,Sysprep,oobe},Temp,servicing/Packages}
    [ "$3" = x86 ] || mkdir "$tree/Program Files (x86)"
    for name in explorer.exe System32/{ntoskrnl.exe,hal.dll,winload.exe,winload.efi,smss.exe,csrss.exe,lsass.exe} \
        System32/{services.exe,svchost.exe,cmd.exe,oobe/windeploy.exe,Sysprep/sysprep.exe} \
        System32/drivers/{ntfs.sys,disk.sys,storahci.sys,pci.sys,acpi.sys} \
        Boot/{EFI/bootmgfw.efi,PCAT/bootmgr}; do
        stand_in_program "$tree/Windows/$name" "$name" "$2"
    done
    printf '%s\r\n' '[stand-in]' 'A file of a rehearsal, not of Windows.' >"$tree/Windows/win.ini"
    system_edits "$3" "$6" >"$tree.system"
    software_edits "$2" "$4" "$5" "$6" >"$tree.software"
    [ -f "$empty" ] || empty_hive "$empty"
    new_hive "$tree/Windows/System32/config/SYSTEM" "$tree.system" "$empty"
    new_hive "$tree/Windows/System32/config/SOFTWARE" "$tree.software" "$empty"
    for name in SAM SECURITY DEFAULT; do
        cp "$empty" "$tree/Windows/System32/config/$name"
    done
    rm "$tree".{system,software}
}

# Begins like a program of DOS and Windows, and says what it is.
stand_in_program() { # FILE NAME VERSION
    printf 'MZThis is a stand-in for %s %s of a rehearsal, not a part of Windows.\r\n' "$2" "$3" >"$1"
}

edit() { # KEY NAME TYPE VALUE
    printf '%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$4"
}

service_edits() { # NAME START TYPE GROUP PATH
    local key="ControlSet001\\Services\\$1"
    edit "$key" Start dword "$2"
    edit "$key" Type dword "$3"
    edit "$key" ErrorControl dword 1
    edit "$key" Group string "$4"
    edit "$key" ImagePath expand "$5"
}

system_edits() { # ARCHITECTURE INSTALLATIONTYPE
    local name product=ServerNT
    [ "$2" = Client ] && product=WinNT
    for name in Current Default LastKnownGood; do
        edit Select "$name" dword 1
    done
    edit Select Failed dword 0
    # What Setup finds in an image that has never run.
    edit Setup SystemSetupInProgress dword 1
    edit Setup SetupType dword 2
    edit Setup OOBEInProgress dword 1
    edit Setup CmdLine string 'oobe\windeploy.exe'
    edit 'ControlSet001\Control\Session Manager\Environment' PROCESSOR_ARCHITECTURE string "${1/amd64/AMD64}"
    edit 'ControlSet001\Control\ProductOptions' ProductType string "$product"
    edit 'ControlSet001\Control\ComputerName\ComputerName' ComputerName string MINWINPC
    edit 'ControlSet001\Control\TimeZoneInformation' TimeZoneKeyName string 'Pacific Standard Time'
    edit 'ControlSet001\Control\Terminal Server' fDenyTSConnections dword 1
    service_edits disk 0 1 'SCSI Class' 'system32\drivers\disk.sys'
    service_edits storahci 0 1 'SCSI Miniport' 'system32\drivers\storahci.sys'
    service_edits pci 0 1 'Boot Bus Extender' 'system32\drivers\pci.sys'
    service_edits ACPI 0 1 'Core' 'system32\drivers\acpi.sys'
    service_edits Ntfs 1 2 'Boot File System' 'system32\drivers\ntfs.sys'
}

software_edits() { # VERSION DISPLAYNAME EDITIONID INSTALLATIONTYPE
    local major minor build service key='Microsoft\Windows NT\CurrentVersion' legacy product=${2% (*}
    IFS=. read -r major minor build service <<<"$1"
    # From 10.0 on CurrentVersion stays at 6.3, and two numbers beside it tell the truth.
    legacy=$major.$minor
    [ "$major" -ge 10 ] && legacy=6.3
    # Windows 11 goes on calling itself 10 here (UMA Technology, "Why Does Windows 11 Show Windows 10 As
    # OS Version In The Registry").
    edit "$key" ProductName string "${product/Windows 11/Windows 10}"
    edit "$key" EditionID string "$3"
    edit "$key" InstallationType string "$4"
    edit "$key" CurrentVersion string "$legacy"
    edit "$key" CurrentBuild string "$build"
    edit "$key" CurrentBuildNumber string "$build"
    edit "$key" SystemRoot string 'C:\Windows'
    if [ "$major" -ge 10 ]; then
        edit "$key" CurrentMajorVersionNumber dword "$major"
        edit "$key" CurrentMinorVersionNumber dword "$minor"
        edit "$key" UBR dword "$service"
    elif [ "$build" = 7601 ]; then
        edit "$key" CSDVersion string 'Service Pack 1'
    fi
    edit "$key\\Winlogon" Shell string explorer.exe
    edit 'Microsoft\Windows\CurrentVersion' ProgramFilesDir string 'C:\Program Files'
    edit 'Microsoft\Windows\CurrentVersion\Setup\State' ImageState string IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE
}

# A hive with these values, made from nothing.
new_hive() { # FILE EDITS EMPTY-HIVE
    cp "$3" "$1"
    hivexml "$1" >"$2.xml"
    awk -f "$here/guest/registry.awk" "$2.xml" "$2" >"$2.commands"
    hivexsh -w "$1" <"$2.commands"
    # Reading it back is the proof that it is one.
    hivexml "$1" >"$2.xml"
    grep -q '<node ' "$2.xml" || die "hivexsh left no hive in $1"
    rm "$2.xml" "$2.commands"
}

# The smallest hive there is: the base block and one bin, which holds the root key, its security
# descriptor and a free cell. hivex can change hives but not make one. Source of the layout:
# "Windows registry file format specification", github.com/msuhanov/regf.
empty_hive() { # FILE
    local name=Stand-In base root security free i word sum=0
    # Root key "nk": flags KEY_COMP_NAME, KEY_NO_DELETE and KEY_HIVE_ENTRY; no subkeys, no values.
    root=$(little 2 $((0x6b6e)))$(little 2 $((0x2c)))$(little 8 0)$(little 4 0)
    root+=$(little 4 $((0xffffffff)))$(little 4 0)$(little 4 0)$(little 4 $((0xffffffff)))$(little 4 $((0xffffffff)))
    root+=$(little 4 0)$(little 4 $((0xffffffff)))$(little 4 $((0x20 + 0x58)))$(little 4 $((0xffffffff)))
    root+=$(little 4 0)$(little 4 0)$(little 4 0)$(little 4 0)$(little 4 0)$(little 2 ${#name})$(little 2 0)$(text "$name")
    # Security "sk": a ring of one, used once; a self-relative descriptor without owner, group or lists.
    security=$(little 2 $((0x6b73)))$(little 2 0)$(little 4 $((0x78)))$(little 4 $((0x78)))$(little 4 1)
    security+=$(little 4 20)$(little 2 1)$(little 2 $((0x8000)))$(little 16 0)
    free=$((0x1000 - 0x20 - 0x58 - 0x30))
    base=$(text regf)$(little 4 1)$(little 4 1)$(little 8 0)$(little 4 1)$(little 4 5)$(little 4 0)$(little 4 1)
    base+=$(little 4 $((0x20)))$(little 4 $((0x1000)))$(little 4 1)
    base=$(pad "$base" 508)
    # The checksum: all 127 words before it, exclusive-or.
    for ((i = 0; i < 508; i += 4)); do
        word=${base:i*2:8}
        sum=$((sum ^ 0x${word:6:2}${word:4:2}${word:2:2}${word:0:2}))
    done
    {
        bytes "$base$(little 4 "$sum")"
        bytes "$(pad '' $((4096 - 512)))"
        bytes "$(text hbin)$(little 4 0)$(little 4 $((0x1000)))$(little 8 0)$(little 8 0)$(little 4 0)"
        bytes "$(pad "$(cell 0x58)$root" $((0x58)))$(pad "$(cell 0x30)$security" $((0x30)))$(pad "$(little 4 "$free")" "$free")"
    } >"$1"
}

# A used cell's size, which stands there negative.
cell() { # SIZE
    little 4 $((0x100000000 - $1))
}

little() { # BYTES NUMBER
    local i value=$2
    for ((i = 0; i < $1; i++)); do
        printf '%02x' $((value & 255))
        value=$((value >> 8))
    done
}

text() { # ASCII
    local i
    for ((i = 0; i < ${#1}; i++)); do
        printf '%02x' "'${1:i:1}"
    done
}

pad() { # HEX BYTES
    printf '%s' "$1"
    [ $(($2 - ${#1} / 2)) -le 0 ] || printf '%0*d' $((2 * ($2 - ${#1} / 2))) 0
}

bytes() { # HEX
    local i escaped=''
    for ((i = 0; i < ${#1}; i += 2)); do
        escaped+="\\x${1:i:2}"
    done
    printf '%b' "$escaped"
}
