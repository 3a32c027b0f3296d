/* No memory that held an access token or a request's body is given back with a secret in it. The program is linked so that what the
 * library frees or grows passes through here; libcurl's own memory does not. */
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "aca/aca.h"
#include "help.h"

#define TOKEN "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.c2VjcmV0"

static bool watching;
static size_t given_back;
static size_t with_token;

static void look_at(void *memory)
{
  if (!watching || memory == NULL)
    return;
  given_back++;
  with_token += memmem(memory, malloc_usable_size(memory), TOKEN, sizeof TOKEN - 1) != NULL;
}

void __real_free(void *memory);
void __wrap_free(void *memory);
void *__wrap_realloc(void *memory, size_t size);

void __wrap_free(void *memory)
{
  look_at(memory);
  __real_free(memory);
}

/* Moves always, as a real one may. */
void *__wrap_realloc(void *memory, size_t size)
{
  char *moved = malloc(size);
  size_t old = memory != NULL ? malloc_usable_size(memory) : 0;
  if (moved == NULL)
    return NULL;
  memcpy(moved, memory != NULL ? memory : "", old < size ? old : size);
  look_at(memory);
  __real_free(memory);
  return moved;
}

static void watch(bool on)
{
  watching = on;
  if (on)
    given_back = with_token = 0;
}

static aca_status give(const aca_token_request *request, aca_token *token, void *data)
{
  (void)request;
  int *asked = data;
  ++*asked;
  (void)aca_token_set(token, "an-earlier-" TOKEN, INT64_MAX); /* replaced at once */
  return aca_token_set(token, TOKEN, 0);
}

static void the_watch_sees_what_it_should(void **state)
{
  (void)state;
  watch(true);
  char *volatile memory = calloc(1, 200); /* volatile: what is freed at once need not be written */
  assert_non_null(memory);
  memcpy(memory + 77, TOKEN, sizeof TOKEN - 1);
  free(memory);
  watch(false);
  assert_int_equal(with_token, 1);
}

static void a_credential_wipes_its_tokens(void **state)
{
  (void)state;
  watch(true);
  aca_credential *credential = aca_credential_token(TOKEN);
  aca_credential_release(credential);
  watch(false);
  assert_true(given_back > 0);
  assert_int_equal(with_token, 0);
}

/* A call with `count` headers, so that the memory for them grows at another place each time. */
static void call(aca_client *client, size_t count)
{
  aca_header headers[40];
  for (size_t i = 0; i < count; i++)
    headers[i] = (aca_header){(const char *[]){"X-A", "X-B", "X-C", "X-D", "X-E"}[i % 5], "some value of a header"};
  const aca_call_options options = {.headers = headers, .header_count = count};
  aca_response *response;
  const aca_container_app *app;
  aca_status status = aca_container_apps_get(client, "rg", "web", &options, &response, &app);
  assert_int_equal(status, ACA_OK);
  aca_response_free(response);
}

static void a_call_wipes_its_token(void **state)
{
  (void)state;
  fake f = {.answer = {.http_status = 200, .body = "{}"}};
  int asked = 0;
  const aca_client_options options = {
      .subscription_id = SUBSCRIPTION,
      .credential = aca_credential_callback(give, &asked, NULL),
  };
  aca_client *client = fake_client(&f, &options);
  watch(true);
  call(client, 0);
  call(client, 3);
  aca_client_free(client);
  watch(false);
  assert_int_equal(asked, 2);
  assert_string_equal(f.authorization, "Bearer " TOKEN);
  assert_true(given_back > 10);
  assert_int_equal(with_token, 0);
}

static void a_failed_call_wipes_its_token(void **state)
{
  (void)state;
  fake f = {.answer = {.status = ACA_ERROR_TRANSPORT, .message = "no route"}};
  const aca_client_options options = {
      .subscription_id = SUBSCRIPTION,
      .credential = aca_credential_token(TOKEN),
  };
  aca_client *client = fake_client(&f, &options);
  aca_response *response;
  watch(true);
  assert_int_equal(aca_container_apps_delete(client, "rg", "web", NULL, &response), ACA_ERROR_TRANSPORT);
  aca_response_free(response);
  aca_client_free(client);
  watch(false);
  assert_int_equal(with_token, 0);
}

static void the_transport_wipes_its_header_lines(void **state)
{
  (void)state;
  server *s = server_start(&(canned){.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"}, 1);
  int asked = 0;
  const aca_client_options options = {
      .subscription_id = SUBSCRIPTION,
      .endpoint = server_url(s),
      .credential = aca_credential_callback(give, &asked, NULL),
  };
  for (size_t count = 0; count < 40; count++) {
    aca_client *client = NULL;
    aca_credential_retain(options.credential);
    assert_int_equal(aca_client_new(&options, &client), ACA_OK);
    watch(true);
    call(client, count);
    aca_client_free(client);
    watch(false);
    if (with_token != 0)
      fail_msg("%zu of %zu blocks have the token, with %zu headers", with_token, given_back, count);
  }
  assert_contains(server_request(s, 39), "\r\nAuthorization: Bearer " TOKEN "\r\n");
  aca_credential_release(options.credential);
  server_stop(s);
}

/* The secret comes first, so that the body grows with it inside. */
static void a_request_wipes_its_body(void **state)
{
  (void)state;
  static char image[5000];
  memset(image, 'i', sizeof image - 1);
  const aca_secret secrets[] = {{.name = "s", .value = TOKEN}};
  const aca_container containers[] = {{.name = "c", .image = image}};
  const aca_configuration configuration = {.secrets = {1, secrets}};
  const aca_template template = {.containers = {1, containers}};
  const aca_container_app_properties properties = {.configuration = &configuration, .template_ = &template};
  const aca_container_app app = {.location = "eastus", .properties = &properties};
  fake f = {.answer = {.http_status = 200, .body = "{}"}};
  aca_client *client = fake_client(&f, NULL);
  aca_response *response;
  const aca_container_app *result;
  watch(true);
  assert_int_equal(aca_container_apps_create_or_update(client, "rg", "web", &app, NULL, &response, &result), ACA_OK);
  watch(false);
  assert_contains(f.body, TOKEN);
  assert_int_equal(with_token, 0);
  aca_response_free(response);
  aca_client_free(client);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_watch_sees_what_it_should),
      cmocka_unit_test(a_credential_wipes_its_tokens),
      cmocka_unit_test(a_call_wipes_its_token),
      cmocka_unit_test(a_failed_call_wipes_its_token),
      cmocka_unit_test(the_transport_wipes_its_header_lines),
      cmocka_unit_test(a_request_wipes_its_body),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
