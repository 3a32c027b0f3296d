/* One credential after the other. */
#include <stdlib.h>
#include <strings.h>

#include "buffer.h"
#include "source.h"

typedef struct chain {
  aca__source base;
  aca_credential *chosen; /* one of the members, which had a token first */
  size_t count;
  aca_credential *members[];
} chain;

static aca_status ask_member(aca_credential *member, const aca__ask *ask, bool in_chain, aca_token *token)
{
  aca__ask of_member = *ask;
  of_member.in_chain = in_chain;
  return aca__credential_ask(member, &of_member, token);
}

static aca_status ask_chosen(const chain *c, const aca__ask *ask, aca_token *token)
{
  aca_status status = ask_member(c->chosen, ask, false, token);
  if (status == ACA_ERROR_AUTHENTICATION && token->source != NULL)
    aca__token_add_context(token, "%s", token->source);
  return status;
}

static void note(aca__buffer *said, const aca_token *token)
{
  if (said->length > 0)
    aca__buffer_text(said, "; ");
  if (token->source != NULL) { /* a chain has no name */
    aca__buffer_text(said, token->source);
    aca__buffer_text(said, ": ");
  }
  aca__buffer_text(said, token->error != NULL ? token->error : "it said nothing");
}

static aca_status get(aca__source *self, const aca__ask *ask, aca_token *token)
{
  chain *c = (chain *)self;
  aca__buffer said = {0};
  bool unavailable = true;
  aca_status status = ACA_ERROR_AUTHENTICATION;
  if (c->chosen != NULL)
    return ask_chosen(c, ask, token);
  for (size_t i = 0; i < c->count && status == ACA_ERROR_AUTHENTICATION && unavailable; i++) {
    status = ask_member(c->members[i], ask, ask->in_chain || c->count > 1, token);
    if (status == ACA_OK)
      c->chosen = c->members[i];
    if (status == ACA_ERROR_AUTHENTICATION)
      note(&said, token);
    unavailable = token->unavailable;
  }
  token->source = status == ACA_OK ? token->source : self->name;
  const char *text = said.data != NULL ? said.data : "it has no members";
  if (status == ACA_ERROR_AUTHENTICATION)
    unavailable ? aca__token_unavailable(token, "no credential is set up here: %s", text)
                : aca__token_refused(token, "%s", text);
  if (said.failed && status != ACA_OK)
    status = ACA_ERROR_MEMORY;
  aca__buffer_free(&said);
  return status;
}

static void chain_free(aca__source *self)
{
  chain *c = (chain *)self;
  for (size_t i = 0; i < c->count; i++)
    aca_credential_release(c->members[i]);
  free(c);
}

aca_credential *aca_credential_chain(aca_credential *const *credentials, size_t count)
{
  chain *c = calloc(1, sizeof *c + count * sizeof(void *));
  if (c != NULL) {
    c->base = (aca__source){.get = get, .free = chain_free};
    for (size_t i = 0; i < count; i++)
      if (credentials[i] != NULL)
        c->members[c->count++] = credentials[i];
    return aca__credential_of(&c->base);
  }
  for (size_t i = 0; i < count; i++)
    aca_credential_release(credentials[i]);
  return aca__credential_of(NULL);
}
