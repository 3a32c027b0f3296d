#include "token.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "aca/time.h"
#include "base64.h"
#include "buffer.h"

void aca__token_clear(aca_token *token)
{
  if (token->text != NULL)
    aca__wipe(token->text, strlen(token->text));
  free(token->text);
  free(token->error);
  *token = (aca_token){.source = token->source};
}

void aca__token_move(aca_token *to, aca_token *from)
{
  *to = *from;
  *from = (aca_token){0};
}

/* A token becomes part of a header line, so it must be visible ASCII. */
static const char *text_fault(const char *text)
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
  const char *fault = text_fault(access_token);
  if (fault != NULL)
    return aca__token_refused(token, "%s", fault);
  char *text = strdup(access_token);
  if (text == NULL)
    return ACA_ERROR_MEMORY;
  aca__token_clear(token);
  token->text = text;
  token->expires_on = expires_on;
  return ACA_OK;
}

void aca_token_set_refresh(aca_token *token, int64_t refresh_on)
{
  token->refresh_on = refresh_on;
}

/* ---- failures ---- */

static void set_error(aca_token *token, bool unavailable, const char *format, va_list arguments)
{
  char *error = NULL;
  if (vasprintf(&error, format, arguments) < 0)
    error = NULL;
  for (char *c = error; c != NULL && *c != '\0'; c++)
    if ((unsigned char)*c < ' ' || *c == 0x7F)
      *c = ' ';
  aca__token_clear(token);
  token->error = error;
  token->unavailable = unavailable;
}

aca_status aca__token_refused(aca_token *token, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  set_error(token, false, format, arguments);
  va_end(arguments);
  return ACA_ERROR_AUTHENTICATION;
}

aca_status aca__token_unavailable(aca_token *token, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  set_error(token, true, format, arguments);
  va_end(arguments);
  return ACA_ERROR_AUTHENTICATION;
}

void aca__token_add_context(aca_token *token, const char *format, ...)
{
  char *context = NULL, *error = NULL;
  va_list arguments;
  va_start(arguments, format);
  if (vasprintf(&context, format, arguments) < 0)
    context = NULL;
  va_end(arguments);
  if (context != NULL && token->error != NULL && asprintf(&error, "%s: %s", context, token->error) >= 0) {
    free(token->error);
    token->error = error;
  }
  free(context);
}

void aca_token_set_error(aca_token *token, const char *message)
{
  aca__token_refused(token, "%s", message != NULL ? message : "");
}

void aca_token_set_unavailable(aca_token *token, const char *message)
{
  aca__token_unavailable(token, "%s", message != NULL ? message : "");
}

/* ---- answers ---- */

const aca__token_names aca__oauth_names = {
    .token = "access_token", .expires_on = "expires_on", .expires_in = "expires_in", .refresh_in = "refresh_in"};

/* A number, or one as text; whole seconds of 1.5. False for anything else. */
static bool read_seconds(aca__node *node, int64_t *seconds)
{
  aca__view view;
  aca__json_view(node, &view);
  if (view.kind == ACA__NUMBER && view.number > -9e15 && view.number < 9e15) {
    *seconds = (int64_t)view.number;
    return true;
  }
  const char *text = aca__json_text(node);
  char *end;
  if (text == NULL || strspn(text, "0123456789") == 0 || strlen(text) > 18)
    return false;
  *seconds = strtoll(text, &end, 10);
  return end[*end == '.' ? 1 + strspn(end + 1, "0123456789") : 0] == '\0';
}

/* "MM/dd/yyyy", of App Service, becomes "yyyy-MM-dd". */
static void turn_round(char *date)
{
  static const char form[] = "00/00/0000";
  char turned[sizeof form];
  for (size_t i = 0; i < sizeof form - 1; i++)
    if (form[i] == '0' ? date[i] < '0' || date[i] > '9' : date[i] != form[i])
      return;
  memcpy(turned, date + 6, 4);
  turned[4] = turned[7] = '-';
  memcpy(turned + 5, date, 2);
  memcpy(turned + 8, date + 3, 2);
  memcpy(date, turned, sizeof form - 1);
}

static bool read_date(const char *text, bool local, int64_t *seconds)
{
  char date[64];
  aca_time time;
  if (text == NULL || strlen(text) >= sizeof date)
    return false;
  memcpy(date, text, strlen(text) + 1);
  turn_round(date);
  char *zone = strstr(date, " +00:00");
  if (zone != NULL)
    *zone = '\0';
  if (aca_time_parse(date, &time) != ACA_OK)
    return false;
  *seconds = time.seconds;
  size_t length = strcspn(date, ".,");
  if (local && length == strlen("yyyy-MM-dd HH:mm:ss") && strpbrk(date + length, "Zz+-") == NULL) {
    struct tm there;
    time_t instant = time.seconds;
    gmtime_r(&instant, &there);
    there.tm_isdst = -1;
    *seconds = mktime(&there);
  }
  return true;
}

