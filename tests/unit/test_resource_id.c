#include "aca/resource_id.h"

#include <string.h>

#include "help.h"

/* What an id should come to; a part that it should not have is NULL. */
typedef struct expectation {
  const char *given;
  const char *text; /* NULL: as given */
  const char *subscription_id;
  const char *resource_group;
  const char *location;
  const char *provider;
  const char *type;
  const char *name;
  const char *parent;
} expectation;

#define S "/subscriptions/s1"
#define G S "/resourceGroups/g1"
#define APP G "/providers/Microsoft.App/containerApps/web"

static const expectation expectations[] = {
    {.given = S, .subscription_id = "s1", .provider = "Microsoft.Resources", .type = "subscriptions", .name = "s1"},
    {.given = G, .subscription_id = "s1", .resource_group = "g1", .provider = "Microsoft.Resources",
     .type = "resourceGroups", .name = "g1", .parent = S},
    {.given = APP, .subscription_id = "s1", .resource_group = "g1", .provider = "Microsoft.App",
     .type = "containerApps", .name = "web", .parent = G},
    {.given = APP "/revisions/web--1", .subscription_id = "s1", .resource_group = "g1", .provider = "Microsoft.App",
     .type = "containerApps/revisions", .name = "web--1", .parent = APP},
    {.given = APP "/revisions/web--1/replicas/r", .subscription_id = "s1", .resource_group = "g1",
     .provider = "Microsoft.App", .type = "containerApps/revisions/replicas", .name = "r",
     .parent = APP "/revisions/web--1"},
    /* locations */
    {.given = S "/providers/Microsoft.App/locations/eastus", .subscription_id = "s1", .location = "eastus",
     .provider = "Microsoft.App", .type = "locations", .name = "eastus", .parent = S},
    {.given = S "/providers/Microsoft.App/locations/East US/operationResults/op", .subscription_id = "s1",
     .location = "East US", .provider = "Microsoft.App", .type = "locations/operationResults", .name = "op",
     .parent = S "/providers/Microsoft.App/locations/East US"},
    {.given = S "/locations/eastus", .subscription_id = "s1", .location = "eastus",
     .provider = "Microsoft.Resources", .type = "subscriptions/locations", .name = "eastus", .parent = S},
    /* extension resources */
    {.given = APP "/providers/Microsoft.Authorization/locks/l", .subscription_id = "s1", .resource_group = "g1",
     .provider = "Microsoft.Authorization", .type = "locks", .name = "l", .parent = APP},
    {.given = G "/providers/Microsoft.Insights/diagnosticSettings/d", .subscription_id = "s1",
     .resource_group = "g1", .provider = "Microsoft.Insights", .type = "diagnosticSettings", .name = "d",
     .parent = G},
    /* tenant level, and providers by themselves */
    {.given = "/providers/Microsoft.App", .provider = "Microsoft.App"},
    {.given = "/providers/Microsoft.Management/managementGroups/m", .provider = "Microsoft.Management",
     .type = "managementGroups", .name = "m"},
    {.given = S "/providers/Microsoft.App", .subscription_id = "s1", .provider = "Microsoft.App", .parent = S},
    /* below a subscription or group without a provider */
    {.given = S "/tagNames/t", .subscription_id = "s1", .provider = "Microsoft.Resources",
     .type = "subscriptions/tagNames", .name = "t", .parent = S},
    {.given = G "/deployments/d", .subscription_id = "s1", .resource_group = "g1",
     .provider = "Microsoft.Resources", .type = "resourceGroups/deployments", .name = "d", .parent = G},
    /* "resourceGroups" and "subscriptions" are words like any other elsewhere */
    {.given = APP "/resourceGroups/x", .subscription_id = "s1", .resource_group = "g1", .provider = "Microsoft.App",
     .type = "containerApps/resourceGroups", .name = "x", .parent = APP},
    {.given = "/providers/Microsoft.Foo/subscriptions/x/resourceGroups/y", .provider = "Microsoft.Foo",
     .type = "subscriptions/resourceGroups", .name = "y", .parent = "/providers/Microsoft.Foo/subscriptions/x"},
    {.given = S "/providers/Microsoft.Foo/subscriptions/x/resourceGroups/y", .subscription_id = "s1",
     .provider = "Microsoft.Foo", .type = "subscriptions/resourceGroups", .name = "y",
     .parent = S "/providers/Microsoft.Foo/subscriptions/x"},
    /* a provider, then an extension of it */
    {.given = S "/providers/Microsoft.App/providers/Microsoft.Foo/bars/b", .subscription_id = "s1",
     .provider = "Microsoft.Foo", .type = "bars", .name = "b", .parent = S "/providers/Microsoft.App"},
    /* letter case is kept, empty segments and blanks around go */
    {.given = "/SUBSCRIPTIONS/S1/RESOURCEGROUPS/G1/PROVIDERS/microsoft.app/CONTAINERAPPS/Web",
     .subscription_id = "S1", .resource_group = "G1", .provider = "microsoft.app", .type = "CONTAINERAPPS",
     .name = "Web", .parent = "/SUBSCRIPTIONS/S1/RESOURCEGROUPS/G1"},
    {.given = "//subscriptions///s1/resourceGroups/g1//", .text = G, .subscription_id = "s1", .resource_group = "g1",
     .provider = "Microsoft.Resources", .type = "resourceGroups", .name = "g1", .parent = S},
    {.given = "/ subscriptions / s1 / /resourceGroups/ g1 ", .text = G, .subscription_id = "s1",
     .resource_group = "g1", .provider = "Microsoft.Resources", .type = "resourceGroups", .name = "g1",
     .parent = S},
};

