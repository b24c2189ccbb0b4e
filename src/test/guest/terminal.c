// Pseudo terminals for the stand-in Windows, which Java cannot open.
//
//   terminal port                     a serial port: prints the name of its other end, then what is written there
//   terminal console PROGRAM [ARG]... runs a program on a console of its own, prints what it shows, ends with its exit code
//
// Ends when its standard input does, so that nothing is left behind by a test that is killed.
#define _GNU_SOURCE
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

// Passes on what the terminal has; 0 at its end.
static int pass_on(int terminal) {
    char bytes[65536];
    ssize_t count = read(terminal, bytes, sizeof bytes);
    for (ssize_t done = 0; done < count;) {
        ssize_t written = write(1, bytes + done, count - done);
        if (written <= 0) {
            return 0;
        }
        done += written;
    }
    return count > 0;
}

// Copies to standard output until the terminal ends (1) or standard input does (0); then what the terminal still has.
static int copy(int terminal) {
    char bytes[4096];
    struct pollfd ends[2] = {{.fd = terminal, .events = POLLIN}, {.fd = 0, .events = POLLIN}};
    for (;;) {
        if (poll(ends, 2, -1) < 0) {
            return 0;
        }
        if (ends[0].revents && !pass_on(terminal)) {
            return 1;
        }
        if (ends[1].revents && read(0, bytes, sizeof bytes) <= 0) {
            while (poll(ends, 1, 0) > 0 && pass_on(terminal)) {
            }
            return 0;
        }
    }
}

static int port(void) {
    int terminal, other;
    char name[256];
    struct termios raw;
    // The other end stays open: a terminal without one has ended.
    if (openpty(&terminal, &other, name, NULL, NULL)) {
        perror("openpty");
        return 1;
    }
    tcgetattr(other, &raw);
    cfmakeraw(&raw);
    tcsetattr(other, TCSANOW, &raw);
    dprintf(1, "%s\n", name);
    return copy(terminal);
}

static int console(char **program) {
    int terminal, status;
    struct winsize size = {.ws_col = 250, .ws_row = 50};
    pid_t child = forkpty(&terminal, NULL, NULL, &size);
    if (child < 0) {
        perror("forkpty");
        return 1;
    }
    if (child == 0) {
        execvp(*program, program);
        perror(*program);
        _exit(127);
    }
    if (!copy(terminal)) {
        kill(-child, SIGKILL);
    }
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int main(int count, char **words) {
    if (count == 2 && !strcmp(words[1], "port")) {
        return port();
    }
    if (count > 2 && !strcmp(words[1], "console")) {
        return console(words + 2);
    }
    fprintf(stderr, "usage: terminal port | terminal console PROGRAM [ARG]...\n");
    return 2;
}
