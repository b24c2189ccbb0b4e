# A Windows Update Agent that does what C:\standin\updates.txt says; loaded by the prelude for New-Object -ComObject.
#
# The file has a section for each update, and one for the agent; a line is KEY=VALUE. A value of several answers,
# separated by commas, gives one to each call in turn, and the last one to every call after that; calls are counted
# across restarts. An answer is one of
#
#     ok                the call succeeds: result code 2 (orcSucceeded)
#     ok+reboot         the same, and Windows wants a restart
#     code N [HRESULT]  the call ends with this OperationResultCode: 3 succeeded with errors, 4 failed, 5 aborted
#     own N HRESULT     the call ends with 3, and with this OperationResultCode for the update itself
#     throws HRESULT    the call throws a COMException
#     hangs             the call does not come back
#     reboot HRESULT    the same until the next boot, and Windows wants a restart; later calls get the next answer
#
#     [agent]
#     search=ok             Search()
#     busy=0                how many times IUpdateInstaller.IsBusy says yes
#     rebootBefore=0        for how many boots RebootRequiredBeforeInstallation says yes
#     service=ok            AddService2(), which registers Microsoft Update
#     rebootRequired=       always: ISystemInformation.RebootRequired never says anything else than yes
#
#     [KB5031364]           the KB number; or any other name for an update that has none
#     title=...
#     download=ok           Download()
#     install=ok            Install()
#     eula=accepted         or a list of ok and throws for AcceptEula()
#     category=security     or feature, or a GUID
#     offered=1             how many times it is offered though it was installed before; 1 is: no more then
#     after=KB...           is not offered before that one is installed
#     product=0             1: of another product, which only Microsoft Update has
#     browseOnly=0          1: optional
#     asks=0                1: InstallationBehavior.CanRequestUserInput
#     downloaded=0          1: IsDownloaded
#
# OperationResultCode, the interfaces and their members: Microsoft, "Windows Update Agent API".

$AgentHome = 'C:\standin\windows-update'
$Categories = @{
    'security' = '0fa1201d-4330-4fa8-8ae9-b877473b6441'
    # "Upgrades": what takes Windows to another release.
    'feature' = '3689bdc8-b205-4af4-8d4a-a63924c5e9d5'
}

function Read-UpdateSection {
    $sections = New-Object System.Collections.Specialized.OrderedDictionary
    $sections['agent'] = @{ }
    $name = 'agent'
    foreach ($line in [IO.File]::ReadAllLines('C:\standin\updates.txt')) {
        if ($line -match '^\[(.+)\]$') {
            $name = $matches[1]
            $sections[$name] = @{ }
        }
        elseif ($line -match '^([A-Za-z]+)=(.*)$') {
            $sections[$name][$matches[1]] = $matches[2].Trim()
        }
    }
    return $sections
}

# How often something has happened, counted across restarts.
function Get-AgentCount([string] $what) {
    $file = "$AgentHome\$what"
    if ([IO.File]::Exists($file)) {
        return [int] [IO.File]::ReadAllText($file)
    }
    return 0
}

function Add-AgentCount([string] $what) {
    $null = [IO.Directory]::CreateDirectory($AgentHome)
    [IO.File]::WriteAllText("$AgentHome\$what", [string] ((Get-AgentCount $what) + 1))
}

function Write-AgentCall([string] $call) {
    [IO.File]::AppendAllText('C:\standin\calls.log', "agent $call`n")
}

function Request-Reboot {
    [IO.File]::WriteAllText('C:\standin\reboot-required', '')
}

# The answer to this call as @{ Code; HResult }; throws when that is the answer.
function Get-AgentAnswer([string] $section, [string] $key, [string] $answers) {
    Write-AgentCall "$key $section"
    $list = @($answers.Split(',') | ForEach-Object { $_.Trim() })
    $at = Get-AgentCount "$section.$key"
    $answer = $list[[Math]::Min($at, $list.Length - 1)]
    $word, $number = $answer.Split(' ', 2)
    if ($word -eq 'reboot') {
        # Which boot it was asked in first.
        if (-not [IO.File]::Exists("$AgentHome\$section.$key.boot$at")) {
            $null = [IO.Directory]::CreateDirectory($AgentHome)
            [IO.File]::WriteAllText("$AgentHome\$section.$key.boot$at", $env:STANDIN_BOOT)
        }
        if ([IO.File]::ReadAllText("$AgentHome\$section.$key.boot$at") -ne $env:STANDIN_BOOT) {
            Add-AgentCount "$section.$key"
            $answer = $list[[Math]::Min($at + 1, $list.Length - 1)]
            $word, $number = $answer.Split(' ', 2)
        }
        else {
            Request-Reboot
            throw (New-AgentException $number)
        }
    }
    Add-AgentCount "$section.$key"
    switch ($word) {
        'ok' { return @{ Code = 2; HResult = 0 } }
        'ok+reboot' { Request-Reboot; return @{ Code = 2; HResult = 0 } }
        'code' {
            $code, $result = $number.Split(' ', 2)
            return @{ Code = [int] $code; HResult = (ConvertTo-HResult $result) }
        }
        'own' {
            $code, $result = $number.Split(' ', 2)
            return @{ Code = [int] $code; HResult = (ConvertTo-HResult $result); Whole = 3 }
        }
        'throws' { throw (New-AgentException $number) }
        'hangs' { [Threading.Thread]::Sleep([Threading.Timeout]::Infinite) }
    }
    throw "updates.txt has an answer that the stand-in does not know: $answer"
}

