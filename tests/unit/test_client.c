#include "client.h"

#include <string.h>

#include "help.h"
#include "url.h"

static int released;

static aca_status no_token(const aca_token_request *request, aca_token *token, void *data)
{
  (void)request, (void)token, (void)data;
  return ACA_ERROR_AUTHENTICATION;
}

static void count_release(void *data)
{
  (void)data;
  released++;
}

static aca_credential *counted(void)
{
  released = 0;
  return aca_credential_callback(no_token, NULL, count_release);
}

static void defaults_are_the_public_clouds(void **state)
{
  (void)state;
  aca_client *client = NULL;
  assert_int_equal(aca_client_new(&(aca_client_options){0}, &client), ACA_OK);
  assert_string_equal(client->endpoint, "https://management.azure.com");
  assert_string_equal(client->scope, "https://management.core.windows.net//.default");
  assert_null(client->subscription_id);
  assert_null(client->api_version);
  assert_null(client->credential);
  assert_int_equal(client->timeout_ms, 0);
  assert_int_equal(client->max_response_bytes, 64 << 20);
  assert_false(client->strict);
  assert_non_null(client->transport);
  aca_client_free(client);
}

static void the_other_clouds_have_theirs(void **state)
{
  (void)state;
  aca_client *client = NULL;
  assert_int_equal(aca_client_new(&(aca_client_options){.cloud = ACA_CLOUD_USGOV}, &client), ACA_OK);
  assert_string_equal(client->endpoint, "https://management.usgovcloudapi.net");
  assert_string_equal(client->scope, "https://management.core.usgovcloudapi.net//.default");
  aca_client_free(client);
  assert_int_equal(aca_client_new(&(aca_client_options){.cloud = ACA_CLOUD_CHINA}, &client), ACA_OK);
  assert_string_equal(client->endpoint, "https://management.chinacloudapi.cn");
  assert_string_equal(client->scope, "https://management.core.chinacloudapi.cn//.default");
  aca_client_free(client);
}

static void options_are_copied(void **state)
{
  (void)state;
  char endpoint[] = "https://example.com/base//", subscription[] = "sub", scope[] = "scope", version[] = "2024-03-01";
  const aca_client_options options = {
      .subscription_id = subscription,
      .endpoint = endpoint,
      .scope = scope,
      .api_version = version,
      .timeout_ms = 5,
      .max_response_bytes = 7,
      .strict = true,
  };
  aca_client *client = NULL;
  assert_int_equal(aca_client_new(&options, &client), ACA_OK);
  memset(endpoint, 'x', 5), memset(subscription, 'x', 3), memset(scope, 'x', 3), memset(version, 'x', 3);
  assert_string_equal(client->endpoint, "https://example.com/base");
  assert_string_equal(client->subscription_id, "sub");
  assert_string_equal(client->scope, "scope");
  assert_string_equal(client->api_version, "2024-03-01");
  assert_int_equal(client->timeout_ms, 5);
  assert_int_equal(client->max_response_bytes, 7);
  assert_true(client->strict);
  aca_client_free(client);
}

static void each_fault_names_its_option(void **state)
{
  (void)state;
  static const struct {
    aca_client_options options;
    const char *fault;
  } cases[] = {
      {{.cloud = (aca_cloud)3}, "cloud: unknown"},
      {{.cloud = (aca_cloud)-1}, "cloud: unknown"},
      {{.timeout_ms = -1}, "timeout_ms: negative"},
      {{.connect_timeout_ms = -1}, "connect_timeout_ms: negative"},
      {{.subscription_id = ""}, "subscription_id: empty"},
      {{.subscription_id = "a\nb"}, "subscription_id: has a control character"},
      {{.endpoint = ""}, "endpoint: empty"},
      {{.endpoint = "https://a\r\nb"}, "endpoint: has a control character"},
      {{.scope = ""}, "scope: empty"},
      {{.scope = "a\tb"}, "scope: has a control character"},
      {{.api_version = ""}, "api_version: empty"},
      {{.api_version = "a\x7F"}, "api_version: has a control character"},
      {{.ca_file = ""}, "ca_file: empty"},
      {{.ca_file = "\x01"}, "ca_file: has a control character"},
      {{.application_id = ""}, "application_id: empty"},
      {{.application_id = "app\r\nX-Evil: 1"}, "application_id: has a control character"},
      {{.application_id = "1234567890123456789012345"}, "application_id: longer than 24 characters"},
  };
  for (size_t i = 0; i < COUNT(cases); i++) {
    aca_client *client = (aca_client *)&cases;
    const char *fault = aca_client_options_fault(&cases[i].options);
    assert_non_null(fault);
    assert_string_equal(fault, cases[i].fault);
    assert_int_equal(aca_client_new(&cases[i].options, &client), ACA_ERROR_ARGUMENT);
    assert_ptr_equal(client, &cases);
  }
  aca_client *client = NULL;
  assert_string_equal(aca_client_options_fault(NULL), "options is NULL");
  assert_int_equal(aca_client_new(NULL, &client), ACA_ERROR_ARGUMENT);
  assert_null(aca_client_options_fault(&(aca_client_options){.application_id = "123456789012345678901234"}));
}

