/* A model made by hand: every type in every shape that there is. */
#ifndef SAMPLE_H
#define SAMPLE_H

#include "codec.h"

typedef struct part {
  const char *name; /* required */
  aca_opt_int32 count;
  const char *password; /* secret */
  const char *id;       /* read-only */
  const char *extra_json;
} part;

typedef struct part_list {
  size_t count;
  const part *items;
} part_list;

typedef struct part_pair {
  const char *key;
  const part *value;
} part_pair;

typedef struct part_map {
  size_t count;
  const part_pair *items;
} part_map;

/* Lists and maps in lists and maps. */
typedef struct int32_list_list {
  size_t count;
  const aca_int32_list *items;
} int32_list_list;

typedef struct string_list_pair {
  const char *key;
  aca_string_list value;
} string_list_pair;

typedef struct string_list_map {
  size_t count;
  const string_list_pair *items;
} string_list_map;

typedef struct part_map_list {
  size_t count;
  const part_map *items;
} part_map_list;

typedef struct bool_map_pair {
  const char *key;
  aca_bool_map value;
} bool_map_pair;

typedef struct bool_map_map {
  size_t count;
  const bool_map_pair *items;
} bool_map_map;

typedef struct sample {
  aca_opt_bool flag;
  aca_opt_int32 small;
  aca_opt_int64 large;
  aca_opt_double real;
  const char *text;
  const char *color; /* a closed enum */
  const char *open_color;
  const char *json;
  const part *one;
  aca_bool_list flags;
  aca_int32_list smalls;
  aca_int64_list larges;
  aca_double_list reals;
  aca_string_list texts;
  aca_string_list colors;
  aca_string_list jsons;
  part_list parts;
  aca_string_map text_map;
  aca_string_map color_map;
  aca_string_map json_map;
  part_map part_map;
  const struct sample *self;
  const char *secret;
  const char *secret_json;
  aca_string_list secrets;
  const char *fixed;       /* read-only */
  const part *fixed_one;   /* read-only */
  const char *decimal;
  aca_string_list decimals;
  aca_string_map decimal_map;
  aca_bool_map flag_map;
  aca_int32_map small_map;
  aca_int64_map large_map;
  aca_double_map real_map;
  int32_list_list grid;
  string_list_map text_lists;
  part_map_list part_maps;
  bool_map_map flag_maps;
  const char *nullable;
  const char *extra_json;
} sample;

extern const aca__enum sample_colors; /* closed: "Red", "Dark Green", "blue" */
extern const aca__enum sample_open_colors;
extern const aca_model part_model;
extern const aca_model sample_model;

/* A container app as the service would describe it, its members in the model's order, with some that the definition
 * does not have. */
extern const char sample_app_json[];

/* The row of the field; NULL when there is none. */
const aca__field *sample_field(const char *name);

#endif
