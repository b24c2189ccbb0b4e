# Contract: sets Windows for a life in the cloud, as the recipe's settings say. All of it stays.
#
#   Parameters  -NetworkLevelAuthentication, -Ping, -Hibernation, -ShutdownWithoutLogon: on or off;
#               -Ipv6Address: eui64 or random; -SanPolicy: Windows' number for it, or keep
#   Changes     RDP-Tcp\UserAuthentication; two rules of the firewall; the IPv6 settings
#               randomizeidentifiers and privacy; hibernation and hiberfil.sys; with
#               -ShutdownWithoutLogon on the policy of that name and ShutdownWarningDialogTimeout;
#               partmgr's SanPolicy. "-Ipv6Address random", "-ShutdownWithoutLogon off" and
#               "-SanPolicy keep" leave what Windows has.
#   Exit codes  0 done, or the firewall's service does not run; 1 Windows refused something
param(
    [string] $NetworkLevelAuthentication,
    [string] $Ping,
    [string] $Ipv6Address,
    [string] $Hibernation,
    [string] $ShutdownWithoutLogon,
    [string] $SanPolicy
)

. (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'shared.ps1')
. (Join-Path (Split-Path -Parent (Split-Path -Parent $MyInvocation.MyCommand.Path)) 'logon.ps1')

function Invoke-Netsh([string] $arguments) {
    $code = Invoke-Program 'netsh.exe' $arguments
    if ($code -ne 0) {
        throw "netsh $arguments ended with exit code $code"
    }
}

function Set-Authentication([bool] $on) {
    $key = 'HKLM:\SYSTEM\CurrentControlSet\Control\Terminal Server\WinStations\RDP-Tcp'
    Set-RegistryValue $key 'UserAuthentication' ([int] $on) 'DWord'
}

# Rules of our own: the names of Windows' own ones differ from language to language. Echo requests
# are type 8 of ICMPv4 and type 128 of ICMPv6.
function Set-Ping([bool] $on) {
    $rules = @{ 'Echo request (ICMPv4)' = 'icmpv4:8,any'; 'Echo request (ICMPv6)' = 'icmpv6:128,any' }
    foreach ($name in @($rules.Keys)) {
        # No rule of that name is exit code 1, and no matter.
        $null = Invoke-Program 'netsh.exe' "advfirewall firewall delete rule name=`"$name`""
        if ($on) {
            $rule = "dir=in action=allow enable=yes profile=any protocol=$($rules[$name])"
            $null = Invoke-Firewall "add rule name=`"$name`" $rule"
        }
    }
}

# OpenStack works out an instance's address from its network card and lets only that one through.
function Set-Ipv6Address {
    Invoke-Netsh 'interface ipv6 set global randomizeidentifiers=disabled store=persistent'
    Invoke-Netsh 'interface ipv6 set privacy state=disabled store=persistent'
}

function Set-Hibernation([bool] $on) {
    $word = 'off'
    if ($on) {
        $word = 'on'
    }
    $code = Invoke-Program 'powercfg.exe' "-h $word"
    # Where the firmware knows no hibernation, powercfg fails to turn it off too; there is no file then.
    $file = Test-Path -LiteralPath "$env:SystemDrive\hiberfil.sys"
    if ($code -ne 0 -and ($on -or $file)) {
        throw "powercfg -h $word ended with exit code $code"
    }
}

# The power button asks whoever is logged on, and clouds do not wait for an answer: the least there is.
function Set-ShutdownWithoutLogon {
    Set-RegistryValue $UacKey 'ShutdownWithoutLogon' 1 'DWord'
    $key = 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Windows'
    Set-RegistryValue $key 'ShutdownWarningDialogTimeout' 1 'DWord'
}

# The answer file says it too, in the pass that Microsoft names; whether every Setup runs that pass is
# not known.
function Set-SanPolicy([int] $policy) {
    Set-RegistryValue 'HKLM:\SYSTEM\CurrentControlSet\Services\partmgr\Parameters' 'SanPolicy' $policy 'DWord'
}

Write-StepProgress 0 'Remote Desktop'
Set-Authentication ($NetworkLevelAuthentication -eq 'on')
Write-StepProgress 20 'echo requests'
Set-Ping ($Ping -eq 'on')
Write-StepProgress 40 'IPv6 addresses'
if ($Ipv6Address -eq 'eui64') {
    Set-Ipv6Address
}
Write-StepProgress 60 'hibernation'
Set-Hibernation ($Hibernation -eq 'on')
Write-StepProgress 80 'power button'
if ($ShutdownWithoutLogon -eq 'on') {
    Set-ShutdownWithoutLogon
}
Write-StepProgress 90 'disks'
if ($SanPolicy -ne 'keep') {
    Set-SanPolicy ([int] $SanPolicy)
}
exit 0
