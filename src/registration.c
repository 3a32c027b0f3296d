#include "registration.h"

#include <string.h>
#include <strings.h>

#include "response.h"
#include "retry.h"

enum { PAUSE_MS = 15000, PATIENCE_MS = 5 * 60 * 1000 };

bool aca__registration_needed(const aca_response *response)
{
  static const char *const codes[] = {"MissingSubscriptionRegistration", "MissingRegistrationForResourceProvider",
                                      "SubscriptionNotRegistered", "Subscription Not Registered"};
  const char *code = response->http_status == 409 && response->error != NULL ? response->error->code : NULL;
  for (size_t i = 0; code != NULL && i < sizeof codes / sizeof codes[0]; i++)
    if (strcasecmp(codes[i], code) == 0)
      return true;
  return false;
}

/* The length of the path segment after `word`, which `*at` is moved to; 0 when there is none. */
static size_t segment_after(const char *url, const char *word, const char **at)
{
  *at = strcasestr(url, word);
  if (*at == NULL)
    return 0;
  *at += strlen(word);
  return strcspn(*at, "/?");
}

static void set_url(aca__registration *r, const char *url, const char *action)
{
  const char *subscription;
  const char *provider;
  size_t subscription_length = segment_after(url, "/subscriptions/", &subscription);
  size_t provider_length = segment_after(url, "/providers/", &provider);
  aca__buffer next = {0};
  if (subscription_length > 0 && provider_length > 0) {
    aca__buffer_add(&next, url, (size_t)(subscription - url) + subscription_length);
    aca__buffer_text(&next, "/providers/");
    aca__buffer_add(&next, provider, provider_length);
    aca__buffer_text(&next, action);
    aca__buffer_text(&next, "?api-version=2019-05-01");
  }
  if (next.failed)
    aca__buffer_free(&next);
  aca__buffer_free(&r->url);
  r->url = next;
}

bool aca__registration_begin(aca__registration *r, const char *url, aca__now now)
{
  if (r->rounds >= ACA__REGISTRATION_ROUNDS)
    return false;
  set_url(r, url, "/register");
  aca_response *answer = r->url.data != NULL ? aca__response_new() : NULL;
  if (answer == NULL || aca__response_is_constant(answer))
    return false;
  r->answer = answer;
  r->method = "POST";
  r->give_up = aca__later(now.ms, PATIENCE_MS);
  r->rounds++;
  return true;
}

static bool is_registered(aca_response *answer)
{
  struct cJSON *root = NULL;
  const char *ignored = NULL;
  const char *state = NULL;
  if (aca__json_parse(answer->body.data != NULL ? answer->body.data : "", answer->body.length, &answer->arena, &root,
                      &ignored) == ACA_OK)
    state = aca__json_text(aca__json_member(root, "registrationState"));
  bool registered = state != NULL && strcasecmp(state, "Registered") == 0;
  aca__json_free(root);
  return registered;
}

aca__registration_state aca__registration_answer(aca__registration *r, aca__now now, int64_t *pause_ms)
{
  if (r->answer->http_status < 200 || r->answer->http_status > 299) {
    aca__response_read_error(r->answer);
    return ACA__UNREGISTERED;
  }
  if (is_registered(r->answer))
    return ACA__REGISTERED;
  int64_t asked = aca__retry_after_ms(r->answer, now.unix_s);
  *pause_ms = asked > 0 && asked < PAUSE_MS ? asked : PAUSE_MS;
  if (strcmp(r->method, "POST") == 0) {
    aca__buffer url = r->url;
    r->url = (aca__buffer){0};
    set_url(r, url.data, "");
    aca__buffer_free(&url);
    r->method = "GET";
  }
  bool goes_on = r->url.data != NULL && aca__later(now.ms, *pause_ms) < r->give_up;
  if (!goes_on)
    aca__response_fail(r->answer, ACA_ERROR_TIMEOUT, "the registration takes too long");
  return goes_on ? ACA__REGISTERING : ACA__UNREGISTERED;
}

void aca__registration_end(aca__registration *r)
{
  aca_response_free(r->answer);
  aca__buffer_free(&r->url);
  *r = (aca__registration){.rounds = r->rounds};
}
