/* Long-running operations as users call them: the functions that wait, those that begin, and what they refuse. */
#include "polling.h"

static const fake_answer created[] = {{.http_status = 201, .headers = ASYNC, .body = IN_STATE("InProgress")},
                                      {.http_status = 200, .body = SAYS("InProgress")},
                                      {.http_status = 200, .body = SAYS("Succeeded")},
                                      {.http_status = 200, .body = IN_STATE("Succeeded")},
                                      {0}};
static const char created_log[] = "PUT " APP "\nGET " STATUS "\nGET " STATUS "\nGET " APP "\n";

static void a_plain_function_waits_for_the_end(void **state)
{
  (void)state;
  const aca_container_app mine = {.location = "eastus"};
  const aca_container_app *app = NULL;
  aca_response *response;
  polling p;
  polling_open(&p, created);
  assert_int_equal(aca_container_apps_create_or_update(p.client, "rg", "web", &mine, NULL, &response, &app), ACA_OK);
  assert_string_equal(p.fake.log, created_log);
  assert_string_equal(app->name, "web");
  assert_ptr_equal(aca_response_value(response), app);
  assert_int_equal(aca_response_http_status(response), 200);
  polling_close(&p); /* the response lives on */
  assert_string_equal(app->properties->provisioning_state, "Succeeded");
  aca_response_free(response);
}

static void a_plain_function_without_result_waits_too(void **state)
{
  (void)state;
  const fake_answer answers[] = {
      {.http_status = 202, .headers = LOCATION}, {.http_status = 202}, {.http_status = 204}, {0}};
  aca_response *response;
  polling p;
  polling_open(&p, answers);
  assert_int_equal(aca_container_apps_delete(p.client, "rg", "web", NULL, &response), ACA_OK);
  assert_string_equal(p.fake.log, "DELETE " APP "\nGET " RESULT "\nGET " RESULT "\n");
  assert_int_equal(aca_response_http_status(response), 204);
  aca_response_free(response);
  polling_close(&p);
}

static void a_plain_function_says_why_the_operation_failed(void **state)
{
  (void)state;
  static const char failed[] = "{\"status\":\"Failed\",\"error\":{\"code\":\"Bad\",\"message\":\"It is broken.\","
                               "\"details\":[{\"code\":\"Worse\",\"message\":\"Very.\"}]}}";
  const fake_answer answers[] = {created[0], {.http_status = 200, .body = failed}, {0}};
  const aca_container_app mine = {.location = "eastus"};
  const aca_container_app *app = &mine;
  aca_response *response;
  polling p;
  polling_open(&p, answers);
  assert_int_equal(aca_container_apps_create_or_update(p.client, "rg", "web", &mine, NULL, &response, &app),
                   ACA_ERROR_SERVICE);
  assert_string_equal(aca_response_message(response), "the operation ended as Failed: Bad: It is broken.");
  assert_string_equal(aca_response_error(response)->details[0].code, "Worse");
  assert_ptr_equal(app, &mine);
  assert_null(aca_response_value(response));
  aca_response_free(response);
  polling_close(&p);
}

static void a_plain_function_gives_up_when_its_time_is_over(void **state)
{
  (void)state;
  const fake_answer answers[] = {
      {.http_status = 202, .headers = LOCATION "\nRetry-After: 600"}, {.http_status = 202}, {0}};
  aca_response *response;
  polling p;
  polling_open(&p, answers);
  assert_int_equal(
      aca_container_apps_delete(p.client, "rg", "web", &(aca_call_options){.wait_timeout_ms = 10}, &response),
      ACA_ERROR_TIMEOUT);
  assert_contains(aca_response_message(response), "the operation is InProgress and goes on");
  assert_int_equal(p.fake.performed, 2);
  aca_response_free(response);
  polling_close(&p);
}

static void begin_waits_for_the_first_answer_alone(void **state)
{
  (void)state;
  const aca_container_app mine = {.location = "eastus"};
  polling p;
  polling_open(&p, created);
  assert_int_equal(aca_container_apps_create_or_update_begin(p.client, "rg", "web", &mine, NULL, &p.poller), ACA_OK);
  assert_int_equal(p.fake.performed, 1);
  assert_false(aca_poller_is_done(p.poller));
  assert_ptr_equal(aca_poller_operation(p.poller), operation_called("ContainerApps_CreateOrUpdate"));
  assert_string_equal(aca_poller_state(p.poller), "InProgress");
  assert_int_equal(aca_poller_wait(p.poller), ACA_OK);
  assert_string_equal(p.fake.log, created_log);
  polling_close(&p);
}

