#include "source.h"

#include <stdarg.h>
#include <stdio.h>

#include <stdlib.h>
#include <string.h>

static bool canceled(const aca__ask *ask)
{
  return ask->cancel != NULL && ask->cancel(ask->cancel_data);
}

aca_status aca__ask_wait(const aca__ask *ask, int64_t ms)
{
  int64_t until = aca__later(aca__clock().ms, ms);
  for (;;) {
    int64_t now = aca__clock().ms;
    if (canceled(ask))
      return ACA_ERROR_CANCELED;
    if (now >= until)
      return ACA_OK;
    if (now >= ask->deadline)
      return ACA_ERROR_TIMEOUT;
    int64_t end = until < ask->deadline ? until : ask->deadline;
    aca__sleep(end - now < ACA__ASK_MS ? end - now : ACA__ASK_MS);
  }
}

size_t aca__resource_length(const char *scope)
{
  static const char suffix[] = "/.default";
  size_t length = strlen(scope), extra = sizeof suffix - 1;
  return length > extra && strcmp(scope + length - extra, suffix) == 0 ? length - extra : length;
}

static bool is_id(const char *text)
{
  return text[strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-")] == '\0';
}

static const char *id_fault(const char *id, const char *needed, const char *other)
{
  if (id == NULL || *id == '\0')
    return needed;
  return is_id(id) ? NULL : other;
}

const char *aca__tenant_fault(const char *tenant_id)
{
  return id_fault(tenant_id, "tenant_id: needed", "tenant_id: has another character than letters, digits, '.' and '-'");
}

const char *aca__client_fault(const char *client_id)
{
  return id_fault(client_id, "client_id: needed", "client_id: has another character than letters, digits, '.' and '-'");
}

const char *aca__environment(const char *name)
{
  const char *value = getenv(name);
  return value != NULL && *value != '\0' ? value : NULL;
}

/* ---- sources that only have something to say ---- */

typedef struct faulty {
  aca__source base;
  bool unavailable;
  char *message;
} faulty;

static aca_status say(aca__source *self, const aca__ask *ask, aca_token *token)
{
  (void)ask;
  const faulty *f = (const faulty *)self;
  return f->unavailable ? aca__token_unavailable(token, "%s", f->message) : aca__token_refused(token, "%s", f->message);
}

static void faulty_free(aca__source *self)
{
  free(((faulty *)self)->message);
  free(self);
}

aca_credential *aca__credential_faulty(const char *name, bool unavailable, const char *format, ...)
{
  faulty *f = calloc(1, sizeof *f);
  if (f == NULL)
    return aca__credential_of(NULL);
  f->base = (aca__source){.name = name, .get = say, .free = faulty_free, .prompt = true};
  f->unavailable = unavailable;
  va_list arguments;
  va_start(arguments, format);
  if (vasprintf(&f->message, format, arguments) < 0)
    f->message = NULL;
  va_end(arguments);
  if (f->message != NULL)
    return aca__credential_of(&f->base);
  faulty_free(&f->base);
  return aca__credential_of(NULL);
}
