/* Models, error bodies and what else works without a client. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aca/aca.h"
#include "faults.h"
#include "memory.h"
#include "response.h"

/* Has members of no definition, values of other types than it says, nulls, escapes and numbers beyond a double. */
static const char rich[] =
    "{\"id\":\"/subscriptions/s/resourceGroups/tea/providers/Microsoft.App/containerApps/samovar\","
    "\"name\":\"samovar\",\"type\":\"Microsoft.App/containerApps\",\"location\":\"West Europe\","
    "\"flavor\":12345678901234567890,\"steam\":{\"bar\":[1,2.5,null,true,\"\\u00e4\\n\"]},"
    "\"tags\":{\"team\":\"brewing\",\"none\":null},\"systemData\":7,"
    "\"extendedLocation\":{\"name\":\"/x\",\"type\":\"CustomLocation\"},"
    "\"identity\":{\"type\":\"UserAssigned\",\"userAssignedIdentities\":"
    "{\"/one\":{\"principalId\":\"p\",\"clientId\":\"c\",\"more\":[]},\"/two\":{}}},"
    "\"properties\":{\"provisioningState\":\"Succeeded\",\"outboundIpAddresses\":[\"203.0.113.10\",null],"
    "\"configuration\":{\"secrets\":[{\"name\":\"a\",\"value\":\"secret\"}],\"activeRevisionsMode\":\"Single\","
    "\"ingress\":{\"external\":\"yes\",\"targetPort\":98765432109876543210,\"transport\":\"Auto\","
    "\"traffic\":[{\"weight\":100,\"latestRevision\":true}]}},"
    "\"template\":{\"containers\":[{\"image\":\"samovar:1\",\"name\":\"samovar\",\"command\":[\"boil\",\"-q\"],"
    "\"env\":[{\"name\":\"A\",\"value\":\"1\"},{\"name\":\"B\",\"secretRef\":\"a\"}],"
    "\"resources\":{\"cpu\":0.5,\"memory\":\"1Gi\"},"
    "\"probes\":[{\"type\":\"Liveness\",\"httpGet\":{\"path\":\"/\",\"port\":8080,\"scheme\":\"HTTP\"}}]}],"
    "\"scale\":{\"minReplicas\":0,\"maxReplicas\":[],\"rules\":[{\"name\":\"r\","
    "\"custom\":{\"type\":\"t\",\"metadata\":{\"k\":\"v\"}}}]}}}}";

/* What comes of it with memory enough. */
static aca_response *decoded;
static const aca_container_app *app;
static char *app_text;
static char *template_text;

static char *text_of(const aca_response *response)
{
  char *text = strdup(aca_response_body(response, NULL));
  assert_non_null(text);
  return text;
}

static void set_up_app(void)
{
  const void *value = NULL;
  aca_response *text = NULL;
  assert_int_equal(aca_model_decode(&aca_container_app_model, rich, strlen(rich), &decoded, &value), ACA_OK);
  assert_int_equal(aca_response_warning_count(decoded), 4);
  app = value;
  assert_int_equal(aca_model_encode(&aca_container_app_model, app, ACA_ENCODE_ALL, &text), ACA_OK);
  app_text = text_of(text);
  aca_response_free(text);
  assert_int_equal(aca_model_lookup(&aca_container_app_model, app, "properties.template", &text), ACA_OK);
  template_text = text_of(text);
  aca_response_free(text);
  assert_contains(app_text, "12345678901234567890");
  assert_contains(app_text, "98765432109876543210");
}

static void tear_down_app(void)
{
  free(template_text);
  free(app_text);
  aca_response_free(decoded);
}

static aca_status decode(void)
{
  aca_response *response = NULL;
  const void *value = NULL;
  aca_status status = aca_model_decode(&aca_container_app_model, rich, strlen(rich), &response, &value);
  usable(response, status);
  assert_true((status == ACA_OK) == (value != NULL));
  assert_ptr_equal(aca_response_value(response), value);
  if (status == ACA_OK) {
    assert_int_equal(aca_response_warning_count(response), 4);
    for (size_t i = 0; i < 4; i++)
      assert_string_equal(aca_response_warning(response, i), aca_response_warning(decoded, i));
    assert_model(&aca_container_app_model, app_text, value);
  }
  aca_response_free(response);
  return status;
}

static aca_status decode_what_is_not_json(void)
{
  static const char text[] = "{\"name\":12345678901234567890,}";
  aca_response *response = NULL;
  const void *value = NULL;
  aca_status status = aca_model_decode(&aca_container_app_model, text, strlen(text), &response, &value);
  usable(response, status);
  if (status == ACA_ERROR_DECODE)
    assert_contains(aca_response_message(response), "at byte 29");
  assert_null(value);
  aca_response_free(response);
  return status;
}

