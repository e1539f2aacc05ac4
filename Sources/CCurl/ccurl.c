/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#define CURL_DISABLE_TYPECHECK
#define CURL_DISABLE_DEPRECATION
#include "ccurl.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#undef curl_easy_setopt
#undef curl_easy_getinfo

struct ccurl_session {
    CURL *easy;
    CURLM *multi;
    struct curl_slist *headers;
    atomic_bool cancelled;
    void *context;
    ccurl_sink on_header;
    ccurl_sink on_body;
    int upload;
    char reason[CURL_ERROR_SIZE];
};

/* Every function that is used, by its own name. */
#define CCURL_FUNCTIONS(X)                                                                                             \
    X(curl_global_init)                                                                                                \
    X(curl_easy_init)                                                                                                  \
    X(curl_easy_cleanup)                                                                                               \
    X(curl_easy_reset)                                                                                                 \
    X(curl_easy_setopt)                                                                                                \
    X(curl_easy_getinfo)                                                                                               \
    X(curl_easy_strerror)                                                                                              \
    X(curl_multi_init)                                                                                                 \
    X(curl_multi_cleanup)                                                                                              \
    X(curl_multi_add_handle)                                                                                           \
    X(curl_multi_remove_handle)                                                                                        \
    X(curl_multi_perform)                                                                                              \
    X(curl_multi_poll)                                                                                                 \
    X(curl_multi_wakeup)                                                                                               \
    X(curl_multi_info_read)                                                                                            \
    X(curl_multi_strerror)                                                                                             \
    X(curl_slist_append)                                                                                               \
    X(curl_slist_free_all)

#define CCURL_MEMBER(name) __typeof__(&name) name;
static struct {
    CCURL_FUNCTIONS(CCURL_MEMBER)
} lib;

static pthread_once_t load_once = PTHREAD_ONCE_INIT;
static char load_failure[256];

static void fail_load(const char *reason) {
    strncpy(load_failure, reason ? reason : "unknown reason", sizeof load_failure - 1);
}

static void load(void) {
    void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        fail_load(dlerror());
        return;
    }
#define CCURL_LOOK_UP(name)                                                                                            \
    *(void **)&lib.name = dlsym(library, #name);                                                                       \
    if (!lib.name) {                                                                                                   \
        fail_load("libcurl.so.4 is too old: it has no " #name);                                                        \
        return;                                                                                                        \
    }
    CCURL_FUNCTIONS(CCURL_LOOK_UP)
    if (lib.curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) fail_load("libcurl cannot be initialised");
}

const char *ccurl_load(void) {
    pthread_once(&load_once, load);
    return load_failure[0] ? load_failure : NULL;
}

static size_t pass_header(char *bytes, size_t size, size_t count, void *user) {
    ccurl_session *session = user;
    return session->on_header(session->context, bytes, size * count) ? size * count : 0;
}

static size_t pass_body(char *bytes, size_t size, size_t count, void *user) {
    ccurl_session *session = user;
    return session->on_body(session->context, bytes, size * count) ? size * count : 0;
}

/* Plain HTTP and HTTPS only, TLS 1.2 or newer, HTTP/1.1, and the path exactly as it was given. */
static void set_defaults(ccurl_session *session) {
    CURL *easy = session->easy;
    if (lib.curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_UNKNOWN_OPTION)
        lib.curl_easy_setopt(easy, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
    if (lib.curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https") == CURLE_UNKNOWN_OPTION)
        lib.curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
    lib.curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    lib.curl_easy_setopt(easy, CURLOPT_TCP_NODELAY, 1L);
    lib.curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    lib.curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    lib.curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    lib.curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
    lib.curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    lib.curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 1L);
    lib.curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, session->reason);
    lib.curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, pass_header);
    lib.curl_easy_setopt(easy, CURLOPT_HEADERDATA, session);
    lib.curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, pass_body);
    lib.curl_easy_setopt(easy, CURLOPT_WRITEDATA, session);
}

ccurl_session *ccurl_session_create(void) {
    ccurl_session *session = calloc(1, sizeof *session);
    if (!session) return NULL;
    session->easy = lib.curl_easy_init();
    session->multi = lib.curl_multi_init();
    if (!session->easy || !session->multi) {
        ccurl_session_free(session);
        return NULL;
    }
    set_defaults(session);
    return session;
}

