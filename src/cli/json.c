#include "json.h"

#include <string.h>

const char *cli_json_start(const char *json)
{
  if (strncmp(json, "\xEF\xBB\xBF", 3) == 0)
    json += 3;
  return json + strspn(json, " \t\r\n");
}

static const char *after_string(const char *at)
{
  for (at++; *at != '"' && *at != '\0'; at++)
    if (*at == '\\' && at[1] != '\0')
      at++;
  return *at == '"' ? at + 1 : at;
}

static const char *after_value(const char *at)
{
  size_t depth = 0;
  do {
    if (*at == '"') {
      at = after_string(at);
    } else if (*at == '{' || *at == '[') {
      depth++;
      at++;
    } else if (*at == '}' || *at == ']') {
      depth--;
      at++;
    } else if (depth > 0) {
      at++;
    } else {
      at += strcspn(at, ",]} \t\r\n");
    }
  } while (depth > 0 && *at != '\0');
  return at;
}

bool cli_json_next(const char **at, cli_json_item *item)
{
  const char *c = cli_json_start(*at);
  bool more = *c != '\0' && strchr("{[,", *c) != NULL;
  if (more)
    c = cli_json_start(c + 1);
  if (!more || *c == '}' || *c == ']' || *c == '\0')
    return false;
  *item = (cli_json_item){.name = "", .value = c};
  const char *end = after_value(c);
  const char *colon = cli_json_start(end);
  if (*c == '"' && *colon == ':') {
    item->name = c + 1;
    item->name_length = (size_t)(end - c) - 2;
    item->value = cli_json_start(colon + 1);
    end = after_value(item->value);
  }
  item->value_length = (size_t)(end - item->value);
  *at = end;
  return true;
}

bool cli_json_find(const char *json, const char *name, size_t name_length, cli_json_item *item)
{
  json = cli_json_start(json);
  if (*json != '{')
    return false;
  while (cli_json_next(&json, item))
    if (item->name_length == name_length && memcmp(item->name, name, name_length) == 0)
      return true;
  return false;
}

static void add_name(cli_text *out, const cli_json_item *item)
{
  cli_text_char(out, '"');
  cli_text_add(out, item->name, item->name_length);
  cli_text_put(out, "\":");
}

void cli_json_indent(cli_text *out, const char *json, size_t depth)
{
  json = cli_json_start(json);
  if (*json != '{' && *json != '[') {
    cli_text_add(out, json, (size_t)(after_value(json) - json));
    return;
  }
  char close = *json == '{' ? '}' : ']';
  cli_text_char(out, *json);
  cli_json_item item;
  bool any = false;
  for (; cli_json_next(&json, &item); any = true) {
    cli_text_put(out, any ? ",\n" : "\n");
    cli_text_repeat(out, ' ', 2 * (depth + 1));
    if (close == '}') {
      add_name(out, &item);
      cli_text_char(out, ' ');
    }
    cli_json_indent(out, item.value, depth + 1);
  }
  if (any) {
    cli_text_char(out, '\n');
    cli_text_repeat(out, ' ', 2 * depth);
  }
  cli_text_char(out, close);
}

void cli_json_plain(cli_text *out, const char *json)
{
  json = cli_json_start(json);
  const char *end = after_value(json);
  if (*json != '"') {
    if (*json != '{' && *json != '[' && *json != 'n')
      cli_text_add(out, json, (size_t)(end - json));
    return;
  }
  const char *close = end - 1;
  for (json++; json < close;) {
    size_t plain = strcspn(json, "\\\"");
    cli_text_printable(out, json, plain);
    json += plain;
    if (*json != '\\')
      break;
    /* The library writes escapes for quotes, backslashes and control characters alone. */
    cli_text_put(out, json[1] == '"' ? "\"" : json[1] == '\\' ? "\\" : " ");
    json += json[1] == 'u' ? 6 : 2;
  }
}
