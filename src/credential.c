#include "credential.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* A token is asked for again this long before it ends. */
enum { REFRESH_BEFORE_S = 5 * 60 };

struct aca_token {
  char *text;
  int64_t expires_on;
  char *error;
};

struct aca_credential {
  atomic_int references;
  aca_token_callback callback; /* NULL: the token is fixed */
  void *user_data;
  void (*release)(void *user_data);
  pthread_mutex_t lock; /* over what follows */
  aca_token token;
  char *scope; /* what the token is for */
};

static void wipe_text(char **text)
{
  if (*text != NULL)
    aca__wipe(*text, strlen(*text));
  free(*text);
  *text = NULL;
}

static void clear(aca_token *token)
{
  wipe_text(&token->text);
  free(token->error);
  *token = (aca_token){0};
}

static aca_credential *credential_new(void)
{
  aca_credential *credential = calloc(1, sizeof *credential);
  if (credential == NULL || pthread_mutex_init(&credential->lock, NULL) != 0) {
    free(credential);
    return NULL;
  }
  atomic_init(&credential->references, 1);
  return credential;
}

aca_credential *aca_credential_token(const char *access_token)
{
  aca_credential *credential = credential_new();
  if (credential == NULL || aca_token_set(&credential->token, access_token, 0) != ACA_ERROR_MEMORY)
    return credential;
  aca_credential_release(credential);
  return NULL;
}

aca_credential *aca_credential_callback(aca_token_callback callback, void *user_data,
                                        void (*release)(void *user_data))
{
  aca_credential *credential = credential_new();
  if (credential == NULL)
    return NULL;
  credential->callback = callback;
  credential->user_data = user_data;
  credential->release = release;
  return credential;
}

aca_credential *aca_credential_retain(aca_credential *credential)
{
  if (credential != NULL)
    atomic_fetch_add(&credential->references, 1);
  return credential;
}

void aca_credential_release(aca_credential *credential)
{
  if (credential == NULL || atomic_fetch_sub(&credential->references, 1) > 1)
    return;
  if (credential->release != NULL)
    credential->release(credential->user_data);
  clear(&credential->token);
  free(credential->scope);
  pthread_mutex_destroy(&credential->lock);
  free(credential);
}

/* A token becomes part of a header line, so it must be visible ASCII. */
static const char *token_fault(const char *text)
{
  if (text == NULL || *text == '\0')
    return "the access token is empty";
  for (const char *c = text; *c != '\0'; c++)
    if (*c <= ' ' || *c > '~')
      return "the access token has a character that no token has";
  return NULL;
}

aca_status aca_token_set(aca_token *token, const char *access_token, int64_t expires_on)
{
  clear(token);
  const char *fault = token_fault(access_token);
  if (fault != NULL) {
    aca_token_set_error(token, fault);
    return ACA_ERROR_AUTHENTICATION;
  }
  token->text = strdup(access_token);
  token->expires_on = expires_on;
  return token->text != NULL ? ACA_OK : ACA_ERROR_MEMORY;
}

void aca_token_set_error(aca_token *token, const char *message)
{
  clear(token);
  token->error = message != NULL ? strdup(message) : NULL;
}

/* Whether the token that is kept will do. */
static bool usable(const aca_credential *credential, const char *scope, int64_t now)
{
  if (credential->callback == NULL)
    return credential->token.text != NULL;
  return credential->token.text != NULL && credential->scope != NULL && strcmp(credential->scope, scope) == 0 &&
         credential->token.expires_on > now + REFRESH_BEFORE_S;
}

static aca_status acquire(aca_credential *credential, const char *scope)
{
  clear(&credential->token);
  free(credential->scope);
  credential->scope = strdup(scope);
  if (credential->scope == NULL)
    return ACA_ERROR_MEMORY;
  aca_token_request request = {.scope = scope};
  aca_status status = credential->callback(&request, &credential->token, credential->user_data);
  if (status == ACA_OK && credential->token.text == NULL)
    status = ACA_ERROR_AUTHENTICATION;
  if (status != ACA_OK)
    wipe_text(&credential->token.text);
  return status == ACA_OK || status == ACA_ERROR_MEMORY ? status : ACA_ERROR_AUTHENTICATION;
}

aca_status aca__credential_get(aca_credential *credential, const char *scope, int64_t now, aca__buffer *out,
                               aca__arena *arena, const char **message)
{
  pthread_mutex_lock(&credential->lock);
  aca_status status = ACA_OK;
  if (!usable(credential, scope, now))
    status = credential->callback != NULL ? acquire(credential, scope) : ACA_ERROR_AUTHENTICATION;
  if (status == ACA_OK) {
    aca__buffer_text(out, credential->token.text);
    status = out->failed ? ACA_ERROR_MEMORY : ACA_OK;
  }
  if (status != ACA_OK) {
    const char *error = credential->token.error != NULL ? credential->token.error : aca_status_text(status);
    *message = status != ACA_ERROR_MEMORY ? aca__arena_format(arena, "%s", error) : NULL;
    if (*message == NULL) {
      status = ACA_ERROR_MEMORY;
      *message = aca_status_text(status);
    }
  }
  pthread_mutex_unlock(&credential->lock);
  return status;
}
