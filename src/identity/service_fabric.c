/* Service Fabric: https with a certificate that nobody vouches for, but whose fingerprint the environment has. */
#include "hosts.h"

static const char what[] = "Service Fabric";

#ifdef ACA_HAS_OPENSSL

#include <curl/curl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { CONNECT_TIMEOUT_MS = 10000 };

/* ---- who is there ---- */

static int on_progress(void *data, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
  (void)a, (void)b, (void)c, (void)d;
  const aca__ask *ask = data;
  return ask->cancel != NULL && ask->cancel(ask->cancel_data);
}

/* The certificate in what libcurl says of a connection. */
static X509 *read_certificate(const struct curl_certinfo *chain)
{
  static const char label[] = "Cert:";
  X509 *certificate = NULL;
  for (struct curl_slist *line = chain->num_of_certs > 0 ? chain->certinfo[0] : NULL; line != NULL; line = line->next)
    if (strncmp(line->data, label, sizeof label - 1) == 0) {
      BIO *text = BIO_new_mem_buf(line->data + sizeof label - 1, -1);
      certificate = text != NULL ? PEM_read_bio_X509(text, NULL, NULL, NULL) : NULL;
      BIO_free(text);
      break;
    }
  return certificate;
}

/* The certificate that the server shows, before anything is sent to it; NULL when there is none. */
static X509 *peer_certificate(const char *url, const aca__ask *ask)
{
  struct curl_certinfo *chain = NULL;
  X509 *certificate = NULL;
  CURL *easy = curl_easy_init();
  if (easy == NULL)
    return NULL;
  curl_easy_setopt(easy, CURLOPT_URL, url);
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "https");
  curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
  curl_easy_setopt(easy, CURLOPT_CERTINFO, 1L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)CONNECT_TIMEOUT_MS);
  curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, on_progress);
  curl_easy_setopt(easy, CURLOPT_XFERINFODATA, ask);
  if (curl_easy_perform(easy) == CURLE_OK && curl_easy_getinfo(easy, CURLINFO_CERTINFO, &chain) == CURLE_OK && chain != NULL)
    certificate = read_certificate(chain);
  curl_easy_cleanup(easy);
  return certificate;
}

/* SHA-1 in hexadecimal digits, which is what a thumbprint is. */
static bool has_thumbprint(X509 *certificate, const char *thumbprint)
{
  unsigned char digest[EVP_MAX_MD_SIZE];
  char text[2 * EVP_MAX_MD_SIZE + 1] = "";
  unsigned length = 0;
  if (X509_digest(certificate, EVP_sha1(), digest, &length) != 1)
    return false;
  for (size_t i = 0; i < length; i++)
    snprintf(text + 2 * i, 3, "%02X", digest[i]);
  return strcasecmp(text, thumbprint) == 0;
}

/* "sha256//..." of its public key, to hold the next connection to. False when out of memory. */
static bool add_pin(X509 *certificate, aca__buffer *pin)
{
  unsigned char digest[EVP_MAX_MD_SIZE], *der = NULL;
  unsigned char text[4 * ((EVP_MAX_MD_SIZE + 2) / 3) + 1];
  unsigned size = 0;
  int length = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
  bool good = length > 0 && EVP_Digest(der, (size_t)length, digest, &size, EVP_sha256(), NULL) == 1;
  if (good) {
    EVP_EncodeBlock(text, digest, (int)size);
    aca__buffer_text(pin, "sha256//");
    aca__buffer_text(pin, (const char *)text);
  }
  OPENSSL_free(der);
  return good && !pin->failed;
}

/* ---- the token ---- */

static aca_status ask_pinned(const aca__host_call *call, const char *endpoint, const char *pin)
{
  aca__host_call pinned = *call;
  pinned.transport = aca__transport_curl_new(&(aca__transport_options){.user_agent = "libaca",
                                                                       .proxy = "", /* none */
                                                                       .insecure_skip_verify = true,
                                                                       .pinned_public_key = pin,
                                                                       .connect_timeout_ms = CONNECT_TIMEOUT_MS});
  if (pinned.transport == NULL)
    return ACA_ERROR_MEMORY;
  aca_status status = aca__host_ask(&pinned, &(aca__host_get){.what = what,
                                                              .endpoint = endpoint,
                                                              .api_version = "2019-07-01-preview",
                                                              .header = "Secret",
                                                              .value = aca__environment("IDENTITY_HEADER"),
                                                              .retry = &aca__host_retry});
  pinned.transport->free(pinned.transport);
  return status;
}

aca_status aca__ask_service_fabric(const aca__host_call *call)
{
  aca__buffer pin = {0};
  const char *endpoint = aca__environment("IDENTITY_ENDPOINT");
  const char *thumbprint = aca__environment("IDENTITY_SERVER_THUMBPRINT");
  if (call->id != NULL)
    return aca__token_refused(call->token, "%s: takes no %s; the identity is chosen in the application's manifest", what,
                              call->id_member);
  if (strncmp(endpoint, "https://", 8) != 0)
    return aca__token_refused(call->token, "%s: IDENTITY_ENDPOINT is no https URL", what);
  X509 *certificate = peer_certificate(endpoint, call->ask);
  aca_status status = ACA_OK;
  if (certificate == NULL)
    status = aca__token_refused(call->token, "%s: its endpoint does not answer", what);
  else if (!has_thumbprint(certificate, thumbprint))
    status = aca__token_refused(call->token, "%s: the certificate is not that of IDENTITY_SERVER_THUMBPRINT", what);
  else if (!add_pin(certificate, &pin))
    status = ACA_ERROR_MEMORY;
  X509_free(certificate);
  if (status == ACA_OK)
    status = ask_pinned(call, endpoint, pin.data);
  aca__buffer_free(&pin);
  return status;
}

#else

aca_status aca__ask_service_fabric(const aca__host_call *call)
{
  return aca__token_refused(call->token, "%s: this build of the library has no libcrypto, which checks the certificate", what);
}

#endif