static aca_status decode_strictly(void)
{
  aca_response *response = aca__response_new();
  aca_status status = ACA_ERROR_MEMORY;
  if (!aca__response_is_constant(response))
    status = aca__response_decode(response, &aca_container_app_model, rich, strlen(rich), true);
  usable(response, status);
  if (status == ACA_ERROR_DECODE)
    assert_contains(aca_response_message(response), "systemData: expected an object, found a number");
  assert_null(aca_response_value(response));
  aca_response_free(response);
  return status;
}

static aca_status encode(void)
{
  aca_response *response = NULL;
  aca_status status = aca_model_encode(&aca_container_app_model, app, ACA_ENCODE_ALL, &response);
  usable(response, status);
  assert_string_equal(aca_response_body(response, NULL), status == ACA_OK ? app_text : "");
  aca_response_free(response);
  return status;
}

static aca_status encode_what_is_wrong(void)
{
  const aca_container_app wrong = {.name = "tea", .extra_json = "{\"steam\":}"};
  aca_response *response = NULL;
  aca_status status = aca_model_encode(&aca_container_app_model, &wrong, ACA_ENCODE_ALL, &response);
  usable(response, status);
  if (status == ACA_ERROR_ARGUMENT)
    assert_contains(aca_response_message(response), "extra_json: not JSON: not a value at byte 9");
  assert_string_equal(aca_response_body(response, NULL), "");
  aca_response_free(response);
  return status;
}

static aca_status copy(void)
{
  aca_response *response = NULL;
  const void *value = NULL;
  aca_status status = aca_model_clone(&aca_container_app_model, app, &response, &value);
  usable(response, status);
  assert_true((status == ACA_OK) == (value != NULL));
  if (status == ACA_OK)
    assert_model(&aca_container_app_model, app_text, value);
  aca_response_free(response);
  return status;
}

static aca_status lookup(void)
{
  aca_response *response = NULL;
  aca_status status = aca_model_lookup(&aca_container_app_model, app, "properties.template", &response);
  usable(response, status);
  if (status == ACA_OK)
    assert_string_equal(aca_response_body(response, NULL), template_text);
  aca_response_free(response);
  return status;
}

static aca_status lookup_of_nothing(void)
{
  aca_response *response = NULL;
  aca_status status = aca_model_lookup(&aca_container_app_model, app, "properties.kettle[3]", &response);
  usable(response, status);
  if (status == ACA_DONE) {
    assert_contains(aca_response_message(response), "properties.kettle[3]");
    assert_string_equal(aca_response_body(response, NULL), "");
  }
  aca_response_free(response);
  return status;
}

static aca_status validate(void)
{
  const aca_container_app nowhere = {.name = "tea"};
  aca_response *response = NULL;
  aca_status status = aca_model_validate(&aca_container_app_model, &nowhere, &response);
  usable(response, status);
  if (status == ACA_ERROR_ARGUMENT)
    assert_string_equal(aca_response_message(response), "location: required, and not set");
  aca_response_free(response);
  return status;
}

static aca_status print(void)
{
  char text[8192];
  FILE *stream = fmemopen(text, sizeof text, "w");
  assert_non_null(stream);
  aca_status status = aca_model_print(&aca_container_app_model, app, stream);
  assert_int_equal(fclose(stream), 0);
  if (status == ACA_OK) {
    assert_contains(text, "\"image\": \"samovar:1\"");
    assert_contains(text, "***");
  }
  return status;
}

/* ---- an error of the service ---- */

static const char error_body[] =
    "{\"error\":{\"code\":1234567890123456789012,\"message\":\"It broke.\",\"target\":\"kettle\","
    "\"details\":[{\"code\":\"TooHot\",\"message\":\"100 degrees\",\"innererror\":\"steam\"},{\"code\":7}],"
    "\"innererror\":{\"trace\":[1,{\"at\":\"x\"}]},\"additionalInfo\":[{\"type\":\"t\"}]}}";

static void assert_whole_error(const aca_error *error)
{
  assert_non_null(error);
  assert_string_equal(error->code, "1234567890123456789012");
  assert_string_equal(error->message, "It broke.");
  assert_string_equal(error->target, "kettle");
  assert_int_equal(error->detail_count, 2);
  assert_string_equal(error->details[0].code, "TooHot");
  assert_string_equal(error->details[0].message, "100 degrees");
  assert_string_equal(error->details[0].inner_error_json, "\"steam\"");
  assert_string_equal(error->details[1].code, "7");
  assert_string_equal(error->inner_error_json, "{\"trace\":[1,{\"at\":\"x\"}]}");
  assert_string_equal(error->additional_info_json, "[{\"type\":\"t\"}]");
}

