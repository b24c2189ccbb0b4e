// shutdown.exe of the stand-in Windows: C:\standin\shutdown.txt says what is to happen and when, in milliseconds since
// 1970, and the machine does it. The exit codes are Windows' (Microsoft, "System Error Codes (1000-1299)"):
// 1115 one is in progress, 1116 there is none to abort, 1190 one is scheduled.
#include "call.h"
#include <stdlib.h>

#define FILE_NAME L"C:\\standin\\shutdown.txt"

static long long now(void) {
    FILETIME time;
    GetSystemTimeAsFileTime(&time);
    return (((long long) time.dwHighDateTime << 32 | time.dwLowDateTime) - 116444736000000000LL) / 10000;
}

// When the machine goes down, or 0.
static long long planned(void) {
    char bytes[64] = {0};
    DWORD count;
    HANDLE file = CreateFileW(FILE_NAME, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE) {
        return 0;
    }
    ReadFile(file, bytes, sizeof bytes - 1, &count, NULL);
    CloseHandle(file);
    return atoll(bytes + 2);
}

int wmain(int argc, wchar_t **argv) {
    wchar_t how = 0;
    long delay = 30;
    for (int i = 1; i < argc; i++) {
        wchar_t option = argv[i][0] == L'/' || argv[i][0] == L'-' ? towlower(argv[i][1]) : 0;
        if (option == L'r' || option == L's' || option == L'a') {
            how = option;
        } else if (option == L't' && i + 1 < argc) {
            delay = wcstol(argv[++i], NULL, 10);
        }
    }
    write_call(L"shutdown.exe", arguments());
    long long when = planned();
    if (when && when <= now()) {
        return 1115;
    }
    if (how == L'a') {
        return when && DeleteFileW(FILE_NAME) ? 0 : 1116;
    }
    if (how == 0) {
        return 1;
    }
    if (when) {
        return 1190;
    }
    char text[64];
    DWORD written;
    int length = snprintf(text, sizeof text, "%c %lld\n", how, now() + delay * 1000LL);
    HANDLE file = CreateFileW(FILE_NAME, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    WriteFile(file, text, length, &written, NULL);
    CloseHandle(file);
    return 0;
}
