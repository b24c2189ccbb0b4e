# Contract: installs language packs.
#
#   Parameters  -Names: their language tags; -Packages: the path of each one's cabinet on the media;
#               both with | between them
#   Changes     the language packs; a policy that keeps Windows from removing those that nobody uses
#   Says        language.installed=TAG for each
#   Exit codes  0 done; 3010 done, reboot; 1003 reboot and run it again; 1 dism refused one
param([string] $Names, [string] $Packages)

. (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'shared.ps1')
. (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'optional.ps1')
. (Join-Path (Split-Path -Parent (Split-Path -Parent $MyInvocation.MyCommand.Path)) 'logon.ps1')

# Learn, "Install language packs on Windows 11 Enterprise VMs in Azure Virtual Desktop": without it a
# task removes them before the first user has seen them.
$policy = 'HKLM:\SOFTWARE\Policies\Microsoft\Control Panel\International'
Set-RegistryValue $policy 'BlockCleanupOfUnusedPreinstalledLangPacks' 1 'DWord'

$places = Get-Names $Packages
exit (Install-Each (Get-Names $Names) 'language.installed' {
        "/add-package /packagepath:$(Get-Quoted (Find-OnMedia $places[$args[0]]))"
    })
