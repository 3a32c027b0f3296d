/** @file value.h  The values that models are made of. A zeroed value is an absent one. */
#ifndef ACA_VALUE_H
#define ACA_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Optional scalars: {0} is absent, so that 0 and false can be sent: `.min_replicas = ACA_INT32(0)`. */
typedef struct aca_opt_bool {
  bool set;
  bool value;
} aca_opt_bool;

typedef struct aca_opt_int32 {
  bool set;
  int32_t value;
} aca_opt_int32;

typedef struct aca_opt_int64 {
  bool set;
  int64_t value;
} aca_opt_int64;

typedef struct aca_opt_double {
  bool set;
  double value;
} aca_opt_double;

#ifdef __cplusplus
#define ACA_BOOL(x) (aca_opt_bool{true, (x)})
#define ACA_INT32(x) (aca_opt_int32{true, (x)})
#define ACA_INT64(x) (aca_opt_int64{true, (x)})
#define ACA_DOUBLE(x) (aca_opt_double{true, (x)})
#else
#define ACA_BOOL(x) ((aca_opt_bool){true, (x)})
#define ACA_INT32(x) ((aca_opt_int32){true, (x)})
#define ACA_INT64(x) ((aca_opt_int64){true, (x)})
#define ACA_DOUBLE(x) ((aca_opt_double){true, (x)})
#endif

/** Arrays: items NULL is absent; items not NULL with count 0 is `[]`. */
typedef struct aca_bool_list {
  size_t count;
  const bool *items;
} aca_bool_list;

typedef struct aca_int32_list {
  size_t count;
  const int32_t *items;
} aca_int32_list;

typedef struct aca_int64_list {
  size_t count;
  const int64_t *items;
} aca_int64_list;

typedef struct aca_double_list {
  size_t count;
  const double *items;
} aca_double_list;

/** An item that is NULL goes out as null. Also used for free-form JSON, each item being JSON
 * text, and for decimals, each item being a number in digits. */
typedef struct aca_string_list {
  size_t count;
  const char *const *items;
} aca_string_list;

typedef struct aca_string_pair {
  const char *key;   /**< Not NULL. */
  const char *value; /**< NULL goes out as null, which in a PATCH deletes the entry. */
} aca_string_pair;

/** A map in the order of the wire; items NULL is absent. Also used for free-form JSON and decimals, as lists are. */
typedef struct aca_string_map {
  size_t count;
  const aca_string_pair *items;
} aca_string_map;

/** Maps of numbers and booleans: a value that is not set goes out as null. */
typedef struct aca_bool_pair {
  const char *key; /**< Not NULL. */
  aca_opt_bool value;
} aca_bool_pair;

typedef struct aca_bool_map {
  size_t count;
  const aca_bool_pair *items;
} aca_bool_map;

typedef struct aca_int32_pair {
  const char *key;
  aca_opt_int32 value;
} aca_int32_pair;

typedef struct aca_int32_map {
  size_t count;
  const aca_int32_pair *items;
} aca_int32_map;

typedef struct aca_int64_pair {
  const char *key;
  aca_opt_int64 value;
} aca_int64_pair;

typedef struct aca_int64_map {
  size_t count;
  const aca_int64_pair *items;
} aca_int64_map;

typedef struct aca_double_pair {
  const char *key;
  aca_opt_double value;
} aca_double_pair;

typedef struct aca_double_map {
  size_t count;
  const aca_double_pair *items;
} aca_double_map;

/** Bytes that are no JSON, as they go over the wire. */
typedef struct aca_bytes {
  const void *data;
  size_t length;
} aca_bytes;

/** For `extra_json`: an explicit null, which in a PATCH deletes the property. @p name is a string literal. */
#define ACA_JSON_NULL(name) "{\"" name "\":null}"

#endif
