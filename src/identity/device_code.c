/* A person who signs in with a browser elsewhere. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "entra.h"
#include "response.h"

static const char name[] = "device code";

#define ANY_TENANT "organizations"
#define DEVELOPER_TOOLS "04b07795-8ddb-461a-bbee-02f9e1bf7b46"

/* A service that does not say how often to ask, or how long, means the usual; one that says too much of it is not
 * believed. Fractions of seconds count. */
enum { USUAL_INTERVAL_MS = 5000, LEAST_INTERVAL_MS = 20, MOST_INTERVAL_MS = 60000, SLOWER_MS = 5000 };
enum { USUAL_LIFE_MS = 15 * 60 * 1000, MOST_LIFE_MS = 24 * 60 * 60 * 1000 };

typedef struct device_code {
  aca__source base;
  aca__entra entra;
  aca_device_code_callback callback;
  void *user_data;
  void (*release)(void *user_data);
  char *refresh_token;  /* or NULL */
  char *refreshed_from; /* the URL that it came from, and goes to alone */
} device_code;

/* ---- one request ---- */

typedef struct answer {
  aca_response *response;
  struct cJSON *root;
} answer;

static aca_status post(const device_code *d, const aca__ask *ask, const char *endpoint, aca__buffer *form, answer *a,
                       aca_token *token)
{
  aca_status status = aca__entra_post(&d->entra, ask, endpoint, form, &a->response, &a->root, token);
  aca__buffer_free(form);
  return status;
}

static void answer_free(answer *a)
{
  aca__json_free_secret(a->root);
  aca_response_free(a->response);
  *a = (answer){0};
}

static const char *text_of(const answer *a, const char *member)
{
  return aca__json_text(aca__json_member(a->root, member));
}

/* The code of an error, "" when there is none. */
static const char *error_of(const answer *a)
{
  const char *error = text_of(a, "error");
  return error != NULL && a->response->http_status != 200 ? error : "";
}

static bool is_one_of(const char *text, const char *const *texts)
{
  while (*texts != NULL && strcmp(text, *texts) != 0)
    texts++;
  return *texts != NULL;
}

/* Without offline_access there is no refresh token. */
static void add_scope(aca__buffer *form, const aca__ask *ask)
{
  aca__buffer scope = {0};
  aca__buffer_text(&scope, ask->wanted.scope);
  aca__buffer_text(&scope, " offline_access");
  if (scope.failed)
    form->failed = true;
  else
    aca__form_add(form, "scope", scope.data);
  aca__buffer_free(&scope);
}

/* ---- refresh tokens ---- */

static void wipe(char **secret)
{
  if (*secret != NULL)
    aca__wipe(*secret, strlen(*secret));
  free(*secret);
  *secret = NULL;
}

static void forget(device_code *d)
{
  wipe(&d->refresh_token);
  free(d->refreshed_from);
  d->refreshed_from = NULL;
}

static void token_url(const device_code *d, const aca__ask *ask, aca__buffer *url)
{
  aca__entra_url(&d->entra, ask, "token", url);
}

/* The answer's refresh token takes the place of the one before, which stays when there is none. */
static aca_status keep_refresh_token(device_code *d, const aca__ask *ask, const answer *a)
{
  const char *text = text_of(a, "refresh_token");
  aca__buffer url = {0};
  if (text == NULL || *text == '\0')
    return ACA_OK;
  token_url(d, ask, &url);
  forget(d);
  d->refresh_token = strdup(text);
  d->refreshed_from = url.failed ? NULL : url.data; /* taken over */
  if (d->refresh_token != NULL && d->refreshed_from != NULL)
    return ACA_OK;
  if (url.failed)
    aca__buffer_free(&url);
  forget(d);
  return ACA_ERROR_MEMORY;
}

static aca_status read_token(device_code *d, const aca__ask *ask, const answer *a, aca_token *token)
{
  aca_status status = aca__token_read(a->root, &aca__oauth_names, aca__clock().unix_s, token);
  return status == ACA_OK ? keep_refresh_token(d, ask, a) : status;
}

/* A credential may serve clients of several clouds, which are not to see each other's tokens. */
static bool can_refresh(const device_code *d, const aca__ask *ask)
{
  aca__buffer url = {0};
  token_url(d, ask, &url);
  bool can = d->refresh_token != NULL && url.data != NULL && !url.failed && strcmp(url.data, d->refreshed_from) == 0;
  aca__buffer_free(&url);
  return can;
}

