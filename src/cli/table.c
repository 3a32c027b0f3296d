/* Resources in aligned columns, for people. */
#include <aca/aca.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "output.h"

enum { NAME, LOCATION, RESOURCE_GROUP, STATE, COLUMNS };
static const char *const titles[COLUMNS] = {"NAME", "LOCATION", "RESOURCE GROUP", "STATE"};

typedef struct row {
  cli_text cells[COLUMNS];
} row;

typedef struct table {
  row *rows;
  size_t count;
  bool failed; /* out of memory */
} table;

/* ---- the cells ---- */

/* The value at `path`, with a point between names, as text for people. */
static void add_at(cli_text *cell, const char *json, const char *path)
{
  cli_json_item item = {.value = json};
  while (*path != '\0') {
    size_t length = strcspn(path, ".");
    if (!cli_json_find(item.value, path, length, &item))
      return;
    path += length + (path[length] == '.');
  }
  cli_json_plain(cell, item.value);
}

static void add_resource_group(cli_text *cell, const char *json)
{
  cli_text id = {0};
  aca_resource_id *parsed;
  add_at(&id, json, "id");
  if (id.length > 0 && aca_resource_id_parse(id.data, &parsed) == ACA_OK) {
    if (parsed->resource_group != NULL)
      cli_text_put(cell, parsed->resource_group);
    aca_resource_id_free(parsed);
  }
  cell->failed = cell->failed || id.failed;
  cli_text_free(&id);
}

static void add_state(cli_text *cell, const char *json)
{
  static const char *const paths[] = {"properties.provisioningState", "properties.runningState", "properties.status",
                                      "status"};
  for (size_t i = 0; i < sizeof paths / sizeof paths[0] && cell->length == 0; i++)
    add_at(cell, json, paths[i]);
}

static void add_row(table *t, const char *json)
{
  row *rows = realloc(t->rows, (t->count + 1) * sizeof *rows);
  if (rows == NULL) {
    t->failed = true;
    return;
  }
  t->rows = rows;
  row *last = &rows[t->count++];
  *last = (row){0};
  add_at(&last->cells[NAME], json, "name");
  add_at(&last->cells[LOCATION], json, "location");
  add_resource_group(&last->cells[RESOURCE_GROUP], json);
  add_state(&last->cells[STATE], json);
  for (size_t i = 0; i < COLUMNS; i++)
    t->failed = t->failed || last->cells[i].failed;
}

/* ---- the columns ---- */

/* Characters, not bytes. */
static size_t width_of(const char *text)
{
  size_t width = 0;
  for (; *text != '\0'; text++)
    width += ((unsigned char)*text & 0xC0) != 0x80;
  return width;
}

static void measure(const table *t, size_t widths[COLUMNS])
{
  for (size_t column = 0; column < COLUMNS; column++) {
    widths[column] = 0;
    for (size_t i = 0; i < t->count; i++) {
      size_t width = width_of(cli_text_string(&t->rows[i].cells[column]));
      widths[column] = width > widths[column] ? width : widths[column];
    }
    size_t title = strlen(titles[column]);
    if (widths[column] > 0 && widths[column] < title)
      widths[column] = title;
  }
}

static void add_line(cli_text *out, const char *const cells[COLUMNS], const size_t widths[COLUMNS])
{
  size_t blanks = 0;
  for (size_t column = 0; column < COLUMNS; column++) {
    if (widths[column] == 0)
      continue;
    if (cells[column][0] != '\0') {
      cli_text_repeat(out, ' ', blanks);
      cli_text_put(out, cells[column]);
      blanks = 0;
    }
    blanks += widths[column] - width_of(cells[column]) + 2;
  }
  cli_text_char(out, '\n');
}

static void add_lines(cli_text *out, const table *t)
{
  size_t widths[COLUMNS];
  measure(t, widths);
  if (t->count > 0)
    add_line(out, titles, widths);
  for (size_t i = 0; i < t->count; i++) {
    const char *cells[COLUMNS];
    for (size_t column = 0; column < COLUMNS; column++)
      cells[column] = cli_text_string(&t->rows[i].cells[column]);
    add_line(out, cells, widths);
  }
}

/* Whether every row has a name: what has none is no resource. */
static bool are_resources(const table *t)
{
  for (size_t i = 0; i < t->count; i++)
    if (t->rows[i].cells[NAME].length == 0)
      return false;
  return true;
}

bool cli_table(cli_text *out, const char *json)
{
  table t = {0};
  cli_json_item item;
  if (*json != '[')
    add_row(&t, json);
  else
    while (!t.failed && cli_json_next(&json, &item))
      add_row(&t, item.value);
  bool tabular = are_resources(&t);
  out->failed = out->failed || t.failed;
  if (tabular)
    add_lines(out, &t);
  for (size_t i = 0; i < t.count; i++)
    for (size_t column = 0; column < COLUMNS; column++)
      cli_text_free(&t.rows[i].cells[column]);
  free(t.rows);
  return tabular;
}
