/* Every request for memory is refused in turn: alone, and with all that come after it. Nothing may crash or leak, and
 * what does not succeed says that it was the memory. */
#include "aca/aca.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>

#include "faults.h"
#include "memory.h"

enum { MOST_POINTS = 100000 };

static size_t points;

aca_status usable(const aca_response *response, aca_status status)
{
  assert_non_null(response);
  assert_int_equal(aca_response_status(response), status);
  assert_non_null(aca_response_message(response));
  assert_string_not_equal(aca_response_message(response), "");
  if (status == ACA_ERROR_MEMORY)
    assert_string_equal(aca_response_message(response), aca_status_text(ACA_ERROR_MEMORY));
  return status;
}

void assert_model(const aca_model *model, const char *json, const void *value)
{
  aca_response *text = NULL;
  memory_hold(true);
  assert_int_equal(aca_model_encode(model, value, ACA_ENCODE_ALL, &text), ACA_OK);
  assert_string_equal(aca_response_body(text, NULL), json);
  aca_response_free(text);
  memory_hold(false);
}

/* The run with the n-th request refused; false when it made no more than n - 1. */
static bool try_point(const scenario *s, size_t n, bool all_later)
{
  long before = memory_blocks();
  memory_refuse(n, all_later);
  aca_status status = s->run();
  size_t refused = memory_relent();
  if (memory_blocks() != before)
    fail_msg("%s: %ld blocks leak without request %zu", s->name, memory_blocks() - before, n);
  if (status != s->expected && (refused == 0 || status != ACA_ERROR_MEMORY))
    fail_msg("%s: \"%s\" without request %zu", s->name, aca_status_text(status), n);
  return refused > 0;
}

static void succeeds_or_says_that_memory_ran_out(void **state)
{
  const scenario *s = *state;
  size_t tried[2];
  if (s->set_up != NULL)
    s->set_up();
  assert_false(try_point(s, 0, false));
  assert_true(memory_requests() > 0);
  for (int all_later = 0; all_later <= 1; all_later++) {
    size_t n = 1;
    while (n < MOST_POINTS && try_point(s, n, all_later != 0))
      n++;
    tried[all_later] = n - 1;
  }
  if (s->tear_down != NULL)
    s->tear_down();
  assert_in_range(tried[0], 1, MOST_POINTS - 2);
  assert_int_equal(tried[0], tried[1]);
  points += tried[0] + tried[1];
  print_message("             %zu requests, each refused alone and with those after it\n", tried[0]);
}

/* A refusal that nobody notices would make all of the above pass. */
static void memory_does_run_out(void **state)
{
  (void)state;
  char *text = NULL;
  memory_refuse(1, false);
  aca_status status = aca_base64_encode("tea", 3, &text);
  assert_int_equal(memory_relent(), 1);
  assert_int_equal(status, ACA_ERROR_MEMORY);
  assert_null(text);
  memory_refuse(1, false);
  cJSON *node = cJSON_CreateNull();
  assert_int_equal(memory_relent(), 1);
  assert_null(node);
}

static struct CMUnitTest test_of(const scenario *s)
{
  return (struct CMUnitTest){
      .name = s->name, .test_func = succeeds_or_says_that_memory_ran_out, .initial_state = (void *)(uintptr_t)s};
}

int main(void)
{
  enum { MOST_TESTS = 64 };
  struct CMUnitTest tests[MOST_TESTS] = {cmocka_unit_test(memory_does_run_out)};
  size_t count = 1;
  cJSON_InitHooks(&(cJSON_Hooks){.malloc_fn = malloc, .free_fn = free});
  if (1 + model_scenario_count + zoo_scenario_count + call_scenario_count + operation_scenario_count + identity_scenario_count >
      MOST_TESTS)
    return EXIT_FAILURE;
  for (size_t i = 0; i < model_scenario_count; i++)
    tests[count++] = test_of(&model_scenarios[i]);
  for (size_t i = 0; i < zoo_scenario_count; i++)
    tests[count++] = test_of(&zoo_scenarios[i]);
  for (size_t i = 0; i < call_scenario_count; i++)
    tests[count++] = test_of(&call_scenarios[i]);
  for (size_t i = 0; i < operation_scenario_count; i++)
    tests[count++] = test_of(&operation_scenarios[i]);
  for (size_t i = 0; i < identity_scenario_count; i++)
    tests[count++] = test_of(&identity_scenarios[i]);
  /* The macro counts an array as a whole. */
  int failed = _cmocka_run_group_tests("faults", tests, count, NULL, NULL);
  print_message("%zu failing points were tried\n", points);
  return failed;
}