/* The answer to a call that failed, as the transport leaves it; NULL when out of memory. */
static aca_response *answer(const char *header, const char *body)
{
  aca_response *response = aca__response_new();
  if (aca__response_is_constant(response))
    return NULL;
  response->http_status = 500;
  aca__response_add_header(response, "x-ms-error-code", 15, header, strlen(header));
  aca__buffer_text(&response->body, body);
  if (!response->headers.failed && !response->body.failed)
    return response;
  aca_response_free(response);
  return NULL;
}

static aca_status read_error(void)
{
  aca_response *response = answer("InHeader", error_body);
  if (response == NULL)
    return ACA_ERROR_MEMORY;
  aca_status status = usable(response, aca__response_read_error(response));
  if (status == ACA_ERROR_SERVICE) {
    assert_whole_error(aca_response_error(response));
    assert_string_equal(aca_response_message(response), "HTTP status 500: 1234567890123456789012: It broke.");
  }
  aca_response_free(response);
  return status;
}

static aca_status read_error_of_header(void)
{
  aca_response *response = answer("InHeader", "");
  if (response == NULL)
    return ACA_ERROR_MEMORY;
  aca_status status = usable(response, aca__response_read_error(response));
  if (status == ACA_ERROR_SERVICE)
    assert_string_equal(aca_response_error(response)->code, "InHeader");
  aca_response_free(response);
  return status;
}

/* ---- the rest ---- */

#define GROUP "/subscriptions/s/resourceGroups/tea"
#define REVISION GROUP "/providers/Microsoft.App/containerApps/samovar/revisions/one"

static aca_status parse_id(void)
{
  aca_resource_id *id = NULL;
  aca_status status = aca_resource_id_parse(REVISION, &id);
  assert_true((status == ACA_OK) == (id != NULL));
  if (status == ACA_OK) {
    assert_string_equal(id->text, REVISION);
    assert_string_equal(id->type, "containerApps/revisions");
    assert_string_equal(id->name, "one");
    assert_string_equal(id->parent->name, "samovar");
    assert_string_equal(id->parent->parent->text, GROUP);
    aca_resource_id_free(id);
  }
  return status;
}

static aca_status parse_what_is_no_id(void)
{
  aca_resource_id *id = NULL;
  aca_status status = aca_resource_id_parse(GROUP "/providers/Microsoft.App/containerApps", &id);
  assert_null(id);
  return status;
}

static aca_status base64(void)
{
  char *text = NULL;
  unsigned char *bytes = NULL;
  size_t length = 0;
  aca_status status = aca_base64_encode("kettle", 6, &text);
  if (status == ACA_OK)
    status = aca_base64_decode(text, &bytes, &length);
  if (status == ACA_OK) {
    assert_int_equal(length, 6);
    assert_memory_equal(bytes, "kettle", 6);
  }
  free(text);
  free(bytes);
  return status;
}

#define ALONE(text, function, status) .name = text, .run = function, .expected = status
#define WITH_APP(text, function, status) \
  ALONE(text, function, status), .set_up = set_up_app, .tear_down = tear_down_app

const scenario model_scenarios[] = {
    {WITH_APP("a rich app is decoded", decode, ACA_OK)},
    {ALONE("what is not JSON is refused", decode_what_is_not_json, ACA_ERROR_DECODE)},
    {ALONE("what does not fit is refused", decode_strictly, ACA_ERROR_DECODE)},
    {WITH_APP("the app is encoded", encode, ACA_OK)},
    {ALONE("what cannot be encoded is refused", encode_what_is_wrong, ACA_ERROR_ARGUMENT)},
    {WITH_APP("the app is cloned", copy, ACA_OK)},
    {WITH_APP("a part of the app is looked up", lookup, ACA_OK)},
    {WITH_APP("a part that is not there is looked up", lookup_of_nothing, ACA_DONE)},
    {ALONE("an app is validated", validate, ACA_ERROR_ARGUMENT)},
    {WITH_APP("the app is printed", print, ACA_OK)},
    {ALONE("an error body is read", read_error, ACA_ERROR_SERVICE)},
    {ALONE("an error without a body is read", read_error_of_header, ACA_ERROR_SERVICE)},
    {ALONE("a resource id is parsed", parse_id, ACA_OK)},
    {ALONE("a wrong resource id is refused", parse_what_is_no_id, ACA_ERROR_ARGUMENT)},
    {ALONE("base64 goes there and back", base64, ACA_OK)},
};
const size_t model_scenario_count = COUNT(model_scenarios);