function ConvertTo-HResult([string] $text) {
    if (-not $text) {
        return 0
    }
    return [BitConverter]::ToInt32([BitConverter]::GetBytes([Convert]::ToUInt32($text, 16)), 0)
}

function New-AgentException([string] $hresult) {
    return New-Object System.Runtime.InteropServices.COMException "Exception from HRESULT: $hresult", (ConvertTo-HResult $hresult)
}

# A collection with Count, Item and Add, as the agent's are.
function New-AgentList([object[]] $items) {
    $list = New-Object psobject -Property @{ Items = (New-Object System.Collections.ArrayList) }
    $list | Add-Member ScriptProperty Count { $this.Items.Count }
    $list | Add-Member ScriptMethod Item { param($i) $this.Items[$i] }
    $list | Add-Member ScriptMethod Add { param($item) $this.Items.Add($item) }
    $list | Add-Member ScriptMethod Clear { $this.Items.Clear() }
    foreach ($item in $items) {
        $null = $list.Items.Add($item)
    }
    return $list
}

function Get-AgentValue($values, [string] $key, [string] $otherwise) {
    if ($values.ContainsKey($key)) {
        return $values[$key]
    }
    return $otherwise
}

function New-AgentUpdate([string] $name, $values) {
    $articles = @()
    if ($name -match '^KB([0-9]+)$') {
        $articles = @($matches[1])
    }
    $category = Get-AgentValue $values 'category' 'security'
    if ($Categories.ContainsKey($category)) {
        $category = $Categories[$category]
    }
    $eula = Get-AgentValue $values 'eula' 'accepted'
    $behavior = @{ CanRequestUserInput = ((Get-AgentValue $values 'asks' '0') -eq '1'); RebootBehavior = 2 }
    $update = New-Object psobject -Property @{
        Name = $name; Values = $values; Eula = $eula
        Title = (Get-AgentValue $values 'title' "Update $name")
        KBArticleIDs = (New-AgentList $articles)
        Identity = (New-Object psobject -Property @{ UpdateID = "id-$name"; RevisionNumber = 1 })
        Categories = (New-AgentList @(New-Object psobject -Property @{ CategoryID = $category; Name = $category }))
        EulaAccepted = ($eula -eq 'accepted')
        IsDownloaded = ((Get-AgentValue $values 'downloaded' '0') -eq '1')
        BrowseOnly = ((Get-AgentValue $values 'browseOnly' '0') -eq '1')
        InstallationBehavior = (New-Object psobject -Property $behavior)
    }
    $update | Add-Member ScriptMethod AcceptEula {
        $null = Get-AgentAnswer $this.Name 'eula' $this.Eula
        $this.EulaAccepted = $true
    }
    return $update
}

# Microsoft, "Opt-In to Microsoft Update".
$MicrosoftUpdateService = '7971f918-a847-4430-9279-4a52d1efe18d'

function Test-Offered($sections, [string] $name, [bool] $products) {
    $values = $sections[$name]
    if ((Get-AgentValue $values 'product' '0') -eq '1' -and -not $products) {
        return $false
    }
    $after = Get-AgentValue $values 'after' ''
    if ($after -and (Get-AgentCount "$after.installed") -eq 0) {
        return $false
    }
    return (Get-AgentCount "$name.installed") -lt [int] (Get-AgentValue $values 'offered' '1')
}

function New-AgentSearcher {
    $searcher = New-Object psobject -Property @{ ServerSelection = 0; ServiceID = ''; Online = $false }
    $searcher | Add-Member ScriptMethod Search {
        param($criteria)
        $sections = Read-UpdateSection
        Write-AgentCall "criteria $criteria, server $($this.ServerSelection)"
        $service = Get-ItemProperty 'HKLM:\SYSTEM\CurrentControlSet\Services\wuauserv' -ErrorAction SilentlyContinue
        if ($service.Start -eq 4) {
            # ERROR_SERVICE_DISABLED
            throw (New-AgentException '0x80070422')
        }
        $products = $this.ServerSelection -eq 3
        if ($products -and -not ((Get-AgentServices) -contains $this.ServiceID)) {
            # WU_E_DS_UNKNOWNSERVICE
            throw (New-AgentException '0x80248014')
        }
        $answer = Get-AgentAnswer 'agent' 'search' (Get-AgentValue $sections['agent'] 'search' 'ok')
        $updates = @()
        foreach ($name in @($sections.Keys)) {
            if ($name -ne 'agent' -and (Test-Offered $sections $name $products)) {
                $updates += New-AgentUpdate $name $sections[$name]
            }
        }
        New-Object psobject -Property @{ ResultCode = $answer.Code; Updates = (New-AgentList $updates) }
    }
    return $searcher
}

