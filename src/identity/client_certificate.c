/* An application with a certificate: it signs a JWT anew for each token request. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "aca/base64.h"
#include "certificate.h"
#include "entra.h"
#include "file.h"
#include "uuid.h"

static const char name[] = "client certificate";

enum { LARGEST = 1024 * 1024, LIFE_S = 10 * 60 };

typedef struct client_certificate {
  aca__source base;
  aca__entra entra;
  aca__certificate *certificate;
  aca__buffer header; /* of each JWT, encoded */
} client_certificate;

/* ---- the JWT ---- */

/* Appends base64 of the URL-safe kind, without padding (RFC 7515, 2). */
static void add_encoded(aca__buffer *out, const void *bytes, size_t length)
{
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const unsigned char *in = bytes;
  for (size_t i = 0; i < length; i += 3) {
    size_t left = length - i;
    unsigned bits = (unsigned)in[i] << 16 | (left > 1 ? (unsigned)in[i + 1] << 8 : 0) | (left > 2 ? in[i + 2] : 0);
    const char four[] = {digits[bits >> 18], digits[bits >> 12 & 63], digits[bits >> 6 & 63], digits[bits & 63]};
    aca__buffer_add(out, four, left > 2 ? 4 : left + 1);
  }
}

static void write_text(aca__writer *writer, const char *member, const char *text)
{
  aca__write_member(writer, member);
  aca__write_string(writer, text);
}

static void write_time(aca__writer *writer, const char *member, int64_t seconds)
{
  aca__write_member(writer, member);
  aca__write_int64(writer, seconds);
}

/* False when out of memory; or it is on the writer's buffer. */
static bool write_chain(aca__writer *writer, const aca__certificate *certificate)
{
  bool good = true;
  aca__write_member(writer, "x5c");
  aca__write_open(writer, '[');
  for (size_t i = 0; good && i < aca__certificate_count(certificate); i++) {
    aca__buffer der = {0};
    char *text = NULL;
    good = aca__certificate_der(certificate, i, &der) && aca_base64_encode(der.data, der.length, &text) == ACA_OK;
    aca__write_element(writer);
    if (good)
      aca__write_string(writer, text);
    free(text);
    aca__buffer_free(&der);
  }
  aca__write_close(writer, ']');
  return good;
}

/* False when out of memory. */
static bool make_header(client_certificate *c, bool send_chain)
{
  unsigned char digest[ACA__SHA256_SIZE];
  aca__buffer json = {0}, thumbprint = {0};
  aca__writer writer = {.out = &json};
  bool good = aca__certificate_digest(c->certificate, digest);
  if (good)
    add_encoded(&thumbprint, digest, sizeof digest);
  good = good && !thumbprint.failed;
  aca__write_open(&writer, '{');
  write_text(&writer, "alg", "PS256");
  write_text(&writer, "typ", "JWT");
  if (good)
    write_text(&writer, "x5t#S256", thumbprint.data);
  if (good && send_chain)
    good = write_chain(&writer, c->certificate);
  aca__write_close(&writer, '}');
  add_encoded(&c->header, json.data, json.length);
  good = good && !json.failed && !c->header.failed;
  aca__buffer_free(&json);
  aca__buffer_free(&thumbprint);
  return good;
}

static void write_claims(aca__buffer *out, const char *client_id, const char *audience, const char *id)
{
  aca__writer writer = {.out = out};
  int64_t now = aca__clock().unix_s;
  aca__write_open(&writer, '{');
  write_text(&writer, "aud", audience);
  write_text(&writer, "iss", client_id);
  write_text(&writer, "sub", client_id);
  write_text(&writer, "jti", id);
  write_time(&writer, "iat", now);
  write_time(&writer, "nbf", now);
  write_time(&writer, "exp", now + LIFE_S);
  aca__write_close(&writer, '}');
}

