// taskkill.exe /pid N /t /f of the stand-in Windows, since Wine's knows no /t: ends a process and all that it started.
// Exit codes: 0 done, 128 there is no such process (as Windows' own).
#include "call.h"
#include <stdlib.h>
#include <tlhelp32.h>

static void end(DWORD id, BOOL tree) {
    if (tree) {
        PROCESSENTRY32W entry = {.dwSize = sizeof entry};
        HANDLE all = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
        for (BOOL more = Process32FirstW(all, &entry); more; more = Process32NextW(all, &entry)) {
            if (entry.th32ParentProcessID == id && entry.th32ProcessID != id) {
                end(entry.th32ProcessID, TRUE);
            }
        }
        CloseHandle(all);
    }
    HANDLE process = OpenProcess(PROCESS_TERMINATE, FALSE, id);
    if (process) {
        TerminateProcess(process, 1);
        CloseHandle(process);
    }
}

int wmain(int argc, wchar_t **argv) {
    DWORD id = 0;
    BOOL tree = FALSE;
    write_call(L"taskkill.exe", arguments());
    for (int i = 1; i < argc; i++) {
        if (_wcsicmp(argv[i], L"/pid") == 0 && i + 1 < argc) {
            id = wcstoul(argv[++i], NULL, 10);
        } else if (_wcsicmp(argv[i], L"/t") == 0) {
            tree = TRUE;
        }
    }
    HANDLE process = OpenProcess(PROCESS_TERMINATE, FALSE, id);
    if (!process) {
        return 128;
    }
    CloseHandle(process);
    end(id, tree);
    return 0;
}
