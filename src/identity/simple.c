/* Tokens that the program has itself. */
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "source.h"

/* ---- one and the same ---- */

typedef struct fixed {
  aca__source base;
  char *text; /* or NULL, which is refused when used */
} fixed;

static aca_status give(aca__source *self, const aca__ask *ask, aca_token *token)
{
  (void)ask;
  return aca_token_set(token, ((fixed *)self)->text, INT64_MAX);
}

static void fixed_free(aca__source *self)
{
  fixed *f = (fixed *)self;
  if (f->text != NULL)
    aca__wipe(f->text, strlen(f->text));
  free(f->text);
  free(f);
}

aca_credential *aca_credential_token(const char *access_token)
{
  fixed *f = calloc(1, sizeof *f);
  if (f == NULL)
    return aca__credential_of(NULL);
  f->base = (aca__source){.name = "fixed token", .get = give, .free = fixed_free, .prompt = true};
  f->text = access_token != NULL ? strdup(access_token) : NULL;
  if (f->text != NULL || access_token == NULL)
    return aca__credential_of(&f->base);
  fixed_free(&f->base);
  return aca__credential_of(NULL);
}

/* ---- by callback ---- */

typedef struct callback {
  aca__source base;
  aca_token_callback ask;
  void *user_data;
  void (*release)(void *user_data);
} callback;

static aca_status call(aca__source *self, const aca__ask *ask, aca_token *token)
{
  const callback *c = (const callback *)self;
  return c->ask(&ask->wanted, token, c->user_data);
}

static void callback_free(aca__source *self)
{
  const callback *c = (const callback *)self;
  if (c->release != NULL)
    c->release(c->user_data);
  free(self);
}

aca_credential *aca_credential_callback(aca_token_callback ask, void *user_data, void (*release)(void *user_data))
{
  callback *c = ask != NULL ? calloc(1, sizeof *c) : NULL;
  if (c != NULL) {
    *c = (callback){{.name = "callback", .get = call, .free = callback_free}, ask, user_data, release};
    return aca__credential_of(&c->base);
  }
  if (release != NULL)
    release(user_data);
  return ask != NULL ? aca__credential_of(NULL) : aca__credential_faulty("callback", false, "NULL");
}
