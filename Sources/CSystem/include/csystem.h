/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <sys/types.h>

/* What a new process gets; nothing else of the parent reaches it. */
struct csystem_spawn_request {
    const char *executable;
    char *const *arguments;
    char *const *environment;
    const char *working_directory;    /* NULL: the parent's */
    const char *network_namespace;    /* NULL: the parent's; else a path such as /run/netns/x */
    const char *mount_namespace;      /* NULL: the parent's; else a file that is bound to one */
    char *const *cgroup_files;        /* NULL, or a NULL-ended list of cgroup.procs files to join */
    int input;
    int output;
    int error;
    int new_session;
};

/* The step at which a spawn failed. */
enum csystem_spawn_stage {
    CSYSTEM_STAGE_FORK = 0,
    CSYSTEM_STAGE_CGROUP = 1,
    CSYSTEM_STAGE_NAMESPACE = 2,
    CSYSTEM_STAGE_DESCRIPTORS = 3,
    CSYSTEM_STAGE_DIRECTORY = 4,
    CSYSTEM_STAGE_EXECUTE = 5,
};

/* Starts a process and returns its pid, or -errno with the failed step in *stage. The child has run execve when this
   returns. *pidfd is a descriptor of the child (close-on-exec), or -1 if it is gone already. */
pid_t csystem_spawn(const struct csystem_spawn_request *request, int *pidfd, int *stage);

/* A close-on-exec pidfd, or -errno. */
int csystem_pidfd_open(pid_t pid);

/* 0 or -errno. */
int csystem_pidfd_send_signal(int pidfd, int signal);

/* 1: the process ended; 0: it runs; -errno. */
int csystem_pidfd_has_ended(int pidfd);

/* A close-on-exec duplicate of a descriptor of the process behind a pidfd, or -errno. */
int csystem_pidfd_get_descriptor(int pidfd, int descriptor);

/* Reaps the ended child behind a pidfd. 0: *code (0-255) and *signalled (0 or the signal) are set; -ECHILD: not our
   child or reaped by someone else; -EAGAIN: still running; else -errno. */
int csystem_reap(int pidfd, int *code, int *signalled);

/* An anonymous close-on-exec file in memory, or -errno. */
int csystem_memory_file(const char *name);