void ccurl_session_free(ccurl_session *session) {
    if (session->easy) lib.curl_easy_cleanup(session->easy);
    if (session->multi) lib.curl_multi_cleanup(session->multi);
    lib.curl_slist_free_all(session->headers);
    free(session);
}

void ccurl_session_reset(ccurl_session *session) {
    lib.curl_easy_reset(session->easy);
    lib.curl_slist_free_all(session->headers);
    session->headers = NULL;
    session->reason[0] = 0;
    atomic_store(&session->cancelled, false);
    set_defaults(session);
}

bool ccurl_set_text(ccurl_session *session, enum ccurl_text_option option, const char *value) {
    static const CURLoption options[] = {
        [CCURL_URL] = CURLOPT_URL,
        [CCURL_USER_AGENT] = CURLOPT_USERAGENT,
        [CCURL_AUTHORITY_FILE] = CURLOPT_CAINFO,
        [CCURL_NO_PROXY] = CURLOPT_NOPROXY,
    };
    return lib.curl_easy_setopt(session->easy, options[option], value) == CURLE_OK;
}

bool ccurl_set_blob(ccurl_session *session, enum ccurl_blob_option option, const char *bytes, size_t count) {
    static const CURLoption options[] = {
        [CCURL_AUTHORITY_PEM] = CURLOPT_CAINFO_BLOB,
        [CCURL_CERTIFICATE_PEM] = CURLOPT_SSLCERT_BLOB,
        [CCURL_KEY_PEM] = CURLOPT_SSLKEY_BLOB,
    };
    struct curl_blob blob = {.data = (void *)bytes, .len = count, .flags = CURL_BLOB_COPY};
    if (option == CCURL_CERTIFICATE_PEM) lib.curl_easy_setopt(session->easy, CURLOPT_SSLCERTTYPE, "PEM");
    if (option == CCURL_KEY_PEM) lib.curl_easy_setopt(session->easy, CURLOPT_SSLKEYTYPE, "PEM");
    return lib.curl_easy_setopt(session->easy, options[option], &blob) == CURLE_OK;
}

bool ccurl_set_number(ccurl_session *session, enum ccurl_number_option option, long value) {
    CURL *easy = session->easy;
    switch (option) {
    case CCURL_TIMEOUT_MILLISECONDS: return lib.curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, value) == CURLE_OK;
    case CCURL_CONNECT_TIMEOUT_MILLISECONDS:
        return lib.curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, value) == CURLE_OK;
    case CCURL_STALL_SECONDS:
        return lib.curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L) == CURLE_OK
            && lib.curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, value) == CURLE_OK;
    case CCURL_MAXIMUM_REDIRECTS:
        return lib.curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, value > 0 ? 1L : 0L) == CURLE_OK
            && lib.curl_easy_setopt(easy, CURLOPT_MAXREDIRS, value) == CURLE_OK;
    case CCURL_VERIFY_PEER:
        return lib.curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, value ? 1L : 0L) == CURLE_OK
            && lib.curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, value ? 2L : 0L) == CURLE_OK;
    }
    return false;
}

bool ccurl_add_header(ccurl_session *session, const char *line) {
    struct curl_slist *longer = lib.curl_slist_append(session->headers, line);
    if (!longer) return false;
    session->headers = longer;
    return true;
}

bool ccurl_set_request(ccurl_session *session, const char *method, const void *body, size_t count) {
    CURL *easy = session->easy;
    if (strcmp(method, "HEAD") == 0) return lib.curl_easy_setopt(easy, CURLOPT_NOBODY, 1L) == CURLE_OK;
    if (count > 0 || strcmp(method, "POST") == 0 || strcmp(method, "PUT") == 0 || strcmp(method, "PATCH") == 0) {
        if (lib.curl_easy_setopt(easy, CURLOPT_POST, 1L) != CURLE_OK) return false;
        if (lib.curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)count) != CURLE_OK) return false;
        if (lib.curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, count ? body : "") != CURLE_OK) return false;
    }
    if (strcmp(method, "GET") == 0 && count == 0) return true;
    if (strcmp(method, "POST") == 0) return true;
    return lib.curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, method) == CURLE_OK;
}

static size_t read_upload(char *buffer, size_t size, size_t count, void *user) {
    ccurl_session *session = user;
    ssize_t taken;
    do {
        taken = read(session->upload, buffer, size * count);
    } while (taken < 0 && errno == EINTR);
    return taken < 0 ? CURL_READFUNC_ABORT : (size_t)taken;
}

