/* What somebody may have meant who named an operation that there is not. */
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "names.h"

/* A letter costs more than a word too many, so that "apps list" finds "container-apps list-secrets". */
enum { SUGGESTIONS = 3, LETTER_COSTS = 3, AFFORDABLE = 2 };

typedef struct word {
  const char *text;
  size_t length;
} word;

static size_t smaller(size_t a, size_t b)
{
  return a < b ? a : b;
}

/* How many letters to add, drop or change to make one of the other, in any case; SIZE_MAX when out of memory. */
static size_t distance(word a, word b)
{
  size_t *row = malloc((b.length + 1) * sizeof *row);
  if (row == NULL)
    return SIZE_MAX;
  for (size_t j = 0; j <= b.length; j++)
    row[j] = j;
  for (size_t i = 1; i <= a.length; i++) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.length; j++) {
      bool same = tolower((unsigned char)a.text[i - 1]) == tolower((unsigned char)b.text[j - 1]);
      size_t changed = diagonal + !same;
      diagonal = row[j];
      row[j] = smaller(changed, smaller(row[j], row[j - 1]) + 1);
    }
  }
  size_t result = row[b.length];
  free(row);
  return result;
}

/* The next word of kebab text; of length 0 at its end. */
static word next_word(const char **at)
{
  *at += strspn(*at, " -");
  word next = {*at, strcspn(*at, " -")};
  *at += next.length;
  return next;
}

/* How far the words of `typed` are from those of `name`, in any order. */
static size_t word_cost(const char *typed, const char *name)
{
  size_t cost = 0;
  for (word t = next_word(&typed); t.length > 0; t = next_word(&typed)) {
    size_t nearest = t.length;
    const char *at = name;
    for (word n = next_word(&at); n.length > 0; n = next_word(&at))
      nearest = smaller(nearest, distance(t, n));
    cost += nearest * LETTER_COSTS;
  }
  for (word n = next_word(&name); n.length > 0; n = next_word(&name))
    cost++;
  return cost;
}

typedef struct candidate {
  const aca_operation *operation;
  size_t cost;
} candidate;

/* Keeps the best few, in order; of equals the first. */
static void offer(candidate *best, candidate next)
{
  for (size_t i = 0; i < SUGGESTIONS && next.operation != NULL; i++)
    if (best[i].operation == NULL || next.cost < best[i].cost) {
      candidate worse = best[i];
      best[i] = next;
      next = worse;
    }
}

static void consider(candidate *best, const aca_operation *operation, const char *typed)
{
  cli_text name = {0};
  cli_text_format(&name, "%s-%s", operation->group, operation->verb);
  size_t letters = distance((word){typed, strlen(typed)}, (word){cli_text_string(&name), name.length});
  size_t cost = smaller(word_cost(typed, cli_text_string(&name)), letters * LETTER_COSTS);
  if (letters != SIZE_MAX && cost <= strlen(typed) * AFFORDABLE)
    offer(best, (candidate){operation, cost});
  cli_text_free(&name);
}

void cli_names_suggest(cli_text *out, const char *typed)
{
  candidate best[SUGGESTIONS] = {{0}};
  cli_text kebab = {0};
  cli_names_kebab(&kebab, typed); /* it may have been an operationId */
  for (const aca_operation *const *operation = aca_operations(NULL); *operation != NULL; operation++)
    consider(best, *operation, cli_text_string(&kebab));
  cli_text_free(&kebab);
  for (size_t i = 0; i < SUGGESTIONS && best[i].operation != NULL; i++)
    cli_text_format(out, "%s'%s %s'", i > 0 ? ", " : "", best[i].operation->group, best[i].operation->verb);
}
