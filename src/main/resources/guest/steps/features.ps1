# Contract: enables optional features of Windows, and what they depend on.
#
#   Parameters  -Names: dism's names of the features, with | between them
#   Changes     the features. From 8 on what is not in the image comes from sources\sxs of the install
#               medium, if there is one, and from nowhere else
#   Says        feature.enabled=NAME for each
#   Exit codes  0 done; 3010 done, reboot; 1003 reboot and run it again; 1 dism refused one
param([string] $Names)

. (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'shared.ps1')
. (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'optional.ps1')

# On 6.1 dism has none of these options, and the image has all features.
$options = ''
if ((Get-WindowsVersion) -ge [Version] '6.2') {
    $options = ' /all /limitaccess'
    $source = Search-Media 'sources\sxs'
    if ($source) {
        $options += " /source:$(Get-Quoted $source)"
    }
}
$wanted = Get-Names $Names
exit (Install-Each $wanted 'feature.enabled' { "/enable-feature /featurename:$($wanted[$args[0]])$options" })