static void assert_same(const char *given, const char *what, const char *actual, const char *expected)
{
  if ((actual == NULL) != (expected == NULL) || (actual != NULL && strcmp(actual, expected) != 0))
    fail_msg("%s of %s is %s, not %s", what, given, actual != NULL ? actual : "NULL",
             expected != NULL ? expected : "NULL");
}

static void parts_are_found(void **state)
{
  (void)state;
  for (size_t i = 0; i < COUNT(expectations); i++) {
    const expectation *e = &expectations[i];
    aca_resource_id *id = NULL;
    if (aca_resource_id_parse(e->given, &id) != ACA_OK)
      fail_msg("%s is refused", e->given);
    assert_same(e->given, "text", id->text, e->text != NULL ? e->text : e->given);
    assert_same(e->given, "subscription_id", id->subscription_id, e->subscription_id);
    assert_same(e->given, "resource_group", id->resource_group, e->resource_group);
    assert_same(e->given, "location", id->location, e->location);
    assert_same(e->given, "provider", id->provider, e->provider);
    assert_same(e->given, "type", id->type, e->type);
    assert_same(e->given, "name", id->name, e->name);
    assert_same(e->given, "parent", id->parent != NULL ? id->parent->text : NULL, e->parent);
    aca_resource_id_free(id);
  }
}

static void parents_lead_to_the_top(void **state)
{
  (void)state;
  static const char *const texts[] = {APP "/revisions/r/providers/Microsoft.Authorization/locks/l",
                                      APP "/revisions/r", APP, G, S};
  static const char *const names[] = {"l", "r", "web", "g1", "s1"};
  static const char *const groups[] = {"g1", "g1", "g1", "g1", NULL};
  aca_resource_id *id = NULL;
  assert_int_equal(aca_resource_id_parse(texts[0], &id), ACA_OK);
  const aca_resource_id *at = id;
  for (size_t i = 0; i < COUNT(texts); i++, at = at->parent) {
    assert_non_null(at);
    assert_string_equal(at->text, texts[i]);
    assert_string_equal(at->name, names[i]);
    assert_string_equal(at->subscription_id, "s1");
    assert_same(texts[i], "resource_group", at->resource_group, groups[i]);
  }
  assert_null(at);
  aca_resource_id_free(id);
}

