/* Inside a response. */
#ifndef ACA_RESPONSE_PRIVATE_H
#define ACA_RESPONSE_PRIVATE_H

#include <stdarg.h>

#include "aca/response.h"
#include "arena.h"
#include "buffer.h"
#include "codec.h"

typedef struct aca__warning {
  struct aca__warning *next;
  const char *text;
} aca__warning;

struct aca_response {
  aca_status status;
  const char *message;
  int http_status;
  int attempts;
  aca__arena arena;
  aca__buffer headers; /* name NUL value NUL, again and again */
  size_t header_count;
  aca__buffer body;
  struct cJSON *json; /* the value borrows its texts */
  const void *value;
  const aca_error *error;
  aca__warning *warnings;
  aca__warning **last_warning;
  size_t warning_count;
  const char *client_request_id;
};

/* Never NULL: out of memory it is a constant that says so, which aca_response_free() leaves alone. */
aca_response *aca__response_new(void);

/* The constant one. */
aca_response *aca__response_out_of_memory(void);

/* Whether this is the constant one, which must not be written to. */
bool aca__response_is_constant(const aca_response *response);

/* Sets status and message; out of memory for the message, that becomes the status. Returns the status. */
aca_status aca__response_fail(aca_response *response, aca_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Adds a header; a failure stays on the buffer. */
void aca__response_add_header(aca_response *response, const char *name, size_t name_length, const char *value,
                              size_t value_length);

/* Forgets the answer received so far, to make room for another. */
void aca__response_reset(aca_response *response);

/* Frees all that the response holds; it stays usable, and knows nothing. */
void aca__response_forget(aca_response *response);

/* STRICT: what does not fit is an error, not a warning. NULLS: known properties that are null go to extra_json. */
enum { ACA__DECODE_STRICT = 1, ACA__DECODE_NULLS = 2 };

/* Decodes JSON into the response's value. */
aca_status aca__response_decode(aca_response *response, const aca_model *model, const char *json, size_t length,
                                unsigned flags);

/* The same for aca_as_text and aca_as_bytes. */
aca_status aca__plain_decode(aca_response *response, const aca_model *model, const char *bytes, size_t length);

/* Reads the body as an error of the service, in any of the forms it uses, and sets status and message. */
aca_status aca__response_read_error(aca_response *response);

#endif
