/* What an operation is called with, on its way into the URL and the headers. */
#ifndef ACA_ARGUMENTS_H
#define ACA_ARGUMENTS_H

#include "aca/operation.h"
#include "buffer.h"

/* One for each parameter, in their order; NULL where none is given. */
typedef struct aca__arguments {
  const void *const *values; /* texts; where they are typed, pointers to the optional or the list of what is no text */
  bool typed;
} aca__arguments;

/* Whether there is something to send. */
bool aca__argument_given(const aca_parameter *parameter, aca__arguments arguments, size_t index);

/* Appends the argument in the form of its place: percent-encoded in a URL, where `between` stands before each further
 * item of a list that repeats the name. NULL, or what keeps it from being sent, constant. Memory failures are on the
 * buffer. */
const char *aca__argument_add_values(aca__buffer *out, const aca_parameter *parameter, aca__arguments arguments,
                                     size_t index, const char *between);

/* The same of one text, which may be an argument of its own: the usual case, without a copy. */
const char *aca__argument_add_text(aca__buffer *out, const aca_parameter *parameter, const char *text);

#endif
