/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "csystem.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef P_PIDFD
#define P_PIDFD 3
#endif
#ifndef SYS_pidfd_send_signal
#define SYS_pidfd_send_signal 424
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_pidfd_getfd
#define SYS_pidfd_getfd 438
#endif
#ifndef SYS_close_range
#define SYS_close_range 436
#endif

struct report {
    int stage;
    int code;
};

/* Between fork and execve only async-signal-safe calls: the parent has many threads. */
static void fail(int channel, int stage) {
    struct report report = {stage, errno};
    ssize_t written;
    do {
        written = write(channel, &report, sizeof report);
    } while (written < 0 && errno == EINTR);
    _exit(127);
}

static void reset_signals(void) {
    struct sigaction standard = {.sa_handler = SIG_DFL};
    for (int number = 1; number < NSIG; number++) {
        if (number != SIGKILL && number != SIGSTOP) sigaction(number, &standard, NULL);
    }
}

static void join_cgroups(char *const *files, int channel) {
    for (; files != NULL && *files != NULL; files++) {
        int file = open(*files, O_WRONLY | O_CLOEXEC);
        if (file < 0 || write(file, "0", 1) != 1) fail(channel, CSYSTEM_STAGE_CGROUP);
        close(file);
    }
}

static void join_namespace(const char *path, int kind, int channel) {
    if (path == NULL) return;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || setns(file, kind) != 0) fail(channel, CSYSTEM_STAGE_NAMESPACE);
    close(file);
}

/* Descriptors 0, 1, 2 as wanted, 3 is the channel to the parent (closed by execve), all others are closed. */
static int arrange_descriptors(const struct csystem_spawn_request *request, int channel) {
    const int wanted[3] = {request->input, request->output, request->error};
    int high[3];
    int high_channel = fcntl(channel, F_DUPFD_CLOEXEC, 16);
    if (high_channel < 0) fail(channel, CSYSTEM_STAGE_DESCRIPTORS);
    for (int i = 0; i < 3; i++) {
        high[i] = fcntl(wanted[i], F_DUPFD_CLOEXEC, 16);
        if (high[i] < 0) fail(high_channel, CSYSTEM_STAGE_DESCRIPTORS);
    }
    for (int i = 0; i < 3; i++) {
        if (dup2(high[i], i) < 0) fail(high_channel, CSYSTEM_STAGE_DESCRIPTORS);
    }
    if (dup3(high_channel, 3, O_CLOEXEC) < 0) fail(high_channel, CSYSTEM_STAGE_DESCRIPTORS);
    if (syscall(SYS_close_range, 4U, ~0U, 0U) != 0) {
        long limit = sysconf(_SC_OPEN_MAX);
        if (limit < 0 || limit > 65536) limit = 65536;
        for (int number = 4; number < limit; number++) close(number);
    }
    return 3;
}

static void run_child(const struct csystem_spawn_request *request, int channel) {
    reset_signals();
    /* What the parent may do before others is no right of its children. */
    if (getpriority(PRIO_PROCESS, 0) < 0) setpriority(PRIO_PROCESS, 0, 0);
    if (request->new_session) setsid();
    join_cgroups(request->cgroup_files, channel);
    join_namespace(request->network_namespace, CLONE_NEWNET, channel);
    /* Last: from here on paths are those of the other namespace. */
    join_namespace(request->mount_namespace, CLONE_NEWNS, channel);
    channel = arrange_descriptors(request, channel);
    if (request->working_directory != NULL && chdir(request->working_directory) != 0) {
        fail(channel, CSYSTEM_STAGE_DIRECTORY);
    }
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execve(request->executable, request->arguments, request->environment);
    fail(channel, CSYSTEM_STAGE_EXECUTE);
}

pid_t csystem_spawn(const struct csystem_spawn_request *request, int *pidfd, int *stage) {
    int channel[2];
    *stage = CSYSTEM_STAGE_FORK;
    *pidfd = -1;
    if (pipe2(channel, O_CLOEXEC) != 0) return -errno;

    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_t pid = fork();
    if (pid == 0) run_child(request, channel[1]);
    int fork_error = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    close(channel[1]);
    if (pid < 0) {
        close(channel[0]);
        return -fork_error;
    }

    struct report report = {0, 0};
    ssize_t count;
    do {
        count = read(channel[0], &report, sizeof report);
    } while (count < 0 && errno == EINTR);
    close(channel[0]);
    if (count == (ssize_t)sizeof report) {
        while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {
        }
        *stage = report.stage;
        return -report.code;
    }
    int descriptor = csystem_pidfd_open(pid);
    if (descriptor >= 0) *pidfd = descriptor;
    return pid;
}

int csystem_pidfd_open(pid_t pid) {
    int descriptor = (int)syscall(SYS_pidfd_open, pid, 0U);
    return descriptor < 0 ? -errno : descriptor;
}

int csystem_pidfd_send_signal(int pidfd, int signal) {
    return syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0U) == 0 ? 0 : -errno;
}

int csystem_pidfd_get_descriptor(int pidfd, int descriptor) {
    int duplicate = (int)syscall(SYS_pidfd_getfd, pidfd, descriptor, 0U);
    return duplicate >= 0 ? duplicate : -errno;
}

int csystem_pidfd_has_ended(int pidfd) {
    struct pollfd query = {.fd = pidfd, .events = POLLIN};
    int count;
    do {
        count = poll(&query, 1, 0);
    } while (count < 0 && errno == EINTR);
    return count < 0 ? -errno : count;
}

int csystem_reap(int pidfd, int *code, int *signalled) {
    siginfo_t information = {0};
    int result;
    do {
        result = waitid((idtype_t)P_PIDFD, (id_t)pidfd, &information, WEXITED | WNOHANG);
    } while (result != 0 && errno == EINTR);
    if (result != 0) return -errno;
    if (information.si_pid == 0) return -EAGAIN;
    int exited = information.si_code == CLD_EXITED;
    *code = exited ? information.si_status : 0;
    *signalled = exited ? 0 : information.si_status;
    return 0;
}

int csystem_memory_file(const char *name) {
    int descriptor = memfd_create(name, MFD_CLOEXEC);
    return descriptor < 0 ? -errno : descriptor;
}