static void begin_may_find_it_done(void **state)
{
  (void)state;
  const fake_answer answers[] = {{.http_status = 204}, {0}};
  polling p;
  polling_open(&p, answers);
  assert_int_equal(aca_container_apps_delete_begin(p.client, "rg", "web", NULL, &p.poller), ACA_OK);
  assert_true(aca_poller_is_done(p.poller));
  assert_int_equal(aca_poller_step(p.poller), ACA_DONE);
  polling_close(&p);
}

static void begin_refuses_bad_arguments(void **state)
{
  (void)state;
  polling p;
  polling_open(&p, created);
  assert_int_equal(aca_container_apps_delete_begin(p.client, "rg", "", NULL, &p.poller), ACA_ERROR_ARGUMENT);
  assert_string_equal(aca_response_message(aca_poller_response(p.poller)), "containerAppName: empty");
  assert_true(aca_poller_is_done(p.poller));
  assert_null(aca_poller_resume_token(p.poller));
  assert_int_equal(aca_poller_wait(p.poller), ACA_ERROR_ARGUMENT);
  assert_int_equal(aca_poller_step(p.poller), ACA_ERROR_ARGUMENT);
  aca_poller_free(p.poller);
  assert_int_equal(aca_operation_begin(p.client, NULL, NULL, NULL, NULL, &p.poller), ACA_ERROR_ARGUMENT);
  assert_string_equal(aca_response_message(aca_poller_response(p.poller)), "operation is NULL");
  assert_null(aca_poller_operation(p.poller));
  assert_int_equal(p.fake.performed, 0);
  polling_close(&p);
}

static void an_operation_that_takes_no_time_can_have_a_poller(void **state)
{
  (void)state;
  const fake_answer answers[] = {{.http_status = 200, .body = STATELESS}, {0}};
  polling p;
  polling_open(&p, answers);
  assert_int_equal(aca_operation_begin(p.client, operation_called("ContainerApps_Get"), polling_arguments, NULL, NULL,
                                       &p.poller),
                   ACA_OK);
  assert_true(aca_poller_is_done(p.poller));
  assert_string_equal(polling_name(aca_poller_value(p.poller)), "web");
  assert_string_equal(p.fake.log, "GET " APP "\n");
  polling_close(&p);
}

static void the_definition_may_say_where_the_result_of_a_post_is(void **state)
{
  (void)state;
  static const struct {
    const char *via;
    const char *log;
    const char *name;
  } cases[] = {{"location", "POST " START "\nGET " STATUS "\nGET " RESULT "\n", "web"},
               {NULL, "POST " START "\nGET " STATUS "\nGET " RESULT "\n", "web"},
               {"original-uri", "POST " START "\nGET " STATUS "\nGET " START "\n", "web"},
               {"azure-async-operation", "POST " START "\nGET " STATUS "\n", "1"}}; /* the status document's */
  for (size_t i = 0; i < COUNT(cases); i++) {
    const fake_answer answers[] = {{.http_status = 202, .headers = BOTH},
                                   {.http_status = 200, .body = SAYS("Succeeded")},
                                   {.http_status = 200, .body = STATELESS},
                                   {0}};
    aca_operation operation = *operation_called("ContainerApps_Start");
    operation.final_state_via = cases[i].via;
    polling p;
    polling_open(&p, answers);
    assert_int_equal(aca_operation_begin(p.client, &operation, polling_arguments, NULL, NULL, &p.poller), ACA_OK);
    assert_int_equal(aca_poller_wait(p.poller), ACA_OK);
    assert_string_equal(p.fake.log, cases[i].log);
    assert_string_equal(polling_name(aca_poller_value(p.poller)), cases[i].name);
    polling_close(&p);
  }
}

