/** @file base64.h  Bytes as the service writes them: `format: byte` is standard base64. */
#ifndef ACA_BASE64_H
#define ACA_BASE64_H

#include <stddef.h>

#include "aca/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Decodes RFC 4648 base64, padding needed, no white space.
 * `*bytes` is set on success only and is the caller's to free(); it has a NUL after its last byte.
 * @return ACA_OK, ACA_ERROR_ARGUMENT or ACA_ERROR_MEMORY. */
ACA_API ACA_NODISCARD aca_status aca_base64_decode(const char *text, unsigned char **bytes, size_t *length);

/** Encodes @p length bytes. `*text`, NUL-terminated, is set on success only and is the caller's to free().
 * @return ACA_OK, ACA_ERROR_ARGUMENT (NULL with a length) or ACA_ERROR_MEMORY. */
ACA_API ACA_NODISCARD aca_status aca_base64_encode(const void *bytes, size_t length, char **text);

/** The same for `format: base64url`, whose alphabet has `-` and `_` and which has no padding. What has some, or is in
 * the standard alphabet, is decoded, too. */
ACA_API ACA_NODISCARD aca_status aca_base64url_decode(const char *text, unsigned char **bytes, size_t *length);
ACA_API ACA_NODISCARD aca_status aca_base64url_encode(const void *bytes, size_t length, char **text);

#ifdef __cplusplus
}
#endif

#endif
