// What the stand-in's programs share: each writes down how it was called.
#include <stdio.h>
#include <wchar.h>
#include <windows.h>

// The command line behind the program's name.
static inline wchar_t *arguments(void) {
    wchar_t *rest = GetCommandLineW();
    BOOL inQuotes = FALSE;
    while (*rest && (inQuotes || (*rest != L' ' && *rest != L'\t'))) {
        inQuotes ^= *rest++ == L'"';
    }
    while (*rest == L' ' || *rest == L'\t') {
        rest++;
    }
    return rest;
}

// Appends "NAME.exe ARGUMENTS" to C:\standin\calls.log.
static inline void write_call(const wchar_t *name, const wchar_t *rest) {
    static wchar_t wide[33000];
    static char call[100000];
    swprintf(wide, 33000, L"%ls %ls\n", name, rest);
    int length = WideCharToMultiByte(CP_UTF8, 0, wide, -1, call, sizeof call, NULL, NULL) - 1;
    HANDLE log = CreateFileW(L"C:\\standin\\calls.log", FILE_APPEND_DATA, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                             OPEN_ALWAYS, 0, NULL);
    DWORD written;
    WriteFile(log, call, length, &written, NULL);
    CloseHandle(log);
}
