// powershell.exe of the stand-in Windows: PowerShell 7 with the prelude before each -Command.
// Whoever kills this process kills the PowerShell, and what it started, with it.
#include <stdio.h>
#include <wchar.h>
#include <windows.h>

#define LONGEST 32768
static wchar_t line[LONGEST];

// Appends an argument as CommandLineToArgvW takes it apart again.
static wchar_t *quoted(wchar_t *to, const wchar_t *argument) {
    int backslashes = 0;
    for (; *argument && to < line + LONGEST - 100; argument++) {
        if (*argument == L'"') {
            for (int i = 0; i <= backslashes; i++) {
                *to++ = L'\\';
            }
        }
        backslashes = *argument == L'\\' ? backslashes + 1 : 0;
        *to++ = *argument;
    }
    while (backslashes-- > 0) {
        *to++ = L'\\';
    }
    return to;
}

int wmain(int argc, wchar_t **argv) {
    wchar_t *to = line + swprintf(line, 100, L"\"C:\\engine\\pwsh.exe\"");
    for (int i = 1; i < argc; i++) {
        *to++ = L' ';
        *to++ = L'"';
        if (_wcsicmp(argv[i - 1], L"-Command") == 0) {
            to += swprintf(to, 100, L". 'C:\\standin\\prelude.ps1'; ");
        }
        to = quoted(to, argv[i]);
        *to++ = L'"';
        *to = 0;
    }
    HANDLE job = CreateJobObjectW(NULL, NULL);
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limit = {0};
    limit.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
    SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limit, sizeof limit);
    STARTUPINFOW start = {.cb = sizeof start};
    GetStartupInfoW(&start);
    PROCESS_INFORMATION process;
    if (!CreateProcessW(NULL, line, NULL, NULL, TRUE, CREATE_SUSPENDED, NULL, NULL, &start, &process)) {
        fprintf(stderr, "no C:\\engine\\pwsh.exe: %lu\n", GetLastError());
        return 9009;
    }
    AssignProcessToJobObject(job, process.hProcess);
    ResumeThread(process.hThread);
    WaitForSingleObject(process.hProcess, INFINITE);
    DWORD code;
    GetExitCodeProcess(process.hProcess, &code);
    return code;
}
