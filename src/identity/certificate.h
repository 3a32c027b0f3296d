/* A certificate with its key, and what OpenSSL's libcrypto does with them. */
#ifndef ACA_CERTIFICATE_H
#define ACA_CERTIFICATE_H

#include <stdbool.h>
#include <stddef.h>

#include "aca/status.h"
#include "buffer.h"

enum { ACA__SHA256_SIZE = 32 };

typedef struct aca__certificate aca__certificate;

/* Why this build can have none, or NULL. */
extern const char *const aca__certificate_lack;

/* Reads PEM or PKCS#12, which must have one RSA key, and a certificate of it. `password` may be NULL. ACA_OK: to be freed
 * with aca__certificate_free(). ACA_ERROR_MEMORY, or ACA_ERROR_ARGUMENT: `*fault`, constant, says what is wrong. */
aca_status aca__certificate_read(const void *data, size_t length, const char *password, aca__certificate **certificate,
                                 const char **fault);
void aca__certificate_free(aca__certificate *certificate); /* NULL is fine */

/* Of the key's certificate. False when out of memory; so are the next two. */
bool aca__certificate_digest(const aca__certificate *certificate, unsigned char digest[ACA__SHA256_SIZE]);

/* Appends the certificate at `index`, the key's being the first, as DER. */
bool aca__certificate_der(const aca__certificate *certificate, size_t index, aca__buffer *der);
size_t aca__certificate_count(const aca__certificate *certificate);

/* Appends the key's signature of the text: RSASSA-PSS with SHA-256, which JWTs call PS256. */
bool aca__certificate_sign(const aca__certificate *certificate, const char *text, size_t length,
                           aca__buffer *signature);

#endif