/* ACA_DONE: it takes the person again. */
static aca_status refresh(device_code *d, const aca__ask *ask, aca_token *token)
{
  static const char *const person_needed[] = {"invalid_grant", "interaction_required", NULL};
  aca__buffer form = {.secret = true};
  answer a;
  aca__form_add(&form, "grant_type", "refresh_token");
  aca__form_add(&form, "refresh_token", d->refresh_token);
  add_scope(&form, ask);
  aca_status status = post(d, ask, "token", &form, &a, token);
  if (status == ACA_OK && a.response->http_status == 200)
    status = read_token(d, ask, &a, token);
  else if (status == ACA_OK && !is_one_of(error_of(&a), person_needed))
    status = aca__entra_refused(a.response, a.root, token);
  else if (status == ACA_OK) {
    forget(d);
    status = ACA_DONE;
  }
  answer_free(&a);
  return status;
}

/* ---- the code ---- */

/* What a person is told, and what is asked for in the meantime. */
typedef struct code {
  char *device_code; /* a secret */
  aca__buffer user_code;
  aca__buffer uri;
  aca__buffer message;
  int64_t interval_ms;
  int64_t end; /* in ms of the clock */
  int64_t expires_on;
} code;

static void code_free(code *c)
{
  wipe(&c->device_code);
  aca__buffer_free(&c->user_code);
  aca__buffer_free(&c->uri);
  aca__buffer_free(&c->message);
}

/* A copy that a terminal shows as it is: no control characters, nor those of U+0080 to U+009F, which some obey. */
static void copy_shown(aca__buffer *out, const char *text)
{
  for (; *text != '\0'; text++) {
    unsigned char c = (unsigned char)text[0], next = (unsigned char)text[1];
    bool long_control = c == 0xC2 && next >= 0x80 && next <= 0x9F;
    if (c < ' ' || c == 0x7F || long_control)
      aca__buffer_char(out, ' ');
    else
      aca__buffer_char(out, text[0]);
    text += long_control;
  }
}

/* Seconds, as number or text, in ms; the usual when they are no span of time. */
static int64_t read_ms(const answer *a, const char *member, int64_t usual, int64_t least, int64_t most)
{
  aca__node *node = aca__json_member(a->root, member);
  const char *text = aca__json_text(node);
  aca__view view = {0};
  if (node != NULL)
    aca__json_view(node, &view);
  double seconds = view.kind == ACA__NUMBER ? view.number : 0;
  if (text != NULL && text[strspn(text, "0123456789")] == '\0')
    seconds = strtod(text, NULL);
  if (!(seconds > 0))
    return usual;
  if (seconds * 1000 >= (double)most)
    return most;
  int64_t ms = (int64_t)(seconds * 1000);
  return ms > least ? ms : least;
}

static void write_message(code *c, const char *given)
{
  if (given != NULL && *given != '\0') {
    copy_shown(&c->message, given);
    return;
  }
  aca__buffer_text(&c->message, "To sign in, open ");
  aca__buffer_text(&c->message, c->uri.data != NULL ? c->uri.data : "");
  aca__buffer_text(&c->message, " in a browser and enter the code ");
  aca__buffer_text(&c->message, c->user_code.data != NULL ? c->user_code.data : "");
}

static aca_status read_code(const answer *a, code *c, aca_token *token)
{
  static const char *const needed[] = {"device_code", "user_code", "verification_uri"};
  aca__now now = aca__clock();
  for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
    if (text_of(a, needed[i]) == NULL || *text_of(a, needed[i]) == '\0')
      return aca__token_refused(token, "Microsoft Entra ID: the answer has no %s", needed[i]);
  int64_t life_ms = read_ms(a, "expires_in", USUAL_LIFE_MS, 0, MOST_LIFE_MS);
  c->interval_ms = read_ms(a, "interval", USUAL_INTERVAL_MS, LEAST_INTERVAL_MS, MOST_INTERVAL_MS);
  c->end = now.ms + life_ms;
  c->expires_on = now.unix_s + life_ms / 1000;
  c->device_code = strdup(text_of(a, "device_code"));
  copy_shown(&c->user_code, text_of(a, "user_code"));
  copy_shown(&c->uri, text_of(a, "verification_uri"));
  write_message(c, text_of(a, "message"));
  bool failed = c->device_code == NULL || c->user_code.failed || c->uri.failed || c->message.failed;
  return failed ? ACA_ERROR_MEMORY : ACA_OK;
}

static aca_status ask_for_code(const device_code *d, const aca__ask *ask, code *c, aca_token *token)
{
  aca__buffer form = {.secret = true};
  answer a;
  add_scope(&form, ask);
  aca_status status = post(d, ask, "devicecode", &form, &a, token);
  if (status == ACA_OK && a.response->http_status != 200)
    status = aca__entra_refused(a.response, a.root, token);
  else if (status == ACA_OK)
    status = read_code(&a, c, token);
  answer_free(&a);
  return status;
}