/* False when out of memory. */
static bool make_jwt(const client_certificate *c, const char *audience, const char *id, aca__buffer *jwt)
{
  aca__buffer claims = {0}, signature = {.secret = true};
  write_claims(&claims, c->entra.client_id, audience, id);
  aca__buffer_add(jwt, c->header.data, c->header.length);
  aca__buffer_char(jwt, '.');
  add_encoded(jwt, claims.data, claims.length);
  bool good = !claims.failed && !jwt->failed &&
              aca__certificate_sign(c->certificate, jwt->data, jwt->length, &signature);
  aca__buffer_char(jwt, '.');
  add_encoded(jwt, signature.data, signature.length);
  aca__buffer_free(&claims);
  aca__buffer_free(&signature);
  return good && !jwt->failed;
}

/* ---- the source ---- */

static aca_status get(aca__source *self, const aca__ask *ask, aca_token *token)
{
  const client_certificate *c = (const client_certificate *)self;
  char id[ACA__UUID_SIZE];
  aca__buffer url = {0}, jwt = {.secret = true};
  if (!aca__uuid(id))
    return aca__token_refused(token, "the system has no random numbers");
  aca__entra_url(&c->entra, ask, "token", &url);
  aca_status status = ACA_ERROR_MEMORY;
  if (!url.failed && make_jwt(c, url.data, id, &jwt))
    status = aca__entra_assert(&c->entra, ask, jwt.data, token);
  aca__buffer_free(&url);
  aca__buffer_free(&jwt);
  return status;
}

static void client_certificate_free(aca__source *self)
{
  client_certificate *c = (client_certificate *)self;
  aca__entra_end(&c->entra);
  aca__certificate_free(c->certificate);
  aca__buffer_free(&c->header);
  free(c);
}

/* ---- the constructor ---- */

static const char *options_fault(const aca_client_certificate_options *o)
{
  const char *fault = aca__application_fault(o->tenant_id, o->client_id, &o->entra);
  if (fault != NULL)
    return fault;
  if (aca__certificate_lack != NULL)
    return aca__certificate_lack;
  if (o->path == NULL && o->data == NULL)
    return "path or data: needed";
  if (o->path != NULL && o->data != NULL)
    return "path and data: one of them is expected";
  return o->data != NULL && o->data_length > LARGEST ? "data: larger than 1048576 bytes" : NULL;
}

/* ACA_OK, ACA_ERROR_MEMORY, or the token is refused. */
static aca_status read_certificate(const aca_client_certificate_options *o, aca__certificate **certificate,
                                   aca_token *token)
{
  aca__buffer content = {.secret = true};
  const char *fault = NULL, *what = o->path != NULL ? o->path : "data";
  aca_status status = o->path != NULL ? aca__file_read("path", o->path, LARGEST, &content, token) : ACA_OK;
  if (status == ACA_OK)
    status = aca__certificate_read(o->data != NULL ? o->data : content.data,
                                   o->data != NULL ? o->data_length : content.length, o->password, certificate, &fault);
  if (status == ACA_ERROR_ARGUMENT)
    status = aca__token_refused(token, "%s: %s", what, fault);
  aca__buffer_free(&content);
  return status;
}

static aca_credential *give_up(aca_status status, const aca_token *why)
{
  return status != ACA_ERROR_MEMORY && why->error != NULL ? aca__credential_faulty(name, false, "%s", why->error)
                                                          : aca__credential_of(NULL);
}

aca_credential *aca_credential_client_certificate(const aca_client_certificate_options *options)
{
  static const aca_client_certificate_options none;
  const aca_client_certificate_options *o = options != NULL ? options : &none;
  const char *fault = options_fault(o);
  if (fault != NULL)
    return aca__credential_faulty(name, false, "%s", fault);
  aca__certificate *certificate = NULL;
  aca_token why = {0};
  aca_status status = read_certificate(o, &certificate, &why);
  if (status != ACA_OK) {
    aca_credential *faulty = give_up(status, &why);
    aca__token_clear(&why);
    return faulty;
  }
  client_certificate *c = calloc(1, sizeof *c);
  if (c == NULL) {
    aca__certificate_free(certificate);
    return aca__credential_of(NULL);
  }
  c->base = (aca__source){.name = name, .get = get, .free = client_certificate_free};
  c->certificate = certificate;
  if (aca__entra_begin(&c->entra, o->tenant_id, o->client_id, &o->entra) && make_header(c, o->send_chain))
    return aca__credential_of(&c->base);
  client_certificate_free(&c->base);
  return aca__credential_of(NULL);
}