/* Strictness is for the result: what comes before need not fit. */
static void strictly_a_result_that_does_not_fit_is_an_error(void **state)
{
  (void)state;
  static const char misfit[] = "{\"name\":\"web\",\"tags\":[],\"properties\":{\"provisioningState\":\"InProgress\"}}";
  const fake_answer answers[] = {{.http_status = 201, .headers = ASYNC, .body = misfit},
                                 {.http_status = 200, .body = SAYS("Succeeded")},
                                 {.http_status = 200, .body = misfit},
                                 {0}};
  polling p;
  assert_int_equal(
      polling_begin(&p, "ContainerApps_CreateOrUpdate", answers, &(aca_call_options){.strict = true}), ACA_OK);
  assert_int_equal(aca_poller_wait(p.poller), ACA_ERROR_DECODE);
  assert_string_equal(aca_response_message(aca_poller_response(p.poller)), "tags: expected an object, found an array");
  assert_true(aca_poller_is_done(p.poller));
  assert_null(aca_poller_value(p.poller));
  polling_close(&p);

  assert_int_equal(polling_begin(&p, "ContainerApps_CreateOrUpdate", answers, NULL), ACA_OK);
  assert_int_equal(aca_response_warning_count(aca_poller_response(p.poller)), 1);
  assert_int_equal(aca_poller_wait(p.poller), ACA_OK);
  assert_string_equal(aca_response_warning(aca_poller_response(p.poller), 0),
                      "tags: expected an object, found an array");
  polling_close(&p);
}

static void without_a_credential_links_elsewhere_are_not_followed_either(void **state)
{
  (void)state;
  fake f = {.answer = {.http_status = 202, .headers = "Location: https://evil.example/"}};
  aca_client *client = fake_client(&f, NULL);
  aca_response *response;
  assert_int_equal(aca_container_apps_delete(client, "rg", "web", NULL, &response), ACA_ERROR_AUTHENTICATION);
  assert_int_equal(f.performed, 1);
  aca_response_free(response);
  aca_client_free(client);
}

static aca_status give_token_once(const aca_token_request *request, aca_token *token, void *data)
{
  int *given = data;
  (void)request;
  return ++*given == 1 ? aca_token_set(token, "first", 1) : ACA_ERROR_AUTHENTICATION;
}

static void without_a_new_token_it_can_go_on_later(void **state)
{
  (void)state;
  int given = 0;
  fake f = {.answer = {.http_status = 202, .headers = LOCATION}};
  const aca_client_options options = {.subscription_id = SUBSCRIPTION,
                                      .credential = aca_credential_callback(give_token_once, &given, NULL)};
  aca_client *client = fake_client(&f, &options);
  aca_poller *poller;
  assert_int_equal(aca_container_apps_delete_begin(client, "rg", "web", NULL, &poller), ACA_OK);
  assert_int_equal(aca_poller_step(poller), ACA_ERROR_AUTHENTICATION);
  assert_int_equal(f.performed, 1);
  assert_false(aca_poller_is_done(poller));
  assert_non_null(aca_poller_resume_token(poller));
  given = 0;
  assert_int_equal(aca_poller_step(poller), ACA_OK);
  assert_int_equal(f.performed, 2);
  aca_poller_free(poller);
  aca_client_free(client);
}

static void no_poller_is_a_poller_that_knows_nothing(void **state)
{
  (void)state;
  assert_int_equal(aca_poller_step(NULL), ACA_ERROR_ARGUMENT);
  assert_int_equal(aca_poller_wait(NULL), ACA_ERROR_ARGUMENT);
  assert_int_equal(aca_poller_delay_ms(NULL), 0);
  assert_int_equal(aca_poller_elapsed_ms(NULL), 0);
  assert_true(aca_poller_is_done(NULL));
  assert_string_equal(aca_poller_state(NULL), "");
  assert_true(aca_poller_percent_complete(NULL) < 0);
  assert_null(aca_poller_operation(NULL));
  assert_null(aca_poller_value(NULL));
  assert_null(aca_poller_resume_token(NULL));
  assert_non_null(aca_poller_response(NULL));
  aca_poller_free(NULL);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_plain_function_waits_for_the_end),
      cmocka_unit_test(a_plain_function_without_result_waits_too),
      cmocka_unit_test(a_plain_function_says_why_the_operation_failed),
      cmocka_unit_test(a_plain_function_gives_up_when_its_time_is_over),
      cmocka_unit_test(begin_waits_for_the_first_answer_alone),
      cmocka_unit_test(begin_may_find_it_done),
      cmocka_unit_test(begin_refuses_bad_arguments),
      cmocka_unit_test(an_operation_that_takes_no_time_can_have_a_poller),
      cmocka_unit_test(the_definition_may_say_where_the_result_of_a_post_is),
      cmocka_unit_test(strictly_a_result_that_does_not_fit_is_an_error),
      cmocka_unit_test(without_a_credential_links_elsewhere_are_not_followed_either),
      cmocka_unit_test(without_a_new_token_it_can_go_on_later),
      cmocka_unit_test(no_poller_is_a_poller_that_knows_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
