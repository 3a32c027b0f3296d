#include "names.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

static bool is_upper(char c)
{
  return c >= 'A' && c <= 'Z';
}

void cli_names_kebab(cli_text *out, const char *name)
{
  size_t start = out->length;
  for (const char *c = name; *c != '\0'; c++) {
    if (!isalnum((unsigned char)*c)) {
      if (out->length > start)
        cli_text_char(out, '-');
      continue;
    }
    bool begins = is_upper(*c) && c > name && isalnum((unsigned char)c[-1]) &&
                  (!is_upper(c[-1]) || islower((unsigned char)c[1]));
    if (begins && out->length > start)
      cli_text_char(out, '-');
    cli_text_char(out, (char)tolower((unsigned char)*c));
  }
}

void cli_names_options(cli_text *out, const aca_operation *operation)
{
  const char *before = "";
  for (size_t i = 0; i < operation->parameter_count; i++, before = ", ") {
    cli_text_format(out, "%s--", before);
    cli_names_kebab(out, operation->parameters[i].name);
  }
  if (cli_names_subscription(operation)) {
    cli_text_format(out, "%s--subscription", before);
    before = ", ";
  }
  if (operation->body != NULL)
    cli_text_format(out, "%s--body", before);
}

size_t cli_names_parameter(const aca_operation *operation, const char *option, size_t length)
{
  cli_text kebab = {0};
  size_t i = 0;
  for (; i < operation->parameter_count; i++) {
    kebab.length = 0;
    cli_names_kebab(&kebab, operation->parameters[i].name);
    if (kebab.length == length && memcmp(cli_text_string(&kebab), option, length) == 0)
      break;
  }
  i = kebab.failed ? SIZE_MAX : i;
  cli_text_free(&kebab);
  return i;
}

bool cli_names_is_json(const aca_model *model)
{
  return model != &aca_as_text && model != &aca_as_bytes;
}

bool cli_names_subscription(const aca_operation *operation)
{
  return strstr(operation->path, "{subscriptionId}") != NULL;
}

const aca_operation *cli_names_by_id(const char *id)
{
  const aca_operation *const *operation = aca_operations(NULL);
  while (*operation != NULL && strcasecmp((*operation)->id, id) != 0)
    operation++;
  return *operation;
}

const aca_operation *cli_names_find(const char *group, const char *verb)
{
  const aca_operation *const *operation = aca_operations(NULL);
  while (*operation != NULL &&
         (strcasecmp((*operation)->group, group) != 0 || strcasecmp((*operation)->verb, verb) != 0))
    operation++;
  return *operation;
}

bool cli_names_is_group(const char *group)
{
  const aca_operation *const *operation = aca_operations(NULL);
  while (*operation != NULL && strcasecmp((*operation)->group, group) != 0)
    operation++;
  return *operation != NULL;
}

static bool same_letter(char a, char b)
{
  return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* `*` is any text; goes back to the last one where the rest does not fit. */
static bool match_all(const char *pattern, const char *text)
{
  const char *star = NULL;
  const char *tried = text;
  while (*text != '\0') {
    if (*pattern == '*') {
      star = pattern++;
      tried = text;
    } else if (same_letter(*pattern, *text)) {
      pattern++;
      text++;
    } else if (star != NULL) {
      pattern = star + 1;
      text = ++tried;
    } else {
      return false;
    }
  }
  return pattern[strspn(pattern, "*")] == '\0';
}

bool cli_names_match(const char *pattern, const char *name)
{
  if (strchr(pattern, '*') != NULL)
    return match_all(pattern, name);
  for (size_t length = strlen(pattern); *name != '\0'; name++)
    if (strncasecmp(name, pattern, length) == 0)
      return true;
  return *pattern == '\0';
}
