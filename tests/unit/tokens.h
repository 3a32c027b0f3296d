/* What the tests of credentials share: the time that they set, and a source that does as it is told. To be linked with
 * --wrap=aca__clock. */
#ifndef TOKENS_H
#define TOKENS_H

#include <stdatomic.h>
#include <string.h>

#include "credential.h"
#include "help.h"

enum { NOW = 1000000, FIVE_MINUTES = 300 };

static _Atomic int64_t now_s = NOW;

aca__now __real_aca__clock(void);
aca__now __wrap_aca__clock(void);

aca__now __wrap_aca__clock(void)
{
  return (aca__now){.ms = __real_aca__clock().ms, .unix_s = now_s};
}

/* A source of tokens that does as it is told. */
typedef struct teller {
  const char *token; /* NULL: none is set */
  int64_t expires_on;
  int64_t refresh_on;
  const char *error; /* set instead of the token */
  aca_status status; /* what it returns */
  bool slow;
  int asked;
  int released;
  int inside;
  bool crowded; /* asked while it was asked */
  char scope[64];
  char authority_host[64];
  char claims[64];
} teller;

static aca_status give(const aca_token_request *request, aca_token *token, void *data)
{
  teller *s = data;
  s->crowded = s->crowded || s->inside != 0;
  s->inside++;
  s->asked++;
  if (s->slow)
    aca__sleep(30);
  strncpy(s->scope, request->scope, sizeof s->scope - 1);
  strncpy(s->authority_host, request->authority_host != NULL ? request->authority_host : "", sizeof s->authority_host - 1);
  strncpy(s->claims, request->claims != NULL ? request->claims : "", sizeof s->claims - 1);
  if (s->error != NULL)
    aca_token_set_error(token, s->error);
  else if (s->token != NULL)
    (void)aca_token_set(token, s->token, s->expires_on);
  if (s->refresh_on != 0)
    aca_token_set_refresh(token, s->refresh_on);
  s->inside--;
  return s->status;
}

static inline void let_go(void *data)
{
  ((teller *)data)->released++;
}

static inline aca_status get(aca_credential *credential, const aca__token_want *want, aca__buffer *out, aca__arena *arena,
                      const char **said)
{
  aca__buffer_text(out, "Bearer ");
  return aca__credential_get(credential, want, out, NULL, arena, said);
}

/* Gets a token and compares it; NULL: there must be none, for the reason in `message`. */
static inline void assert_wanted(aca_credential *credential, const aca__token_want *want, int64_t now, const char *token,
                          const char *message)
{
  aca__buffer out = {0};
  aca__arena arena = {0};
  const char *said = NULL;
  now_s = now;
  aca_status status = get(credential, want, &out, &arena, &said);
  if (token != NULL) {
    assert_int_equal(status, ACA_OK);
    assert_string_equal(out.data + 7, token);
  } else {
    assert_int_equal(status, ACA_ERROR_AUTHENTICATION);
    assert_string_equal(out.data, "Bearer ");
    assert_string_equal(said, message);
  }
  aca__buffer_free(&out);
  aca__arena_free(&arena);
}

static inline aca__token_want want_for(const char *scope)
{
  return (aca__token_want){.ask = {.wanted = {.scope = scope}, .deadline = ACA__NEVER}};
}

static inline void assert_token(aca_credential *credential, const char *scope, int64_t now, const char *token,
                         const char *message)
{
  const aca__token_want want = want_for(scope);
  assert_wanted(credential, &want, now, token, message);
}

#endif
