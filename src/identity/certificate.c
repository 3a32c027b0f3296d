#include "certificate.h"

#ifndef ACA_HAS_OPENSSL

const char *const aca__certificate_lack =
    "this libaca was built without OpenSSL, which signs; build it with -DACA_OPENSSL=ON";

aca_status aca__certificate_read(const void *data, size_t length, const char *password, aca__certificate **certificate,
                                 const char **fault)
{
  (void)data, (void)length, (void)password, (void)certificate;
  *fault = aca__certificate_lack;
  return ACA_ERROR_ARGUMENT;
}

void aca__certificate_free(aca__certificate *certificate)
{
  (void)certificate;
}

bool aca__certificate_digest(const aca__certificate *certificate, unsigned char digest[ACA__SHA256_SIZE])
{
  (void)certificate, (void)digest;
  return false;
}

bool aca__certificate_der(const aca__certificate *certificate, size_t index, aca__buffer *der)
{
  (void)certificate, (void)index, (void)der;
  return false;
}

size_t aca__certificate_count(const aca__certificate *certificate)
{
  (void)certificate;
  return 0;
}

bool aca__certificate_sign(const aca__certificate *certificate, const char *text, size_t length, aca__buffer *signature)
{
  (void)certificate, (void)text, (void)length, (void)signature;
  return false;
}

#else

#include <limits.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

const char *const aca__certificate_lack = NULL;

enum { FEWEST_BITS = 2048 }; /* RFC 7518, 3.5 */

struct aca__certificate {
  EVP_PKEY *key;
  STACK_OF(X509) *certificates; /* the key's first */
  const char *password;         /* while reading; or NULL */
  const char *fault;            /* the same; constant */
};

static const char wrong_password[] = "password: does not open the private key",
                  needed_password[] = "password: needed, since the private key is encrypted";

/* ---- reading ---- */

/* A failure that OpenSSL's errors may know more of. They are forgotten. */
static aca_status fail(aca__certificate *c, const char *fault)
{
  aca_status status = ACA_ERROR_ARGUMENT;
  c->fault = fault;
  for (unsigned long error; (error = ERR_get_error()) != 0;) {
    if (ERR_GET_REASON(error) == ERR_R_MALLOC_FAILURE)
      status = ACA_ERROR_MEMORY;
#ifdef ERR_R_UNSUPPORTED
    if (ERR_GET_LIB(error) == ERR_LIB_EVP && ERR_GET_REASON(error) == ERR_R_UNSUPPORTED)
      c->fault = "encrypted in a way that OpenSSL has given up, such as RC2; export it again, with AES";
#endif
  }
  return status;
}

/* Takes over the key; NULL is one that could not be read, for the reason given. */
static aca_status add_key(aca__certificate *c, EVP_PKEY *key, const char *fault)
{
  if (key == NULL)
    return fail(c, fault);
  if (c->key != NULL) {
    EVP_PKEY_free(key);
    return fail(c, "more than one private key");
  }
  c->key = key;
  return ACA_OK;
}

/* Takes over the certificate; NULL is one that could not be read. */
static aca_status add_certificate(aca__certificate *c, X509 *certificate)
{
  if (certificate == NULL)
    return fail(c, "a certificate in it cannot be read");
  if (sk_X509_push(c->certificates, certificate) > 0)
    return ACA_OK;
  X509_free(certificate);
  return ACA_ERROR_MEMORY;
}

/* Takes over the key that was encrypted. */
static aca_status add_decrypted(aca__certificate *c, PKCS8_PRIV_KEY_INFO *info)
{
  if (info == NULL)
    return fail(c, c->password != NULL ? wrong_password : needed_password);
  EVP_PKEY *key = EVP_PKCS82PKEY(info);
  PKCS8_PRIV_KEY_INFO_free(info);
  return add_key(c, key, "the private key cannot be read");
}

/* ---- PEM ---- */

static int give_password(char *to, int size, int writes, void *password)
{
  (void)writes;
  int length = 0;
  for (const char *c = password; *c != '\0'; c++) {
    if (length >= size)
      return -1;
    to[length++] = *c;
  }
  return length;
}

static aca_status read_encrypted_key(aca__certificate *c, const unsigned char *der, long length)
{
  if (c->password == NULL)
    return fail(c, needed_password);
  X509_SIG *sealed = d2i_X509_SIG(NULL, &der, length);
  if (sealed == NULL)
    return fail(c, "the private key cannot be read");
  PKCS8_PRIV_KEY_INFO *info = PKCS8_decrypt(sealed, c->password, -1);
  X509_SIG_free(sealed);
  return add_decrypted(c, info);
}

/* A key whose encryption, if any, the PEM header tells of. */
static aca_status read_key(aca__certificate *c, char *header, unsigned char *der, long length)
{
  EVP_CIPHER_INFO cipher;
  if (!PEM_get_EVP_CIPHER_INFO(header, &cipher))
    return fail(c, "the private key is encrypted in a way that OpenSSL does not know");
  if (cipher.cipher != NULL && c->password == NULL)
    return fail(c, needed_password);
  if (!PEM_do_header(&cipher, der, &length, give_password, (void *)c->password))
    return fail(c, wrong_password);
  const unsigned char *at = der;
  return add_key(c, d2i_AutoPrivateKey(NULL, &at, length),
                 cipher.cipher != NULL ? wrong_password : "the private key cannot be read");
}

