#include "log.h"

static void say(const aca_log_event *event, void *data)
{
  static const char *const levels[] = {"off", "error", "warning", "info", "debug"};
  (void)data;
  cli_note("%s: %s", levels[event->level], event->text);
}

static void say_headers(char direction, const aca_log_event *event)
{
  for (size_t i = 0; i < event->header_count; i++)
    cli_note("%c %s: %s", direction, event->headers[i].name, event->headers[i].value);
}

/* Requests and answers as they look on the wire. */
static void say_all(const aca_log_event *event, void *data)
{
  if (event->kind == ACA_LOG_TRY) {
    cli_note("> %s %s", event->method, event->url);
    say_headers('>', event);
  } else if (event->kind == ACA_LOG_RESPONSE && event->http_status != 0) {
    cli_note("< HTTP status %d", event->http_status);
    say_headers('<', event);
  } else if (event->kind != ACA_LOG_REQUEST) { /* its tries follow */
    say(event, data);
  }
}

aca_log_options cli_log_options(const cli_options *options)
{
  if (options->verbose)
    return (aca_log_options){.callback = say_all, .level = ACA_LOG_DEBUG};
  return (aca_log_options){.callback = options->log_level != ACA_LOG_OFF ? say : NULL, .level = options->log_level};
}
