/*
 * Runs a VirtualBox VM without VirtualBox's kernel driver: what VBoxHeadless does, but in the
 * driverless mode of its run time, where guests are interpreted.
 *
 * Has to lie in /usr/lib/virtualbox, where the libraries look for each other. Arguments: as for
 * VBoxHeadless.
 */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* SUPR3INIT_F_DRIVERLESS_MASK of VirtualBox's sup.h: bits 2 to 4. */
#define DRIVERLESS 0x1cu

typedef int init_exe(int argc, char ***argv, uint32_t flags);
typedef int init_support(uint32_t flags, void **session);
typedef int trusted_main(int argc, char **argv, char **envp);

static void *symbol(void *library, const char *name)
{
    void *address = library != NULL ? dlsym(library, name) : NULL;
    if (address == NULL) {
        fprintf(stderr, "headless: %s\n", dlerror());
        exit(1);
    }
    return address;
}

static void check(const char *what, int status)
{
    if (status < 0) {
        fprintf(stderr, "headless: %s: status %d\n", what, status);
        exit(1);
    }
}

int main(int argc, char **argv, char **envp)
{
    void *session;
    void *runtime = dlopen("VBoxRT.so", RTLD_NOW | RTLD_GLOBAL);
    init_exe *initialize = (init_exe *)symbol(runtime, "RTR3InitExe");
    init_support *support = (init_support *)symbol(runtime, "SUPR3InitEx");

    check("RTR3InitExe", initialize(argc, &argv, 0));
    check("SUPR3InitEx", support(DRIVERLESS, &session));
    trusted_main *run =
        (trusted_main *)symbol(dlopen("VBoxHeadless.so", RTLD_NOW | RTLD_GLOBAL), "TrustedMain");
    return run(argc, argv, envp);
}