static void assert_endpoint(const char *endpoint, bool with_token, bool fine)
{
  const aca_client_options options = {
      .endpoint = endpoint,
      .credential = with_token ? counted() : NULL,
  };
  const char *fault = aca_client_options_fault(&options);
  if ((fault == NULL) != fine)
    fail_msg("%s %s a token: %s", endpoint, with_token ? "with" : "without", fault != NULL ? fault : "fine");
  aca_client *client = NULL;
  assert_int_equal(aca_client_new(&options, &client), fine ? ACA_OK : ACA_ERROR_ARGUMENT);
  if (with_token)
    assert_int_equal(released, fine ? 0 : 1);
  aca_client_free(client);
  if (with_token)
    assert_int_equal(released, 1);
}

static void good_endpoints_are_taken(void **state)
{
  (void)state;
  static const char *const endpoints[] = {
      "https://management.azure.com",
      "HTTPS://Management.Azure.COM",
      "https://example.com/",
      "https://example.com:8443",
      "https://example.com:1/a/b",
      "https://10.0.0.1",
      "https://[::1]:8443",
      "https://[2001:db8::7]/x",
      "https://a-b.c",
      "https://localhost",
  };
  for (size_t i = 0; i < COUNT(endpoints); i++) {
    assert_endpoint(endpoints[i], false, true);
    assert_endpoint(endpoints[i], true, true);
  }
}

static void other_endpoints_are_refused(void **state)
{
  (void)state;
  static const char *const endpoints[] = {
      "management.azure.com",
      "ftp://example.com",
      "file:///etc/passwd",
      "https:/example.com",
      "https:example.com",
      "//example.com",
      "https://",
      "https:///path",
      "https://:443",
      "https://user@example.com",
      "https://user:password@example.com",
      "https://example.com@evil.com",
      "https://example.com:@evil.com",
      "https://example.com:80:80",
      "https://example.com:",
      "https://example.com:port",
      "https://example.com:123456",
      "https://example.com:-1",
      "https://exa mple.com",
      "https://example.com\\@evil.com",
      "https://example.com%2F",
      "https://exam_ple.com",
      "https://ex\xC3\xA4mple.com",
      "https://[::1",
      "https://[::1]x",
      "https://[::1]:",
      "https://[]",
      "https://[:]x",
      "https://[::g]",
      "https://::1",
      "https://example.com?x=1",
      "https://example.com/?x=1",
      "https://example.com/#fragment",
      "https://example.com#fragment",
      "https://example.com/a b",
      "https://example.com/\xC3\xA4",
      "https://example.com/a\\b",
      "https://example.com/\"",
      "https://example.com/<>",
      " https://example.com",
  };
  for (size_t i = 0; i < COUNT(endpoints); i++) {
    assert_endpoint(endpoints[i], false, false);
    assert_endpoint(endpoints[i], true, false);
  }
}

static void a_token_goes_over_http_to_loopback_alone(void **state)
{
  (void)state;
  static const struct {
    const char *endpoint;
    bool fine;
  } cases[] = {
      {"http://127.0.0.1", true},
      {"http://127.0.0.1:8080/x", true},
      {"http://127.255.1.2:1", true},
      {"http://localhost", true},
      {"HTTP://LOCALHOST:80", true},
      {"http://[::1]", true},
      {"http://[::1]:8080", true},
      {"http://example.com", false},
      {"http://management.azure.com", false},
      {"http://10.0.0.1", false},
      {"http://128.0.0.1", false},
      {"http://127.0.0.1.evil.com", false},
      {"http://127.evil.com", false},
      {"http://127.0.0.evil", false},
      {"http://127.0.0.1.2", false},
      {"http://127.0.0.1.", false},
      {"http://127.1", false},
      {"http://127.0.0.256", false}, /* names, to a resolver */
      {"http://127...1", false},
      {"http://127.0.0.12345678901234567890", false},
      {"http://127", false},
      {"http://localhost.evil.com", false},
      {"http://localhost.", false},
      {"http://evil-localhost", false},
      {"http://1.127.0.0.1", false},
      {"http://[::2]", false},
      {"http://[::11]", false},
      {"http://[::1:1]", false},
      {"http://[1::1]", false},
      {"http://[::ffff:127.0.0.1]", false},
      {"http://[fe80::1]", false},
      {"http://0.0.0.0", false},
  };
  for (size_t i = 0; i < COUNT(cases); i++) {
    assert_endpoint(cases[i].endpoint, true, cases[i].fine);
    assert_endpoint(cases[i].endpoint, false, true);
  }
}