static bool show(const device_code *d, const code *c)
{
  return d->callback(&(aca_device_code){.user_code = c->user_code.data,
                                        .verification_uri = c->uri.data,
                                        .message = c->message.data,
                                        .expires_on = c->expires_on},
                     d->user_data);
}

/* ---- waiting for the person ---- */

static aca_status too_late(aca_token *token)
{
  return aca__token_refused(token, "nobody signed in before the code expired: try again for a new one");
}

/* ACA_DONE: not yet. */
static aca_status judge(device_code *d, const aca__ask *ask, const answer *a, code *c, aca_token *token)
{
  static const char *const declined[] = {"authorization_declined", "access_denied", NULL};
  static const char *const expired[] = {"expired_token", "code_expired", NULL};
  const char *error = error_of(a);
  if (a->response->http_status == 200)
    return read_token(d, ask, a, token);
  if (strcmp(error, "slow_down") == 0)
    c->interval_ms += SLOWER_MS;
  if (strcmp(error, "slow_down") == 0 || strcmp(error, "authorization_pending") == 0)
    return ACA_DONE;
  if (is_one_of(error, declined))
    return aca__token_refused(token, "the person declined to sign in");
  return is_one_of(error, expired) ? too_late(token) : aca__entra_refused(a->response, a->root, token);
}

static aca_status poll(device_code *d, const aca__ask *ask, code *c, aca_token *token)
{
  aca__buffer form = {.secret = true};
  answer a;
  aca__form_add(&form, "grant_type", "urn:ietf:params:oauth:grant-type:device_code");
  aca__form_add(&form, "device_code", c->device_code);
  aca_status status = post(d, ask, "token", &form, &a, token);
  if (status == ACA_OK)
    status = judge(d, ask, &a, c, token);
  answer_free(&a);
  return status;
}

static aca_status wait_for_person(device_code *d, const aca__ask *ask, code *c, aca_token *token)
{
  aca_status status = ACA_DONE;
  while (status == ACA_DONE) {
    int64_t left = c->end - aca__clock().ms;
    status = aca__ask_wait(ask, left < c->interval_ms ? left : c->interval_ms);
    if (status == ACA_OK)
      status = left < c->interval_ms ? too_late(token) : poll(d, ask, c, token);
  }
  return status;
}

static aca_status ask_person(device_code *d, const aca__ask *ask, aca_token *token)
{
  code c = {0};
  aca_status status = ask_for_code(d, ask, &c, token);
  if (status == ACA_OK && !show(d, &c))
    status = aca__token_refused(token, "given up: the code was not shown");
  if (status == ACA_OK)
    status = wait_for_person(d, ask, &c, token);
  code_free(&c);
  return status;
}

/* ---- the source ---- */

static aca_status get(aca__source *self, const aca__ask *ask, aca_token *token)
{
  device_code *d = (device_code *)self;
  aca_status status = can_refresh(d, ask) ? refresh(d, ask, token) : ACA_DONE;
  return status == ACA_DONE ? ask_person(d, ask, token) : status;
}

static void device_code_free(aca__source *self)
{
  device_code *d = (device_code *)self;
  forget(d);
  aca__entra_end(&d->entra);
  if (d->release != NULL)
    d->release(d->user_data);
  free(d);
}

static bool write_to_stderr(const aca_device_code *shown, void *user_data)
{
  (void)user_data;
  return fprintf(stderr, "%s\n", shown->message) >= 0;
}

static aca_credential *give_up(const aca_device_code_options *options, const char *fault)
{
  if (options->release != NULL)
    options->release(options->user_data);
  return fault != NULL ? aca__credential_faulty(name, false, "%s", fault) : aca__credential_of(NULL);
}

aca_credential *aca_credential_device_code(const aca_device_code_options *options)
{
  static const aca_device_code_options none;
  const aca_device_code_options *o = options != NULL ? options : &none;
  const char *tenant = o->tenant_id != NULL ? o->tenant_id : ANY_TENANT;
  const char *client = o->client_id != NULL ? o->client_id : DEVELOPER_TOOLS;
  const char *fault = aca__application_fault(tenant, client, &o->entra);
  device_code *d = fault == NULL ? calloc(1, sizeof *d) : NULL;
  if (d == NULL)
    return give_up(o, fault);
  *d = (device_code){.base = {.name = name, .get = get, .free = device_code_free},
                     .callback = o->callback != NULL ? o->callback : write_to_stderr,
                     .user_data = o->user_data,
                     .release = o->release};
  if (aca__entra_begin(&d->entra, tenant, client, &o->entra))
    return aca__credential_of(&d->base);
  device_code_free(&d->base);
  return aca__credential_of(NULL);
}
