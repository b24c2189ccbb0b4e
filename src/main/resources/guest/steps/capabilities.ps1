# Contract: installs features on demand. OpenSSH's server is made to start with Windows and let
# through the firewall.
#
#   Parameters  -Names: dism's names of the capabilities; -Packages: the path of each one's package on
#               the media, empty when Windows has it already; both with | between them
#   Changes     the capabilities, from these media and from nowhere else; with OpenSSH.Server the
#               service sshd and the firewall's rule for it, which Windows may keep to private networks
#   Says        capability.installed=NAME for each
#   Exit codes  0 done; 3010 done, reboot; 1003 reboot and run it again; 1 dism refused one, or there is no sshd
param([string] $Names, [string] $Packages)

. (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'shared.ps1')
. (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'optional.ps1')

# The rule's display name as the capability makes it; its name is OpenSSH-Server-In-TCP.
$SshRule = 'OpenSSH SSH Server (sshd)'

function Enable-SshServer {
    if (-not (Test-Path -LiteralPath 'HKLM:\SYSTEM\CurrentControlSet\Services\sshd')) {
        throw 'there is no service sshd, though OpenSSH.Server is installed'
    }
    Set-Service -Name 'sshd' -StartupType Automatic
    $code = Invoke-Program 'netsh.exe' "advfirewall firewall set rule name=`"$SshRule`" new enable=yes profile=any"
    if ($code -ne 0) {
        # No rule of that name.
        $rule = 'dir=in action=allow enable=yes profile=any protocol=tcp localport=22'
        $null = Invoke-Firewall "add rule name=`"$SshRule`" $rule"
    }
}

$wanted = Get-Names $Names
$places = Get-Names $Packages

function Get-Arguments([int] $i) {
    $source = ''
    if ($places[$i]) {
        $source = "/source:$(Get-Quoted (Split-Path -Parent (Find-OnMedia $places[$i]))) "
    }
    return "/add-capability /capabilityname:$($wanted[$i]) $source/limitaccess"
}

$result = Install-Each $wanted 'capability.installed' { Get-Arguments $args[0] }
if ($result -ne 1003 -and @($wanted | Where-Object { $_ -like 'OpenSSH.Server~*' }).Length -gt 0) {
    Enable-SshServer
}
exit $result
