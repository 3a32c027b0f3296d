/* Files that credentials are read from. */
#ifndef ACA_IDENTITY_FILE_H
#define ACA_IDENTITY_FILE_H

#include "buffer.h"
#include "token.h"

/* Appends what is in the file, which must be a regular one of `most` bytes at most, to the buffer, which becomes a secret
 * one. ACA_OK or ACA_ERROR_MEMORY; otherwise the token is refused, in words that begin with `what`, such as an option's
 * name, and the path. */
aca_status aca__file_read(const char *what, const char *path, size_t most, aca__buffer *content, aca_token *token);

#endif
