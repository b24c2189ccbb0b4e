# Contract: parses scripts with PowerShell 7's own parser and says what Windows PowerShell would stumble over. Runs on the
# host that builds; runs none of the scripts.
#
#   Parameters  the environment variable CASEMENT_SCRIPTS: the paths, each as Base64 of UTF-8, separated by commas
#   Output      a line for each finding: number of the script from 0, "error" or "warning", line, column, text, with
#               tabs between; then the line "parsed"
#   Exit code   0
using namespace System.Management.Automation.Language
$ErrorActionPreference = 'Stop'
[Console]::OutputEncoding = New-Object System.Text.UTF8Encoding $false

# What this PowerShell refuses and Windows PowerShell may take.
$workflow = 'WorkflowNotSupportedInPowerShellCore'
$onWindowsOnly = 'ModuleNotFoundDuringParse', 'ErrorLoadingAssembly', 'TypeNotFound'

# What PowerShell 7 takes and 5.1 does not. Source: Microsoft Learn, "What's New in PowerShell 7.0", "7.1", "7.3",
# "What's New in PowerShell Core 6.0" (&), about_Operators.
$tokensOf7 = @{ AndAnd = '&&'; OrOr = '||'; QuestionQuestion = '??'; QuestionQuestionEquals = '??='; QuestionDot = '?.'
    QuestionLBracket = '?[' }

# One at a place: the parser has said it when it has an error there.
function Write-Finding($kind, $extent, $text) {
    $place = "$($extent.StartLineNumber)`t$($extent.StartColumnNumber)"
    if ($said.Add($place)) {
        $line = $text -replace '\s+', ' '
        [Console]::Out.Write("$number`t$kind`t$place`t$line`n")
    }
}

function Write-NotForWindows($extent, $what) {
    Write-Finding 'error' $extent "$what is not for Windows PowerShell, which runs the script: only PowerShell 7 has it"
}

function Test-Script($file) {
    $tokens = $null
    $errors = $null
    $ast = [Parser]::ParseFile($file, [ref] $tokens, [ref] $errors)
    $configures = @($tokens | Where-Object { $_.Kind -eq 'Configuration' }).Count -gt 0
    foreach ($problem in $errors) {
        $text = ($problem.Message -split '\r?\n')[0]
        if ($problem.ErrorId -eq $workflow) {
            Write-Finding 'warning' $problem.Extent 'a workflow, which PowerShell 7 does not parse and so nobody has checked; Windows PowerShell 2.0 has none'
        }
        elseif ($configures -or $onWindowsOnly -contains $problem.ErrorId) {
            Write-Finding 'warning' $problem.Extent "$text This is PowerShell 7 on this host; on Windows it may be there"
        }
        else {
            Write-Finding 'error' $problem.Extent $text
        }
    }
    $needs = $ast.ScriptRequirements
    $for7 = $needs -and ($needs.RequiredPSVersion.Major -gt 5 -or
        ($needs.RequiredPSEditions -contains 'Core' -and $needs.RequiredPSEditions -notcontains 'Desktop'))
    $before = $null
    $verbatimLine = 0
    foreach ($token in $tokens) {
        $kind = "$($token.Kind)"
        $line = $token.Extent.StartLineNumber
        if ($token.Text -eq '--%') {
            $verbatimLine = $line
        }
        if ($tokensOf7.ContainsKey($kind) -and $line -ne $verbatimLine) {
            Write-NotForWindows $token.Extent $tokensOf7[$kind]
        }
        if ($for7 -and $kind -eq 'Comment' -and $token.Text -match '^#requires.*-(Version|PSEdition)') {
            Write-NotForWindows $token.Extent $token.Text
        }
        if ($kind -eq 'Pipe' -and $before -eq 'NewLine') {
            Write-NotForWindows $token.Extent '| at the beginning of a line'
        }
        if ($kind -ne 'Comment') {
            $before = $kind
        }
    }
    $nodes = $ast.FindAll({ $true }, $true)
    foreach ($node in $nodes) {
        if ($node -is [TernaryExpressionAst]) {
            Write-NotForWindows $node.Extent '?:'
        }
        elseif ($node -is [PipelineBaseAst] -and $node.Background) {
            Write-NotForWindows $node.Extent '& at the end of a command'
        }
        elseif ($node -is [ScriptBlockAst] -and $node.CleanBlock) {
            Write-NotForWindows $node.CleanBlock.Extent 'clean'
        }
    }
}

$number = 0
foreach ($encoded in $env:CASEMENT_SCRIPTS.Split(',')) {
    $said = New-Object System.Collections.Generic.HashSet[string]
    Test-Script ([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($encoded)))
    $number++
}
[Console]::Out.Write("parsed`n")