static bool read_time(aca__node *answer, const char *name, bool local, int64_t *seconds)
{
  aca__node *node = name != NULL ? aca__json_member(answer, name) : NULL;
  return node != NULL && (read_seconds(node, seconds) || read_date(aca__json_text(node), local, seconds));
}

static bool read_span(aca__node *answer, const char *name, int64_t now, int64_t *seconds)
{
  aca__node *node = name != NULL ? aca__json_member(answer, name) : NULL;
  if (node == NULL || !read_seconds(node, seconds))
    return false;
  *seconds += now;
  return true;
}

aca_status aca__token_read(aca__node *answer, const aca__token_names *names, int64_t now, aca_token *token)
{
  int64_t expires_on, refresh_on;
  aca__node *node = aca__json_member(answer, names->token);
  if (aca__json_text(node) == NULL)
    return aca__token_refused(token, "the answer has no %s", names->token);
  if (!read_time(answer, names->expires_on, false, &expires_on) &&
      !read_time(answer, names->local_time, true, &expires_on) &&
      !read_span(answer, names->expires_in, now, &expires_on))
    return aca__token_refused(token, "the answer does not say when the token expires");
  if (expires_on <= now)
    return aca__token_refused(token, "the token in the answer has expired");
  aca_status status = aca_token_set(token, aca__json_text(node), expires_on);
  if (status == ACA_OK && read_span(answer, names->refresh_in, now, &refresh_on) && refresh_on > now)
    token->refresh_on = refresh_on;
  return status;
}

aca_status aca__token_parse(const char *text, size_t length, aca_token *token, struct cJSON **root)
{
  aca__arena arena = {0};
  aca__view view;
  const char *message = NULL;
  aca_status status = aca__json_parse(text != NULL ? text : "", length, &arena, root, &message);
  if (status == ACA_ERROR_DECODE)
    status = aca__token_refused(token, "the answer is %s", message);
  aca__arena_free(&arena);
  if (status != ACA_OK)
    return status;
  aca__json_view(*root, &view);
  if (view.kind == ACA__OBJECT)
    return ACA_OK;
  aca__json_free_secret(*root);
  *root = NULL;
  return aca__token_refused(token, "the answer is %s instead of an object", aca__kind_text(view.kind));
}

/* ---- for callers ---- */

const char *aca_token_text(const aca_token *token)
{
  return token != NULL ? token->text : NULL;
}

const char *aca_token_error(const aca_token *token)
{
  if (token == NULL)
    return aca_status_text(ACA_ERROR_MEMORY);
  return token->error != NULL || token->text != NULL ? token->error : aca_status_text(ACA_ERROR_AUTHENTICATION);
}

const char *aca_token_source(const aca_token *token)
{
  return token != NULL ? token->source : NULL;
}

int64_t aca_token_expires_on(const aca_token *token)
{
  return token != NULL && token->expires_on != INT64_MAX ? token->expires_on : 0;
}

void aca_token_free(aca_token *token)
{
  if (token != NULL)
    aca__token_clear(token);
  free(token);
}

static bool is_object(const char *text, size_t length)
{
  struct cJSON *root = NULL;
  aca_token ignored = {0};
  bool good = aca__token_parse(text, length, &ignored, &root) == ACA_OK;
  aca__token_clear(&ignored);
  aca__json_free(root);
  return good;
}

/* The middle of the three parts. */
aca_status aca_token_claims(const aca_token *token, char **claims)
{
  const char *text = aca_token_text(token);
  const char *start = text != NULL ? strchr(text, '.') : NULL;
  const char *end = start != NULL ? strchr(start + 1, '.') : NULL;
  unsigned char *bytes = NULL;
  size_t length = 0;
  if (end == NULL)
    return ACA_ERROR_DECODE;
  aca_status status = aca__base64_decode_any(start + 1, (size_t)(end - start - 1), &bytes, &length);
  if (status == ACA_OK && is_object((const char *)bytes, length)) {
    *claims = (char *)bytes;
    return ACA_OK;
  }
  free(bytes);
  return status == ACA_ERROR_MEMORY ? status : ACA_ERROR_DECODE;
}