static aca_status read_block(aca__certificate *c, const char *name, char *header, unsigned char *der, long length)
{
  static const char key[] = "PRIVATE KEY";
  const unsigned char *at = der;
  size_t size = strlen(name);
  if (strcmp(name, PEM_STRING_X509) == 0 || strcmp(name, PEM_STRING_X509_OLD) == 0)
    return add_certificate(c, d2i_X509(NULL, &at, length));
  if (strcmp(name, PEM_STRING_PKCS8) == 0)
    return read_encrypted_key(c, der, length);
  if (size < sizeof key - 1 || strcmp(name + size - (sizeof key - 1), key) != 0)
    return ACA_OK;
  return read_key(c, header, der, length);
}

static aca_status read_pem(aca__certificate *c, BIO *text)
{
  aca_status status = ACA_OK;
  while (status == ACA_OK) {
    char *name = NULL, *header = NULL;
    unsigned char *der = NULL;
    long length = 0;
    if (!PEM_read_bio_ex(text, &name, &header, &der, &length, PEM_FLAG_SECURE | PEM_FLAG_EAY_COMPATIBLE))
      return ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE ? ACA_OK : fail(c, "its PEM is damaged");
    status = read_block(c, name, header, der, length);
    OPENSSL_secure_free(name);
    OPENSSL_secure_free(header);
    OPENSSL_secure_clear_free(der, (size_t)length);
  }
  return status;
}

/* ---- PKCS#12 ---- */

static aca_status read_bags(aca__certificate *c, const STACK_OF(PKCS12_SAFEBAG) *bags);

static aca_status read_bag(aca__certificate *c, PKCS12_SAFEBAG *bag)
{
  switch (PKCS12_SAFEBAG_get_nid(bag)) {
  case NID_keyBag:
    return add_key(c, EVP_PKCS82PKEY(PKCS12_SAFEBAG_get0_p8inf(bag)), "the private key cannot be read");
  case NID_pkcs8ShroudedKeyBag: return add_decrypted(c, PKCS12_decrypt_skey(bag, c->password, -1));
  case NID_certBag:
    return PKCS12_SAFEBAG_get_bag_nid(bag) != NID_x509Certificate ? ACA_OK
                                                                   : add_certificate(c, PKCS12_SAFEBAG_get1_cert(bag));
  case NID_safeContentsBag: return read_bags(c, PKCS12_SAFEBAG_get0_safes(bag));
  default: return ACA_OK;
  }
}

static aca_status read_bags(aca__certificate *c, const STACK_OF(PKCS12_SAFEBAG) *bags)
{
  aca_status status = ACA_OK;
  for (int i = 0; status == ACA_OK && i < sk_PKCS12_SAFEBAG_num(bags); i++)
    status = read_bag(c, sk_PKCS12_SAFEBAG_value(bags, i));
  return status;
}

static aca_status read_safe(aca__certificate *c, PKCS7 *safe)
{
  STACK_OF(PKCS12_SAFEBAG) *bags = NULL;
  if (PKCS7_type_is_data(safe))
    bags = PKCS12_unpack_p7data(safe);
  else if (PKCS7_type_is_encrypted(safe))
    bags = PKCS12_unpack_p7encdata(safe, c->password, -1);
  else
    return fail(c, "its PKCS#12 is protected by a key; one that is protected by a password is expected");
  if (bags == NULL)
    return fail(c, c->password != NULL ? wrong_password : needed_password);
  aca_status status = read_bags(c, bags);
  sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
  return status;
}

/* "No password" has two forms in PKCS#12. */
static aca_status check_password(aca__certificate *c, PKCS12 *file)
{
  if (!PKCS12_mac_present(file) || PKCS12_verify_mac(file, c->password, -1))
    return ACA_OK;
  if (c->password != NULL)
    return fail(c, "password: does not open the PKCS#12 file");
  c->password = "";
  return PKCS12_verify_mac(file, "", 0) ? ACA_OK : fail(c, "password: needed for the PKCS#12 file");
}

static aca_status read_pkcs12(aca__certificate *c, const unsigned char *der, long length)
{
  PKCS12 *file = d2i_PKCS12(NULL, &der, length);
  if (file == NULL)
    return fail(c, "neither PEM nor PKCS#12");
  aca_status status = check_password(c, file);
  STACK_OF(PKCS7) *safes = status == ACA_OK ? PKCS12_unpack_authsafes(file) : NULL;
  if (status == ACA_OK && safes == NULL)
    status = fail(c, "its PKCS#12 is damaged");
  for (int i = 0; status == ACA_OK && i < sk_PKCS7_num(safes); i++)
    status = read_safe(c, sk_PKCS7_value(safes, i));
  sk_PKCS7_pop_free(safes, PKCS7_free);
  PKCS12_free(file);
  return status;
}