/* libcurl goes back to the start when an idle connection turns out to be closed. */
static int seek_upload(void *user, curl_off_t offset, int origin) {
    ccurl_session *session = user;
    return lseek(session->upload, offset, origin) < 0 ? CURL_SEEKFUNC_FAIL : CURL_SEEKFUNC_OK;
}

bool ccurl_set_upload(ccurl_session *session, const char *method, int descriptor, long long count) {
    CURL *easy = session->easy;
    session->upload = descriptor;
    return lib.curl_easy_setopt(easy, CURLOPT_POST, 1L) == CURLE_OK
        && lib.curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)count) == CURLE_OK
        && lib.curl_easy_setopt(easy, CURLOPT_READFUNCTION, read_upload) == CURLE_OK
        && lib.curl_easy_setopt(easy, CURLOPT_READDATA, session) == CURLE_OK
        && lib.curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, seek_upload) == CURLE_OK
        && lib.curl_easy_setopt(easy, CURLOPT_SEEKDATA, session) == CURLE_OK
        && lib.curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, 262144L) == CURLE_OK
        && lib.curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, method) == CURLE_OK;
}

static enum ccurl_outcome outcome_of(CURLcode code) {
    switch (code) {
    case CURLE_OK: return CCURL_DONE;
    case CURLE_WRITE_ERROR: return CCURL_STOPPED;
    case CURLE_OPERATION_TIMEDOUT: return CCURL_TIMED_OUT;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS: return CCURL_UNTRUSTED;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_TOO_MANY_REDIRECTS: return CCURL_INVALID;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
    case CURLE_SSL_CONNECT_ERROR: return CCURL_UNREACHABLE;
    default: return CCURL_INTERRUPTED;
    }
}

static enum ccurl_outcome drive(ccurl_session *session) {
    while (true) {
        if (atomic_load(&session->cancelled)) return CCURL_CANCELLED;
        int running = 0;
        CURLMcode code = lib.curl_multi_perform(session->multi, &running);
        int left = 0;
        CURLMsg *message;
        while ((message = lib.curl_multi_info_read(session->multi, &left))) {
            if (message->msg != CURLMSG_DONE) continue;
            CURLcode result = message->data.result;
            if (result != CURLE_OK && !session->reason[0])
                strncpy(session->reason, lib.curl_easy_strerror(result), sizeof session->reason - 1);
            return outcome_of(result);
        }
        if (code == CURLM_OK) code = lib.curl_multi_poll(session->multi, NULL, 0, 60000, NULL);
        if (code != CURLM_OK) {
            strncpy(session->reason, lib.curl_multi_strerror(code), sizeof session->reason - 1);
            return CCURL_INTERRUPTED;
        }
    }
}

enum ccurl_outcome ccurl_perform(ccurl_session *session, void *context, ccurl_sink on_header, ccurl_sink on_body) {
    session->context = context;
    session->on_header = on_header;
    session->on_body = on_body;
    session->reason[0] = 0;
    lib.curl_easy_setopt(session->easy, CURLOPT_HTTPHEADER, session->headers);
    /* The TLS library may write to a connection that is gone; the program must not die of it. */
    sigset_t pipe_signal, before, pending;
    sigemptyset(&pipe_signal);
    sigaddset(&pipe_signal, SIGPIPE);
    sigpending(&pending);
    pthread_sigmask(SIG_BLOCK, &pipe_signal, &before);

    enum ccurl_outcome outcome = CCURL_INTERRUPTED;
    CURLMcode code = lib.curl_multi_add_handle(session->multi, session->easy);
    if (code == CURLM_OK) {
        outcome = drive(session);
        lib.curl_multi_remove_handle(session->multi, session->easy);
    } else {
        strncpy(session->reason, lib.curl_multi_strerror(code), sizeof session->reason - 1);
    }

    if (!sigismember(&pending, SIGPIPE)) {
        struct timespec none = {0, 0};
        while (sigtimedwait(&pipe_signal, NULL, &none) > 0) {
        }
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return outcome;
}

void ccurl_cancel(ccurl_session *session) {
    atomic_store(&session->cancelled, true);
    lib.curl_multi_wakeup(session->multi);
}

long ccurl_status(ccurl_session *session) {
    long status = 0;
    lib.curl_easy_getinfo(session->easy, CURLINFO_RESPONSE_CODE, &status);
    return status;
}

const char *ccurl_reason(const ccurl_session *session) {
    return session->reason;
}
