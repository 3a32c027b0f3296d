#include "lines.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int hex_value(char c)
{
  return isdigit((unsigned char)c) ? c - '0' : toupper((unsigned char)c) - 'A' + 10;
}

static void decode(char *text)
{
  char *out = text;
  for (; *text != '\0'; text++)
    if (text[0] == '%' && isxdigit((unsigned char)text[1]) && isxdigit((unsigned char)text[2])) {
      *out++ = (char)(hex_value(text[1]) * 16 + hex_value(text[2]));
      text += 2;
    } else {
      *out++ = *text;
    }
  *out = '\0';
}

void settings_read(settings *s, char *line)
{
  char *rest;
  s->count = 0;
  for (char *word = strtok_r(line, " \n", &rest); word != NULL; word = strtok_r(NULL, " \n", &rest)) {
    char *equals = strchr(word, '=');
    if (equals == NULL || s->count == MOST_SETTINGS) {
      fprintf(stderr, "not a setting, or one too many: %s\n", word);
      exit(2);
    }
    *equals = '\0';
    decode(equals + 1);
    s->items[s->count].name = word;
    s->items[s->count++].value = equals + 1;
  }
}

const char *setting(const settings *s, const char *name)
{
  const char *value = NULL;
  return all_settings(s, name, &value, 1) > 0 ? value : NULL;
}

long number(const settings *s, const char *name)
{
  const char *text = setting(s, name);
  return text != NULL ? strtol(text, NULL, 10) : 0;
}

size_t all_settings(const settings *s, const char *name, const char **values, size_t most)
{
  size_t found = 0;
  for (size_t i = 0; i < s->count && found < most; i++)
    if (strcmp(s->items[i].name, name) == 0)
      values[found++] = s->items[i].value;
  return found;
}

void say(const char *name, const char *value)
{
  if (value == NULL)
    return;
  printf(" %s=", name);
  for (; *value != '\0'; value++)
    if (*value > ' ' && *value <= '~' && *value != '%')
      putchar(*value);
    else
      printf("%%%02X", (unsigned)(unsigned char)*value);
}

void say_number(const char *name, int64_t value)
{
  printf(" %s=%" PRId64, name, value);
}
