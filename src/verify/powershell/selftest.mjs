// Contract: shows that each rule finds what it is for, and that right scripts pass; gives the list of
// what went wrong, empty when the check can be trusted.
import { findingsOf } from './rules.mjs';

// Code, and the rule that must catch it.
const BAD = [
  ['if ($true) { ', 'syntax'],
  ['$a = "no end', 'syntax'],
  ['foreach ($a in 1, 2 { $a }', 'syntax'],
  ['$a = $true ? 1 : 2', 'syntax'],
  ['$a = $null ?? 2', 'syntax'],
  ['try { exit 1 }', 'syntax'],
  ['class A { [int] $b }', 'too-new'],
  ['enum E { One }', 'too-new'],
  ['workflow Foo { }', 'too-new'],
  ["if ('a' -in 'a', 'b') { exit 1 }", 'too-new'],
  ["if ('a' -notin 'a', 'b') { exit 1 }", 'too-new'],
  ['[Console]::Out.WriteLine("$(1 -in 1, 2)")', 'too-new'],
  ['$a = [ordered] @{ b = 1 }', 'too-new'],
  ['$a = [PSCustomObject] @{ b = 1 }', 'too-new'],
  ["$a = [Version]::new('1.0')", 'too-new'],
  ["$a = @(1, 2).Where({ $_ -gt 1 })", 'too-new'],
  ['Get-Date && Get-Date', 'too-new'],
  ['Get-Date || Get-Date', 'too-new'],
  ["Get-Content -Raw -LiteralPath 'a'", 'too-new'],
  ["Get-ChildItem -Directory 'a'", 'too-new'],
  ["Get-ChildItem 'a' | Where-Object Name -eq 'b'", 'too-new'],
  ["Get-ChildItem 'a' | ForEach-Object Name", 'too-new'],
  ["Get-ChildItem 'a' *> b.txt", 'too-new'],
  ["Get-ChildItem 'a' 3>&1", 'too-new'],
  ['Join-Path $PSScriptRoot a', 'too-new'],
  ['1 | ForEach-Object { $PSItem }', 'too-new'],
  ["ConvertTo-Json 'a'", 'command'],
  ["ConvertFrom-Json 'a'", 'command'],
  ['Get-CimInstance Win32_OperatingSystem', 'command'],
  ['Invoke-WebRequest http://127.0.0.1', 'command'],
  ['Expand-Archive a.zip', 'command'],
  ['New-ScheduledTaskTrigger -AtLogOn', 'command'],
  ['using namespace System', 'command'],
  ['Get-Contents a', 'command'],
  ["Stop-Service -Name 'a' -Force -ErrorAction SilentlyContinue", 'endless'],
  ["try { Restart-Service 'a' } catch { exit 1 }", 'endless'],
  ['function Foo { Bar }', 'command'],
  ['exit $typo', 'unassigned'],
  ['$a = 1; exit $aa', 'unassigned'],
  ['function Foo { $a = 1 }\nexit $a', 'unassigned'],
  ['[Console]::Out.WriteLine("value: $typo")', 'unassigned'],
  ['$a = "\u2013"', 'ascii'],
  ['$a = 1\n[Console]::Out.WriteLine("no drive for $a: none")', 'drive'],
  ['$a = 1\n[Console]::Out.WriteLine("$a:b")', 'drive'],
  ['$a = 1\n[Console]::Out.WriteLine("$a:\\b")', 'drive'],
  ['$a = 1\n[Console]::Out.WriteLine("${a:b}")', 'drive'],
  ['$a = 1\n$b = @"\n$a: text\n"@', 'drive'],
  ['$a = 1\n& "$a:\\x.exe"', 'drive'],
  ["$a = 'b' | ForEach-Object { \"$_: text\" }", 'drive'],
  ['exit $nosuch:a', 'drive'],
  ['$a = 1\n$b = [Math]::Floor(100 * $a / 3)', 'overload'],
  ['$a = 1\n$b = [Math]::Floor(($a - 1) / 3)', 'overload'],
  ['$a = 1\n$b = [System.Math]::Round($a, 2)', 'overload'],
  ['$a = 1\n[Console]::Out.WriteLine("$([Math]::Ceiling($a))")', 'overload'],
  ['$a = [Environment]::GetEnvironmentVariables()', 'case'],
  ["$a = [System.Environment]::GetEnvironmentVariables('Machine')", 'case'],
];

const GOOD = [
  'param([string] $A)\nexit $A',
  'foreach ($a in 1, 2) { [Console]::Out.WriteLine("$a $($a + 1) $env:TEMP") }',
  "function Foo([string] $b) { return $b }\n$script:c = Foo 'x'\nexit $script:c",
  "Get-ChildItem 'a' | Where-Object { $_.Name -like '*.b' } | ForEach-Object { $_.Name }",
  "try { & shutdown.exe /s 2>&1 } catch { throw } finally { exit $LASTEXITCODE }",
  "try { & 'A:\\x.ps1' -Level 'it''s' '-1' } catch { Write-Host ($_ | Out-String); exit 1 }; exit $LASTEXITCODE",
  '$a = 1\n[Console]::Out.WriteLine("${a}: $($a): $env:TEMP $script:a")',
  "$a = 1\n[Console]::Out.WriteLine('$a: text')\n$b = [Math]::Floor([double] $a / 3)",
  '$a = [Math]\nexit $a::Max(1, 2)',
  '$a = @{}\nforeach ($b in [Environment]::GetEnvironmentVariables().GetEnumerator()) { $a[$b.Key] = $b.Value }',
  "$a = @{ FilePath = 'b' }\nStart-Process @a",
];

export function selfTest(parser) {
  const wrong = [];
  const rulesFor = (code, start) =>
    findingsOf(parser, [{ file: 'sample.ps1', text: `${start}${code}\n` }]).map((finding) => finding.rule);
  for (const [code, rule] of BAD) {
    if (!rulesFor(code, '# Contract: a sample\n').includes(rule)) {
      wrong.push(`rule ${rule} does not catch: ${code}`);
    }
  }
  for (const code of GOOD) {
    const rules = rulesFor(code, '# Contract: a sample\n');
    if (rules.length > 0) {
      wrong.push(`${rules.join(', ')} on a good script: ${code}`);
    }
  }
  wrong.push(...loadedScripts(parser));
  if (!rulesFor('exit 0', '# no\n').includes('contract')) {
    wrong.push('rule contract does not catch a script without one');
  }
  return wrong;
}

// What a script takes in with the dot operator may use what that script has, and nobody else may.
function loadedScripts(parser) {
  const scripts = [
    { file: 'main.ps1', text: "# Contract: a sample\n. 'part.ps1'\nfunction Foo { exit 1 }\n" },
    { file: 'part.ps1', text: '# Contract: a sample\nfunction Bar { Foo }\n' },
    { file: 'other.ps1', text: '# Contract: a sample\nfunction Baz { Foo }\n' },
  ];
  const found = findingsOf(parser, scripts).map((finding) => `${finding.file} ${finding.rule}`);
  return found.join() === 'other.ps1 command' ? [] : [`loaded scripts: ${found.join(', ') || 'nothing'} found`];
}
