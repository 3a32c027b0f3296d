#include "challenge.h"

#include <string.h>

#include "help.h"
#include "response.h"

/* What is wanted of a token in the examples: {"access_token":{"nbf":{"essential":true,"value":"1604106651"}}} */
#define CLAIMS "eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7ImVzc2VudGlhbCI6dHJ1ZSwidmFsdWUiOiIxNjA0MTA2NjUxIn19fQ=="
#define TEXT "{\"access_token\":{\"nbf\":{\"essential\":true,\"value\":\"1604106651\"}}}"

/* With up to two headers; NULL: there must be no claims. */
static void assert_claims(const char *one, const char *two, const char *expected)
{
  const char *const values[] = {one, two};
  aca_response *response = aca__response_new();
  aca__buffer claims = {0};
  for (size_t i = 0; i < 2 && values[i] != NULL; i++)
    aca__response_add_header(response, "www-authenticate", 16, values[i], strlen(values[i]));
  assert_int_equal(aca__challenge_claims(response, &claims), expected != NULL ? ACA_OK : ACA_DONE);
  if (expected != NULL)
    assert_string_equal(claims.data, expected);
  else
    assert_null(claims.data);
  aca__buffer_free(&claims);
  aca_response_free(response);
}

static void claims_are_found(void **state)
{
  (void)state;
  assert_claims("Bearer authorization_uri=\"https://login.example/\", error=\"insufficient_claims\", claims=\"" CLAIMS "\"",
                NULL, TEXT);
  assert_claims("Bearer claims=\"" CLAIMS "\", error=\"insufficient_claims\"", NULL, TEXT);
  assert_claims("bearer CLAIMS = \"" CLAIMS "\"", NULL, TEXT);
  assert_claims("Bearer claims=" CLAIMS, NULL, TEXT);
  assert_claims("Basic realm=\"x, Bearer claims=\\\"no\\\"\", Bearer realm=\"\", claims=\"" CLAIMS "\"", NULL, TEXT);
  assert_claims("PoP nonce=\"abc\", claims=\"eyJ4IjoxfQ==\"", "Bearer claims=\"" CLAIMS "\"", TEXT);
  assert_claims("Negotiate abc==, Bearer error=\"invalid_token\", claims=\"" CLAIMS "\"", NULL, TEXT);
  assert_claims("Bearer claims=\"eyJ4IjoiPz8_In0\"", NULL, "{\"x\":\"???\"}"); /* the other alphabet, without padding */
}

static void there_are_none(void **state)
{
  (void)state;
  static const char *const values[] = {
      "",
      "Bearer",
      "Bearer error=\"insufficient_claims\"",
      "Bearer claims=\"\"",
      "Bearer claims",
      "Bearer claims=",
      "Bearer claims=\"*not base64*\"",
      "Bearer claims=\"A\"",
      "Bearer claims=\"AAAA\"", /* zeros */
      "Basic claims=\"" CLAIMS "\"",
      "Bearer realm=\"claims=" CLAIMS,
      "\"\"\" , =,==\"Bearer\"",
      "Bearer xclaims=\"" CLAIMS "\", claimsx=\"" CLAIMS "\"",
  };
  assert_claims(NULL, NULL, NULL);
  for (size_t i = 0; i < COUNT(values); i++)
    assert_claims(values[i], NULL, NULL);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(claims_are_found),
      cmocka_unit_test(there_are_none),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
