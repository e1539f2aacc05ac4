/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* libcurl, loaded when it is first needed: nothing here links against it. */

/* One easy handle with the multi handle that drives it and keeps its connections. */
typedef struct ccurl_session ccurl_session;

/* Options whose value is text; libcurl copies it. */
enum ccurl_text_option {
    CCURL_URL,
    CCURL_USER_AGENT,
    CCURL_AUTHORITY_FILE,
    CCURL_NO_PROXY,
};

/* Options whose value is PEM text in memory; libcurl copies it. */
enum ccurl_blob_option {
    CCURL_AUTHORITY_PEM,
    CCURL_CERTIFICATE_PEM,
    CCURL_KEY_PEM,
};

/* Options whose value is a number. */
enum ccurl_number_option {
    CCURL_TIMEOUT_MILLISECONDS,
    CCURL_CONNECT_TIMEOUT_MILLISECONDS,
    CCURL_STALL_SECONDS,
    CCURL_MAXIMUM_REDIRECTS,
    CCURL_VERIFY_PEER,
};

/* How a transfer ended. */
enum ccurl_outcome {
    CCURL_DONE,
    CCURL_STOPPED,
    CCURL_CANCELLED,
    CCURL_UNREACHABLE,
    CCURL_INTERRUPTED,
    CCURL_UNTRUSTED,
    CCURL_TIMED_OUT,
    CCURL_INVALID,
};

/* Gets a header line or a piece of the body; false ends the transfer with CCURL_STOPPED. */
typedef bool (*ccurl_sink)(void *context, const char *bytes, size_t count);

/* Loads the library once; NULL, or why that is not possible. */
const char *ccurl_load(void);

/* A new session, or NULL if there is no memory. Needs ccurl_load to have succeeded. */
ccurl_session *ccurl_session_create(void);
void ccurl_session_free(ccurl_session *session);

/* Forgets the options of the transfer before; connections stay open. */
void ccurl_session_reset(ccurl_session *session);

/* Each is false if libcurl refuses the value. */
bool ccurl_set_text(ccurl_session *session, enum ccurl_text_option option, const char *value);
bool ccurl_set_blob(ccurl_session *session, enum ccurl_blob_option option, const char *bytes, size_t count);
bool ccurl_set_number(ccurl_session *session, enum ccurl_number_option option, long value);
bool ccurl_add_header(ccurl_session *session, const char *line);
bool ccurl_set_request(ccurl_session *session, const char *method, const void *body, size_t count);

/* As ccurl_set_request, with the first `count` bytes of an open file as the body; the descriptor is the caller's, who
   closes it after the transfer. */
bool ccurl_set_upload(ccurl_session *session, const char *method, int descriptor, long long count);

/* Runs the transfer; blocks. */
enum ccurl_outcome ccurl_perform(ccurl_session *session, void *context, ccurl_sink on_header, ccurl_sink on_body);

/* Makes a running (or the next) transfer end with CCURL_CANCELLED; from any thread. */
void ccurl_cancel(ccurl_session *session);

/* Status of the last answer; 0 if there was none. */
long ccurl_status(ccurl_session *session);

/* Why the last transfer failed. */
const char *ccurl_reason(const ccurl_session *session);