static void the_credential_is_released_once(void **state)
{
  (void)state;
  aca_client *client = NULL;
  aca_credential *credential = counted();
  aca_credential_retain(credential);
  assert_int_equal(aca_client_new(&(aca_client_options){.credential = credential, .scope = ""}, &client),
                   ACA_ERROR_ARGUMENT);
  assert_int_equal(released, 0); /* one reference is left */
  assert_int_equal(aca_client_new(&(aca_client_options){.credential = credential}, &client), ACA_OK);
  assert_int_equal(released, 0);
  aca_client_free(client);
  assert_int_equal(released, 1);
  aca_client_free(NULL);
}

static void only_the_endpoints_origin_is_owned(void **state)
{
  (void)state;
  static const struct {
    const char *url;
    bool owned;
  } cases[] = {
      {"https://example.com:8443/base/x", true},
      {"https://example.com:8443", true},
      {"https://example.com:8443/elsewhere", true},
      {"https://example.com:8443?x", true},
      {"https://example.com:8443#x", true},
      {"HTTPS://EXAMPLE.COM:8443/", true},
      {"http://example.com:8443/", false},
      {"https://example.com/", false},
      {"https://example.com:84430/", false},
      {"https://example.com:844/", false},
      {"https://example.com.evil.com:8443/", false},
      {"https://example.com:8443@evil.com/", false},
      {"https://example.com:8443.evil.com/", false},
      {"https://user@example.com:8443/", false},
      {"https://evil.com/https://example.com:8443/", false},
      {"https://evil.com:8443/", false},
      {"//example.com:8443/", false},
      {"/base/x", false},
      {"", false},
  };
  aca_client *client = NULL;
  assert_int_equal(aca_client_new(&(aca_client_options){.endpoint = "https://example.com:8443/base"}, &client), ACA_OK);
  for (size_t i = 0; i < COUNT(cases); i++)
    if (aca__url_same_origin(client->endpoint, cases[i].url) != cases[i].owned)
      fail_msg("%s %s owned", cases[i].url, cases[i].owned ? "is not" : "is");
  aca_client_free(client);
}

static void header_values_have_no_control_characters(void **state)
{
  (void)state;
  assert_true(aca__is_header_value(""));
  assert_true(aca__is_header_value("a \"b\" \xC3\xA4 ~"));
  for (int c = 1; c < 256; c++)
    assert_true(aca__is_header_value((char[]){'a', (char)c, 'b', '\0'}) == (c >= 0x20 && c != 0x7F));
}

static void a_transport_is_freed_when_another_comes(void **state)
{
  (void)state;
  fake first = {0}, second = {0};
  aca_client *client = fake_client(&first, NULL);
  second.base = first.base;
  aca__client_set_transport(client, &second.base);
  assert_int_equal(first.freed, 1);
  assert_int_equal(second.freed, 0);
  aca_client_free(client);
  assert_int_equal(first.freed, 1);
  assert_int_equal(second.freed, 1);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(defaults_are_the_public_clouds),
      cmocka_unit_test(the_other_clouds_have_theirs),
      cmocka_unit_test(options_are_copied),
      cmocka_unit_test(each_fault_names_its_option),
      cmocka_unit_test(good_endpoints_are_taken),
      cmocka_unit_test(other_endpoints_are_refused),
      cmocka_unit_test(a_token_goes_over_http_to_loopback_alone),
      cmocka_unit_test(the_credential_is_released_once),
      cmocka_unit_test(only_the_endpoints_origin_is_owned),
      cmocka_unit_test(header_values_have_no_control_characters),
      cmocka_unit_test(a_transport_is_freed_when_another_comes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
