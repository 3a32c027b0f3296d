/* Text that grows, up to a limit. */
#ifndef ACA_BUFFER_H
#define ACA_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

/* Zeroed is empty and without a limit. After a failure `failed` stays set and nothing more is added, so that a run of
 * additions needs one check at its end. */
typedef struct aca__buffer {
  char *data; /* NUL-terminated once anything was added, else NULL */
  size_t length;
  size_t capacity;
  size_t limit; /* 0: none */
  bool failed;
  bool full; /* it failed because of the limit, not for lack of memory */
  bool secret; /* set by the owner: memory is wiped before it is let go, when growing too */
} aca__buffer;

void aca__buffer_add(aca__buffer *buffer, const void *bytes, size_t length);
void aca__buffer_text(aca__buffer *buffer, const char *text);
void aca__buffer_char(aca__buffer *buffer, char c);

/* Makes room for `length` bytes in all, as far as the limit lets it. */
void aca__buffer_reserve(aca__buffer *buffer, size_t length);

/* Empty again, memory kept. */
void aca__buffer_clear(aca__buffer *buffer);

/* Empty again, memory freed, limit and `secret` kept. */
void aca__buffer_free(aca__buffer *buffer);

/* Overwrites memory that held a secret; not optimised away. */
void aca__wipe(void *memory, size_t size);

#endif