# The result of a whole call and of each of its updates: the worst of them is the whole one's.
function New-AgentResult([object[]] $answers) {
    $worst = @($answers | Sort-Object { $_.Code } | Select-Object -Last 1)[0]
    if ($worst.Whole) {
        $worst = @{ Code = $worst.Whole; HResult = 0 }
    }
    $result = New-Object psobject -Property @{
        ResultCode = $worst.Code; HResult = $worst.HResult; RebootRequired = (Test-Path 'C:\standin\reboot-required')
        Each = @($answers | ForEach-Object { New-Object psobject -Property @{ ResultCode = $_.Code; HResult = $_.HResult } })
    }
    $result | Add-Member ScriptMethod GetUpdateResult { param($i) $this.Each[$i] }
    return $result
}

function New-AgentDownloader {
    $downloader = New-Object psobject -Property @{ Updates = $null; IsForced = $false; Priority = 3 }
    $downloader | Add-Member ScriptMethod Download {
        $answers = @()
        foreach ($update in $this.Updates.Items) {
            $answers += Get-AgentAnswer $update.Name 'download' (Get-AgentValue $update.Values 'download' 'ok')
        }
        New-AgentResult $answers
    }
    return $downloader
}

function New-AgentInstaller {
    $installer = New-Object psobject -Property @{ Updates = $null; ForceQuiet = $false; AllowSourcePrompts = $true }
    $installer | Add-Member ScriptProperty IsBusy {
        $busy = [int] (Get-AgentValue (Read-UpdateSection)['agent'] 'busy' '0')
        Add-AgentCount 'busy'
        (Get-AgentCount 'busy') -le $busy
    }
    $installer | Add-Member ScriptProperty RebootRequiredBeforeInstallation {
        $boots = [int] (Get-AgentValue (Read-UpdateSection)['agent'] 'rebootBefore' '0')
        $null = [IO.Directory]::CreateDirectory($AgentHome)
        if (-not [IO.File]::Exists("$AgentHome\firstBoot")) {
            [IO.File]::WriteAllText("$AgentHome\firstBoot", $env:STANDIN_BOOT)
        }
        [int] $env:STANDIN_BOOT - [int] [IO.File]::ReadAllText("$AgentHome\firstBoot") -lt $boots
    }
    $installer | Add-Member ScriptMethod Install {
        $answers = @()
        foreach ($update in $this.Updates.Items) {
            $answer = Get-AgentAnswer $update.Name 'install' (Get-AgentValue $update.Values 'install' 'ok')
            if ($answer.Code -eq 2 -or $answer.Code -eq 3) {
                Add-AgentCount "$($update.Name).installed"
            }
            $answers += $answer
        }
        New-AgentResult $answers
    }
    return $installer
}

function New-AgentSession {
    $session = New-Object psobject -Property @{ ClientApplicationID = '' }
    $session | Add-Member ScriptMethod CreateUpdateSearcher { New-AgentSearcher }
    $session | Add-Member ScriptMethod CreateUpdateDownloader { New-AgentDownloader }
    $session | Add-Member ScriptMethod CreateUpdateInstaller { New-AgentInstaller }
    return $session
}

# The services that are registered, and stay so across restarts.
function Get-AgentServices {
    # Windows Update's own.
    '9482f4b4-e343-43b6-b170-9a65bc822c77'
    if ([IO.File]::Exists("$AgentHome\service")) {
        [IO.File]::ReadAllLines("$AgentHome\service")
    }
}

function New-AgentServiceManager {
    $manager = New-Object psobject
    $manager | Add-Member ScriptProperty Services {
        New-AgentList @(Get-AgentServices | ForEach-Object { New-Object psobject -Property @{ ServiceID = $_ } })
    }
    $manager | Add-Member ScriptMethod AddService2 {
        param($id, $flags, $cabinet)
        Write-AgentCall "AddService2 $id $flags"
        $null = Get-AgentAnswer 'agent' 'service' (Get-AgentValue (Read-UpdateSection)['agent'] 'service' 'ok')
        $null = [IO.Directory]::CreateDirectory($AgentHome)
        [IO.File]::WriteAllText("$AgentHome\service", $id)
    }
    $manager | Add-Member ScriptMethod RemoveService {
        param($id)
        Write-AgentCall "RemoveService $id"
        [IO.File]::Delete("$AgentHome\service")
    }
    return $manager
}

function New-UpdateAgentObject([string] $class) {
    switch ($class) {
        'Microsoft.Update.SystemInfo' {
            $always = (Get-AgentValue (Read-UpdateSection)['agent'] 'rebootRequired' '') -eq 'always'
            return New-Object psobject -Property @{ RebootRequired = ($always -or (Test-Path 'C:\standin\reboot-required')) }
        }
        'Microsoft.Update.UpdateColl' { return New-AgentList @() }
        'Microsoft.Update.Session' { return New-AgentSession }
        'Microsoft.Update.ServiceManager' { return New-AgentServiceManager }
    }
    throw "the stand-in has no $class"
}