/* ---- both ---- */

/* Puts the key's certificate first. */
static aca_status find_own(aca__certificate *c)
{
  for (int i = 0; i < sk_X509_num(c->certificates); i++)
    if (X509_check_private_key(sk_X509_value(c->certificates, i), c->key) == 1) {
      X509 *own = sk_X509_delete(c->certificates, i);
      if (sk_X509_unshift(c->certificates, own) > 0)
        return ACA_OK;
      X509_free(own);
      return ACA_ERROR_MEMORY;
    }
  return fail(c, "the private key belongs to none of its certificates");
}

static aca_status check(aca__certificate *c)
{
  if (c->key == NULL)
    return fail(c, "no private key in it");
  if (sk_X509_num(c->certificates) == 0)
    return fail(c, "no certificate in it");
  if (EVP_PKEY_base_id(c->key) != EVP_PKEY_RSA)
    return fail(c, "the private key is not one of RSA");
  if (EVP_PKEY_bits(c->key) < FEWEST_BITS)
    return fail(c, "the private key has fewer than 2048 bits");
  return find_own(c);
}

static aca_status read_any(aca__certificate *c, const void *data, size_t length)
{
  static const char begin[] = "-----BEGIN ";
  if (length > INT_MAX)
    return fail(c, "too large");
  c->certificates = sk_X509_new_null();
  if (c->certificates == NULL)
    return ACA_ERROR_MEMORY;
  if (memmem(data, length, begin, sizeof begin - 1) == NULL)
    return read_pkcs12(c, data, (long)length);
  BIO *text = BIO_new_mem_buf(data, (int)length);
  if (text == NULL)
    return ACA_ERROR_MEMORY;
  aca_status status = read_pem(c, text);
  BIO_free(text);
  return status;
}

aca_status aca__certificate_read(const void *data, size_t length, const char *password, aca__certificate **certificate,
                                 const char **fault)
{
  aca__certificate *c = calloc(1, sizeof *c);
  if (c == NULL)
    return ACA_ERROR_MEMORY;
  ERR_clear_error();
  c->password = password != NULL && *password != '\0' ? password : NULL;
  aca_status status = read_any(c, data, length);
  if (status == ACA_OK)
    status = check(c);
  ERR_clear_error();
  *fault = c->fault;
  c->password = c->fault = NULL;
  if (status == ACA_OK)
    *certificate = c;
  else
    aca__certificate_free(c);
  return status;
}

void aca__certificate_free(aca__certificate *certificate)
{
  if (certificate == NULL)
    return;
  EVP_PKEY_free(certificate->key);
  sk_X509_pop_free(certificate->certificates, X509_free);
  free(certificate);
}

/* ---- using ---- */

bool aca__certificate_digest(const aca__certificate *certificate, unsigned char digest[ACA__SHA256_SIZE])
{
  bool done = X509_digest(sk_X509_value(certificate->certificates, 0), EVP_sha256(), digest, NULL);
  ERR_clear_error();
  return done;
}

size_t aca__certificate_count(const aca__certificate *certificate)
{
  return (size_t)sk_X509_num(certificate->certificates);
}

bool aca__certificate_der(const aca__certificate *certificate, size_t index, aca__buffer *der)
{
  unsigned char *bytes = NULL;
  int length = i2d_X509(sk_X509_value(certificate->certificates, (int)index), &bytes);
  if (length > 0)
    aca__buffer_add(der, bytes, (size_t)length);
  OPENSSL_free(bytes);
  ERR_clear_error();
  return length > 0 && !der->failed;
}

static bool sign(EVP_MD_CTX *context, EVP_PKEY *key, const char *text, size_t length, aca__buffer *signature)
{
  EVP_PKEY_CTX *scheme; /* of the context */
  size_t size = (size_t)EVP_PKEY_size(key);
  unsigned char *bytes = malloc(size);
  bool done = bytes != NULL && EVP_DigestSignInit(context, &scheme, EVP_sha256(), NULL, key) > 0 &&
              EVP_PKEY_CTX_set_rsa_padding(scheme, RSA_PKCS1_PSS_PADDING) > 0 &&
              EVP_PKEY_CTX_set_rsa_pss_saltlen(scheme, RSA_PSS_SALTLEN_DIGEST) > 0 &&
              EVP_DigestSign(context, bytes, &size, (const unsigned char *)text, length) > 0;
  if (done)
    aca__buffer_add(signature, bytes, size);
  if (bytes != NULL)
    aca__wipe(bytes, (size_t)EVP_PKEY_size(key));
  free(bytes);
  return done && !signature->failed;
}

bool aca__certificate_sign(const aca__certificate *certificate, const char *text, size_t length, aca__buffer *signature)
{
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  bool done = context != NULL && sign(context, certificate->key, text, length, signature);
  EVP_MD_CTX_free(context);
  ERR_clear_error();
  return done;
}

#endif
