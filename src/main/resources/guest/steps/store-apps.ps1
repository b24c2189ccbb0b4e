# Contract: removes the Store apps that would stop sysprep before it runs, or names them only.
#
#   Parameters  -Action: report or remove
#   Changes     report: nothing. remove: the packages named, for every user that has them.
#   Says        store-app.removed=PACKAGE for each that it removed; store-app.blocking=PACKAGE for each
#               that is (still) there
#   Exit codes  0: only sysprep itself knows for sure, so what is left does not stop the build here
param([string] $Action)

. (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'shared.ps1')
. (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'blocking-packages.ps1')

$blocking = @(Find-BlockingPackages)
if ($Action -eq 'remove') {
    for ($i = 0; $i -lt $blocking.Length; $i++) {
        Write-StepProgress (Get-Percent $i $blocking.Length) "removing $($blocking[$i])"
        $null = Remove-Package $blocking[$i]
    }
    $before = $blocking
    $blocking = @(Find-BlockingPackages)
    foreach ($package in @($before | Where-Object { $blocking -notcontains $_ })) {
        Write-Log "removed, since sysprep fails on it: $package"
        Write-Fact 'store-app.removed' $package
    }
}
foreach ($package in $blocking) {
    Write-Log "may stop sysprep: a user has it, new users would not get it: $package"
    Write-Fact 'store-app.blocking' $package
}
if ($blocking.Length -eq 0) {
    Write-Log 'no Store app stands in the way of sysprep'
}
exit 0
