/** @file model.h  Every model from and to JSON.
 *
 * Models never own memory: what is passed in is read during the call, what is decoded lives in its aca_response
 * and dies with it. The `extra_json` of a model is the text of a JSON object with the properties that the model
 * does not name, or whose JSON has another type than the definition says; it goes out again when encoding. A typed
 * member that is set wins over an entry of the same name. NULL is no extras.
 *
 * Models that come in several kinds start with a tag, `const aca_model *model`, and the structs of the kinds start
 * with the struct that they build on, `base`. A pointer to the first is then a pointer to the kind that the tag names, for
 * which there are casts, `aca_x_as_y()`. The tag alone says how large a struct is: decoding sets it to what the JSON
 * says that it is, or to NULL when that is nothing known; encoding follows it, and writes the property that tells the
 * kinds apart where its text is NULL. Lists and maps hold pointers to such structs.
 */
#ifndef ACA_MODEL_H
#define ACA_MODEL_H

#include <stddef.h>
#include <stdio.h>

#include "aca/response.h"
#include "aca/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Describes one model; constant. Each struct `aca_x` has its `aca_x_model`, declared beside it. */
typedef struct aca_model aca_model;

typedef enum aca_encode_flags {
  ACA_ENCODE_ALL = 0,
  ACA_ENCODE_REQUEST = 1,  /**< Leave out read-only properties, as in the body of a request. */
  ACA_ENCODE_REDACTED = 2, /**< Write "***" for secrets. */
  ACA_ENCODE_INDENTED = 4  /**< Two blanks a level, a line for each member. */
} aca_encode_flags;

/** Bodies and answers that are no object have models as well: see aca_operation's `body` and `result`. What those
 * decode to, and encode, is
 * - of an array or a map, a pointer to its struct (aca_string_list, ...) with `items` that are not NULL,
 * - of a number or a boolean, a pointer to its optional (aca_opt_int32, ...), which is set,
 * - of a string, the text itself, and of free-form JSON, the JSON's text.
 *
 * These two are for what is no JSON: the text itself, and a pointer to aca_bytes. */
ACA_API extern const aca_model aca_as_text;
ACA_API extern const aca_model aca_as_bytes;

/** The model's name in the definition, such as "ContainerApp"; without one, what it is, such as "list of Job". */
ACA_API const char *aca_model_name(const aca_model *model);

/** Reads @p json, UTF-8 text of @p length bytes, which need not end in NUL and is not needed afterwards.
 *
 * `*response` is always set: it owns the value and says what went wrong; aca_response_warning() names what did not
 * fit the definition. `*value` is set on success only; it points to the struct of @p model, or is what aca_as_text
 * says above.
 * @return ACA_OK, ACA_ERROR_DECODE, ACA_ERROR_MEMORY or ACA_ERROR_ARGUMENT. */
ACA_API ACA_NODISCARD aca_status aca_model_decode(const aca_model *model, const char *json, size_t length,
                                                  aca_response **response, const void **value);

/** Reads a merge patch (RFC 7396), in which null deletes: as aca_model_decode(), but a null is kept in the model's
 * `extra_json` and so goes out again. */
ACA_API ACA_NODISCARD aca_status aca_model_decode_patch(const aca_model *model, const char *json, size_t length,
                                                        aca_response **response, const void **value);

/** Writes @p value, what decoding with @p model gives, as JSON. @p flags: aca_encode_flags, combined by `|`.
 *
 * `*response` is always set; on success aca_response_body() is the text, NUL-terminated.
 * @return ACA_OK, ACA_ERROR_ARGUMENT (the message names the property: a number that is not finite, text that is not
 * UTF-8, JSON text that is not JSON, a tag of another model, a struct that leads to itself) or ACA_ERROR_MEMORY. */
ACA_API ACA_NODISCARD aca_status aca_model_encode(const aca_model *model, const void *value, unsigned flags,
                                                  aca_response **response);

/** Copies @p value with all that hangs on it into a response of its own, to keep it longer than its owner.
 * `*response` is always set and owns `*copy`, which is set on success only.
 * @return as aca_model_encode(). */
ACA_API ACA_NODISCARD aca_status aca_model_clone(const aca_model *model, const void *value, aca_response **response,
                                                 const void **copy);

/** Writes the JSON of what is at @p path below @p value, such as `properties.configuration.ingress.fqdn` or
 * `value[0].name`, as aca_model_encode() does.
 * @return ACA_DONE when nothing is there. */
ACA_API ACA_NODISCARD aca_status aca_model_lookup(const aca_model *model, const void *value, const char *path,
                                                  aca_response **response);

/** Checks @p value against the definition before sending: required properties are there, closed enums hold a known
 * value, and what comments say of lengths, ranges, patterns and counts is so. Patterns that POSIX has no expression
 * for are not checked, nor is whether models or JSON are in a list twice. The service has the last word; nothing else
 * calls this.
 * @return ACA_OK, or ACA_ERROR_ARGUMENT with the first fault's path in the message. */
ACA_API ACA_NODISCARD aca_status aca_model_validate(const aca_model *model, const void *value,
                                                    aca_response **response);

/** Prints @p value indented, with secrets as "***", for people to read. */
ACA_API ACA_NODISCARD aca_status aca_model_print(const aca_model *model, const void *value, FILE *stream);

#ifdef __cplusplus
}
#endif

#endif
