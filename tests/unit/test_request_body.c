/* The body of a request. It may hold secrets and is overwritten before its memory goes back: the program is linked so
 * that free() and realloc() come here first. */
#include <malloc.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "aca/aca.h"
#include "buffer.h"
#include "help.h"

static const char secret[] = "s3cr3t-of-the-test";
static int found;  /* blocks that were given back with the secret in them */
static int looked; /* blocks that were given back */

void __real_free(void *memory);
void *__real_realloc(void *memory, size_t size);
void __wrap_free(void *memory);
void *__wrap_realloc(void *memory, size_t size);

static bool has_secret(void *memory)
{
  return memory != NULL && memmem(memory, malloc_usable_size(memory), secret, sizeof secret - 1) != NULL;
}

void __wrap_free(void *memory)
{
  looked++;
  found += has_secret(memory);
  __real_free(memory);
}

void *__wrap_realloc(void *memory, size_t size)
{
  found += has_secret(memory); /* it may move, and leave the old block as it is */
  return __real_realloc(memory, size);
}

static int set_up(void **state)
{
  (void)state;
  found = looked = 0;
  return 0;
}

/* Whether the watch works at all. */
static void the_watch_sees_what_is_not_wiped(void **state)
{
  (void)state;
  aca__buffer buffer = {0};
  aca__buffer_text(&buffer, secret);
  aca__buffer_free(&buffer);
  assert_int_equal(found, 1);
  aca__buffer_text(&buffer, secret);
  aca__wipe(buffer.data, buffer.length);
  aca__buffer_free(&buffer);
  assert_int_equal(found, 1);
  assert_int_equal(looked, 2);
}

static void the_body_of_a_request_is_wiped(void **state)
{
  (void)state;
  fake transport = {0};
  aca_client *client = fake_client(&transport, NULL);
  aca_request *request;
  const aca_call_options options = {.body_json = secret};
  assert_int_equal(aca_container_apps_get_request(client, "rg", "app", &options, &request), ACA_OK);
  assert_string_equal(aca_request_body(request, NULL), secret);
  aca_request_free(request);
  assert_int_equal(found, 0);
  aca_client_free(client);
}

/* What comes after the secret makes the body grow past it. */
static void a_body_that_grows_leaves_no_secret_behind(void **state)
{
  (void)state;
  static char large[5000];
  memset(large, 'x', sizeof large - 1);
  fake transport = {0};
  aca_client *client = fake_client(&transport, NULL);
  const aca_secret secrets[] = {{.name = "a", .value = secret}, {.name = "b", .value = large}};
  const aca_configuration configuration = {.secrets = {COUNT(secrets), secrets}};
  const aca_container_app_properties properties = {.configuration = &configuration};
  const aca_container_app app = {.location = "eastus", .properties = &properties};
  aca_request *request;
  assert_int_equal(aca_container_apps_update_request(client, "rg", "app", &app, NULL, &request), ACA_OK);
  assert_contains(aca_request_body(request, NULL), secret);
  aca_request_free(request);
  assert_int_equal(found, 0);
  aca_client_free(client);
}

static void a_value_deep_inside_is_named(void **state)
{
  (void)state;
  fake transport = {0};
  aca_client *client = fake_client(&transport, NULL);
  const aca_container_resources resources = {.cpu = ACA_DOUBLE(NAN)};
  const aca_container containers[] = {{.name = "a"}, {.name = "b", .resources = &resources}};
  const aca_template template = {.containers = {COUNT(containers), containers}};
  const aca_container_app_properties properties = {.template_ = &template};
  const aca_container_app app = {.location = "eastus", .properties = &properties};
  aca_response *response;
  const aca_container_app *result = &app;
  assert_int_equal(aca_container_apps_create_or_update(client, "rg", "app", &app, NULL, &response, &result),
                   ACA_ERROR_ARGUMENT);
  assert_string_equal(aca_response_message(response), "containerAppEnvelope: properties.template.containers[1]."
                                                      "resources.cpu: not a finite number");
  assert_ptr_equal(result, &app); /* untouched */
  assert_int_equal(transport.performed, 0);
  aca_response_free(response);
  aca_client_free(client);
}

#if ACA_API_DATE >= 20230501 /* jobs */
static void an_optional_body_may_be_absent(void **state)
{
  (void)state;
  fake transport = {0};
  aca_client *client = fake_client(&transport, NULL);
  aca_request *request;
  size_t length = 99;
  assert_int_equal(aca_jobs_start_request(client, "rg", "job", NULL, NULL, &request), ACA_OK);
  assert_string_equal(aca_request_body(request, &length), "");
  assert_int_equal(length, 0);
  assert_int_equal(aca_request_header_count(request), 2); /* no Content-Type */
  aca_request_free(request);
  const aca_job_execution_template body = {0};
  assert_int_equal(aca_jobs_start_request(client, "rg", "job", &body, NULL, &request), ACA_OK);
  assert_string_equal(aca_request_body(request, &length), "{}");
  assert_int_equal(length, 2);
  assert_int_equal(aca_request_header_count(request), 3);
  aca_request_free(request);
  aca_client_free(client);
}
#endif

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_value_deep_inside_is_named),
#if ACA_API_DATE >= 20230501
      cmocka_unit_test(an_optional_body_may_be_absent),
#endif
      cmocka_unit_test_setup(the_watch_sees_what_is_not_wiped, set_up),
      cmocka_unit_test_setup(the_body_of_a_request_is_wiped, set_up),
      cmocka_unit_test_setup(a_body_that_grows_leaves_no_secret_behind, set_up),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