static void other_texts_are_refused(void **state)
{
  (void)state;
  static const char *const texts[] = {
      "",
      "/",
      "//",
      "/ / ",
      "subscriptions/s1",
      " /subscriptions/s1",
      "/subscriptions",
      "/subscriptions/",
      "/resourceGroups/g1",
      "/foo/bar",
      "/providers",
      "/locations/eastus",
      S "/resourceGroups",
      G "/foo",
      G "/providers",
      G "/providers/Microsoft.App",
      G "/providers/Microsoft.App/containerApps",
      S "/providers",
      S "/providers/Microsoft.App/containerApps",
      S "/providers/A/providers/B",
      "/providers/A/providers",
      "/providers/Microsoft.App/operations",
      APP "/revisions",
      APP "/providers",
      APP "/providers/Microsoft.Authorization",
      APP "/providers/Microsoft.Authorization/locks",
  };
  for (size_t i = 0; i < COUNT(texts); i++) {
    aca_resource_id *id = NULL;
    if (aca_resource_id_parse(texts[i], &id) != ACA_ERROR_ARGUMENT)
      fail_msg("\"%s\" is read", texts[i]);
    assert_null(id);
  }
}

static void null_is_refused(void **state)
{
  (void)state;
  aca_resource_id *id = NULL;
  assert_int_equal(aca_resource_id_parse(NULL, &id), ACA_ERROR_ARGUMENT);
  assert_null(id);
  assert_int_equal(aca_resource_id_parse(S, NULL), ACA_ERROR_ARGUMENT);
  aca_resource_id_free(NULL);
}

static void a_long_id_is_read(void **state)
{
  (void)state;
  enum { LEVELS = 2000 };
  static char text[LEVELS * 4 + 64] = S;
  for (int i = 0; i < LEVELS; i++)
    strcat(text + 4 * i, "/t/n");
  aca_resource_id *id = NULL;
  assert_int_equal(aca_resource_id_parse(text, &id), ACA_OK);
  assert_string_equal(id->text, text);
  size_t levels = 0;
  for (const aca_resource_id *at = id; at != NULL; at = at->parent)
    levels++;
  assert_int_equal(levels, LEVELS + 1);
  aca_resource_id_free(id);
}

static void ids_are_equal_in_any_case(void **state)
{
  (void)state;
  assert_true(aca_resource_id_equal(APP, APP));
  assert_true(
      aca_resource_id_equal(APP, "/SUBSCRIPTIONS/S1/resourcegroups/G1/Providers/microsoft.APP/ContainerApps/WEB"));
  assert_true(aca_resource_id_equal(APP, APP "/"));
  assert_true(aca_resource_id_equal("//" S, S));
  assert_true(aca_resource_id_equal("/subscriptions//s1", S));
}

static void other_ids_are_not_equal(void **state)
{
  (void)state;
  assert_false(aca_resource_id_equal(APP, APP "2"));
  assert_false(aca_resource_id_equal(APP "2", APP));
  assert_false(aca_resource_id_equal(APP, G));
  assert_false(aca_resource_id_equal(G, APP));
  assert_false(aca_resource_id_equal("/subscriptions/s1", "/subscriptions/s2"));
  assert_false(aca_resource_id_equal("/subscriptions/s/1", "/subscriptions/s1"));
  assert_false(aca_resource_id_equal(NULL, S));
  assert_false(aca_resource_id_equal(S, NULL));
  assert_false(aca_resource_id_equal(NULL, NULL));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(parts_are_found),
      cmocka_unit_test(parents_lead_to_the_top),
      cmocka_unit_test(other_texts_are_refused),
      cmocka_unit_test(null_is_refused),
      cmocka_unit_test(a_long_id_is_read),
      cmocka_unit_test(ids_are_equal_in_any_case),
      cmocka_unit_test(other_ids_are_not_equal),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
