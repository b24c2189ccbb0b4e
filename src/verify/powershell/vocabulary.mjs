// What PowerShell 2.0 has, as far as the scripts use it. A name goes on a list only after a look at
// its documentation for 2.0 ("Get-Help" of Windows 7, learn.microsoft.com "previous versions").

export const COMMANDS = new Set(
  `Add-Member Add-Type Copy-Item ForEach-Object Get-AuthenticodeSignature Get-ChildItem Get-Command Get-Content
   Get-Date Get-Item Get-ItemProperty Get-Service Get-WmiObject Join-Path New-Item New-ItemProperty
   New-Object Out-Null Out-String Remove-Item Remove-ItemProperty Select-Object Set-ItemProperty
   Set-Service Sort-Object Split-Path Start-Process Start-Sleep Test-Path Where-Object Write-Host`
    .toLowerCase()
    .split(/\s+/),
);

// They wait for ever on a service that does not stop.
export const ENDLESS_COMMANDS = new Set(['restart-service', 'stop-service', 'spsv']);

// Only on later Windows: to be called where Get-Command has found them.
export const GUARDED_COMMANDS = new Set([
  'get-appxpackage', 'get-appxprovisionedpackage', 'optimize-volume', 'remove-appxpackage',
]);

// Parameters that later versions added to commands that are old.
export const NEW_PARAMETERS = {
  'get-content': ['raw', 'tail', 'head', 'stream'],
  'get-childitem': ['file', 'directory', 'depth', 'hidden', 'attributes', 'followsymlink'],
  'new-item': ['literalpath', 'target'],
  'get-authenticodesignature': ['literalpath', 'content'],
  'out-string': ['nonewline'],
  'select-object': ['skiplast', 'skipindex'],
  'sort-object': ['top', 'bottom', 'stable'],
  'start-process': ['environment'],
  'set-service': ['credential'],
};

export const NEW_OPERATORS = new Set(
  ['-in', '-notin', '-shl', '-shr', '-cin', '-iin', '-cnotin', '-inotin'],
);

export const NEW_TYPES = new Set(['ordered', 'pscustomobject', 'nullstring', 'semver', 'cimclass']);

export const NEW_VARIABLES = new Set(['psscriptroot', 'pscommandpath', 'psitem', 'iswindows']);

export const AUTOMATIC_VARIABLES = new Set(
  ['_', 'true', 'false', 'null', 'args', 'matches', 'lastexitcode', 'myinvocation', 'error', 'pid', 'host',
    'erroractionpreference', '?'],
);

// What may stand before the colon of a variable: scopes and the one drive in use (about_Scopes,
// about_Environment_Variables).
export const VARIABLE_DRIVES = new Set(['global', 'local', 'script', 'private', 'env']);
