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

/* The path segment after `word`, which the text must start with; NULL when it does not, or the segment is empty. */
static const char *segment_after(const char *text, const char *word, size_t *length)
{
  size_t start = strlen(word);
  if (strncasecmp(text, word, start) != 0)
    return NULL;
  *length = strcspn(text + start, "/?");
  return *length > 0 ? text + start : NULL;
}

/* Leaves the URL empty when there is no subscription, or no provider, in `url`. Names may be words of the path, too. */
static void set_url(aca__registration *r, const char *url, const char *action)
{
  size_t length;
  aca__buffer next = {0};
  const char *at = strcasestr(url, "/subscriptions/");
  const char *end = at != NULL ? segment_after(at, "/subscriptions/", &length) : NULL;
  const char *provider = NULL;
  if (end != NULL) {
    end += length;
    const char *group = segment_after(end, "/resourceGroups/", &length);
    provider = segment_after(group != NULL ? group + length : end, "/providers/", &length);
  }
  if (provider != NULL) {
    aca__buffer_add(&next, url, (size_t)(end - url));
    aca__buffer_text(&next, "/providers/");
    aca__buffer_add(&next, provider, length);
    aca__buffer_text(&next, action);
    aca__buffer_text(&next, "?api-version=2019-05-01");
  }
  aca__buffer_free(&r->url);
  r->url = next;
}

aca_status aca__registration_begin(aca__registration *r, const char *url, aca__now now)
{
  if (r->rounds >= ACA__REGISTRATION_ROUNDS)
    return ACA_DONE;
  set_url(r, url, "/register");
  if (r->url.failed)
    return ACA_ERROR_MEMORY;
  if (r->url.length == 0)
    return ACA_DONE;
  aca_response *answer = aca__response_new();
  if (aca__response_is_constant(answer))
    return ACA_ERROR_MEMORY;
  r->answer = answer;
  r->method = "POST";
  r->give_up = aca__later(now.ms, PATIENCE_MS);
  r->rounds++;
  return ACA_OK;
}

/* ACA_OK; ACA_DONE when the answer says otherwise, or cannot be read; ACA_ERROR_MEMORY. */
static aca_status is_registered(aca_response *answer)
{
  struct cJSON *root = NULL;
  const char *ignored = NULL;
  size_t length;
  const char *body = aca_response_body(answer, &length);
  aca_status status = aca__json_parse(body, length, &answer->arena, &root, &ignored);
  const char *state = status == ACA_OK ? aca__json_text(aca__json_member(root, "registrationState")) : NULL;
  if (status != ACA_ERROR_MEMORY)
    status = state != NULL && strcasecmp(state, "Registered") == 0 ? ACA_OK : ACA_DONE;
  aca__json_free(root);
  return status;
}

aca__registration_state aca__registration_answer(aca__registration *r, aca__now now, int64_t *pause_ms)
{
  if (r->answer->http_status < 200 || r->answer->http_status > 299) {
    aca__response_read_error(r->answer);
    return ACA__UNREGISTERED;
  }
  aca_status registered = is_registered(r->answer);
  if (registered == ACA_OK)
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
  if (registered == ACA_ERROR_MEMORY || r->url.failed)
    aca__response_fail(r->answer, ACA_ERROR_MEMORY, "out of memory");
  else if (aca__later(now.ms, *pause_ms) >= r->give_up)
    aca__response_fail(r->answer, ACA_ERROR_TIMEOUT, "the registration takes too long");
  else
    return ACA__REGISTERING;
  return ACA__UNREGISTERED;
}

void aca__registration_end(aca__registration *r)
{
  aca_response_free(r->answer);
  aca__buffer_free(&r->url);
  *r = (aca__registration){.rounds = r->rounds};
}
