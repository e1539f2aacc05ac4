/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* libmicrohttpd's variadic functions and callback options, in a form that Swift can call. */

struct mhd_configuration {
    int listen_socket;
    unsigned int threads;
    unsigned int connection_limit;
    unsigned int connection_limit_per_address; /* 0: none */
    unsigned int silence_seconds;
    size_t connection_memory;
    const char *certificate_pem; /* NULL: no TLS */
    const char *key_pem;
    void *context;
    MHD_LogCallback log;
    MHD_AccessHandlerCallback access;
    MHD_RequestCompletedCallback completed;
    MHD_NotifyConnectionCallback notify;
    void *(*uri)(void *context, const char *uri, struct MHD_Connection *connection);
    size_t (*unescape)(void *context, struct MHD_Connection *connection, char *text);
};

static inline struct MHD_Daemon *mhd_start(const struct mhd_configuration *c) {
    unsigned int flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC | MHD_USE_ERROR_LOG;
    struct MHD_OptionItem tls[] = {
        {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)c->key_pem},
        {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)c->certificate_pem},
        {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)"NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"},
        {MHD_OPTION_END, 0, NULL},
    };
    struct MHD_OptionItem none[] = {{MHD_OPTION_END, 0, NULL}};
    if (c->certificate_pem) flags |= MHD_USE_TLS;
    return MHD_start_daemon(
        flags, 0, NULL, NULL, c->access, c->context,
        MHD_OPTION_EXTERNAL_LOGGER, c->log, c->context,
        MHD_OPTION_LISTEN_SOCKET, c->listen_socket,
        MHD_OPTION_THREAD_POOL_SIZE, c->threads,
        MHD_OPTION_CONNECTION_LIMIT, c->connection_limit,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, c->connection_limit_per_address,
        MHD_OPTION_CONNECTION_TIMEOUT, c->silence_seconds,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, c->connection_memory,
        MHD_OPTION_NOTIFY_COMPLETED, c->completed, c->context,
        MHD_OPTION_NOTIFY_CONNECTION, c->notify, c->context,
        MHD_OPTION_URI_LOG_CALLBACK, c->uri, c->context,
        MHD_OPTION_UNESCAPE_CALLBACK, c->unescape, c->context,
        MHD_OPTION_ARRAY, c->certificate_pem ? tls : none,
        MHD_OPTION_END);
}

/* How many processors this process may use, by the call that glibc hides without _GNU_SOURCE. */
static inline unsigned int mhd_usable_processors(void) {
    unsigned long allowed[128] = {0};
    long size = syscall(SYS_sched_getaffinity, 0, sizeof allowed, allowed);
    unsigned int count = 0;
    for (long i = 0; i < size / (long)sizeof *allowed; i++) count += (unsigned int)__builtin_popcountl(allowed[i]);
    return count ? count : 1;
}

static inline int mhd_socket(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? info->connect_fd : -1;
}

/* With `held`, the system sends full packets only until it is told otherwise. */
static inline void mhd_hold_packets(struct MHD_Connection *connection, bool held) {
    int value = held;
    setsockopt(mhd_socket(connection), IPPROTO_TCP, TCP_CORK, &value, sizeof value);
}

static inline size_t mhd_header_size(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return info ? info->header_size : 0;
}

static inline uintptr_t mhd_socket_context(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? (uintptr_t)info->socket_context : 0;
}

/* The peer's address as text, without its port; false if it is not known. */
static inline bool mhd_remote_address(struct MHD_Connection *connection, char *text, size_t size) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    if (!info || !info->client_addr) return false;
    if (info->client_addr->sa_family == AF_INET)
        return inet_ntop(AF_INET, &((struct sockaddr_in *)info->client_addr)->sin_addr, text, (socklen_t)size) != NULL;
    if (info->client_addr->sa_family == AF_INET6)
        return inet_ntop(AF_INET6, &((struct sockaddr_in6 *)info->client_addr)->sin6_addr, text, (socklen_t)size)
            != NULL;
    return false;
}
