/* URLs from the service: where they may lead, and how they are shown. */
#include "url.h"

#include <stdlib.h>
#include <string.h>

#include "help.h"

#define HOME "https://example.com"

static void the_scheme_is_http_or_https(void **state)
{
  (void)state;
  assert_string_equal(aca__url_after_scheme("https://a/b"), "a/b");
  assert_string_equal(aca__url_after_scheme("HttpS://a/b"), "a/b");
  assert_string_equal(aca__url_after_scheme("http://a"), "a");
  assert_string_equal(aca__url_after_scheme("HTTP://"), "");
  static const char *const others[] = {"", "h", "http", "http:/", "https:/", "ftp://a", "//a", "a", "httpss://a",
                                       " https://a", "https:a", "https\\://a", "file:///a"};
  for (size_t i = 0; i < COUNT(others); i++)
    assert_null(aca__url_after_scheme(others[i]));
}

static void an_authority_leaves_no_doubt(void **state)
{
  (void)state;
  static const struct {
    const char *text;
    bool good;
  } cases[] = {
      {"example.com", true},       {"a", true},               {"A-b.C0", true},         {"10.0.0.1", true},
      {"example.com.", true},      {"example.com:1", true},   {"example.com:443", true}, {"example.com:0443", true},
      {"example.com:65535", true}, {"[::1]", true},           {"[::1]:443", true},      {"[2001:DB8::7]", true},
      {"[::ffff:1.2.3.4]", true},  {"a:000000000000000000000443", true},

      {"", false},                 {":443", false},           {"example.com:", false},  {"example.com:65536", false},
      {"example.com:70000", false}, {"example.com:4430000000000000000000", false},      {"example.com:4x", false},
      {"example.com:-1", false},   {"example.com:+1", false}, {"example.com: 1", false}, {"a:1:2", false},
      {"user@example.com", false}, {"user:pw@a", false},      {"@a", false},            {"a@", false},
      {"a\\b", false},             {"a b", false},            {"a%2Eb", false},         {"a_b", false},
      {"a,b", false},              {"a;b", false},            {"\xC3\xA4", false},      {"::1", false},
      {"[]", false},               {"[:", false},             {"[::1", false},          {"[::1]x", false},
      {"[::1]:", false},           {"[::1%25eth0]", false},   {"[::g]", false},         {"[::1]]", false},
      {"a\tb", false},             {"a\nb", false},           {"*", false},             {"a/b", false},
  };
  for (size_t i = 0; i < COUNT(cases); i++)
    if (aca__url_is_authority(cases[i].text, strlen(cases[i].text)) != cases[i].good)
      fail_msg("\"%s\" is %s", cases[i].text, cases[i].good ? "refused" : "taken");
}

/* What comes after it, such as the path, is not looked at. */
static void an_authority_ends_where_it_is_said_to(void **state)
{
  (void)state;
  assert_true(aca__url_is_authority("example.com/x@y", 11));
  assert_true(aca__url_is_authority("example.com:44/3", 14));
  assert_true(aca__url_is_authority("example.com4", 11));
  assert_false(aca__url_is_authority("[::1]", 4));
  assert_false(aca__url_is_authority("a:443", 2));
  assert_false(aca__url_is_authority("a:443", 4));
  assert_false(aca__url_is_authority("a", 0));
}

static void assert_same(const char *a, const char *b, bool same)
{
  if (aca__url_same_origin(a, b) != same || aca__url_same_origin(b, a) != same)
    fail_msg("%s and %s are %s", a, b, same ? "not the same" : "the same");
}

static void the_same_origin_in_other_words(void **state)
{
  (void)state;
  static const char *const same[] = {
      HOME,
      HOME "/",
      HOME "/a/b?c#d",
      HOME "?x",
      HOME "#x",
      "HTTPS://EXAMPLE.COM/",
      "https://eXample.Com:443/x",
      "https://example.com:0443",
      "https://example.com:00000000000000000000443",
      HOME "/https://evil.com",
      HOME "/@evil.com",
      HOME "?@evil.com",
      HOME "#@evil.com",
      HOME "/\\evil.com",
  };
  for (size_t i = 0; i < COUNT(same); i++)
    assert_same(HOME, same[i], true);
  assert_same("http://a", "http://A:80/", true);
  assert_same("http://a:8080", "http://a:08080/x", true);
  assert_same("https://[::1]", "https://[::1]:443/", true);
  assert_same("https://[2001:db8::a]:1", "https://[2001:DB8::A]:1/", true);
}

static void other_origins_and_what_only_looks_like_this_one(void **state)
{
  (void)state;
  static const char *const others[] = {
      "http://example.com",
      "http://example.com:443",
      "https://example.com:80",
      "https://example.com:44",
      "https://example.com:4430",
      "https://example.com:65979", /* 443 and 65,536 */
      "https://example.com:",
      "https://example.com:443:443",
      "https://example.com.",
      "https://example.co",
      "https://xexample.com",
      "https://example.com.evil.com",
      "https://example.comevil",
      "https://evil.com",
      "https://evil.com/example.com",
      "https://example.com@evil.com",
      "https://example.com:443@evil.com",
      "https://example.com:x@evil.com/",
      "https://evil.com@example.com",
      "https://user:password@example.com",
      "https://@example.com",
      "https://example.com\\@evil.com",
      "https://example.com\\.evil.com",
      "https://evil.com\\@example.com",
      "https://example.com%40evil.com",
      "https://example.com%2F@evil.com",
      "https://example%2Ecom",
      "https://example.com\t",
      "https://example.com\r\nHost: evil.com",
      "https://example.com .evil.com",
      "https://example.com;evil.com",
      "https:// example.com",
      "https:///example.com",
      "https:////example.com",
      "https:\\\\example.com",
      "https:/example.com",
      "https:example.com",
      "//example.com",
      "/",
      "",
      "example.com",
      "ftp://example.com",
      "https://",
      "https://[::1]",
      "https://93.184.216.34",
  };
  for (size_t i = 0; i < COUNT(others); i++)
    assert_same(HOME, others[i], false);
  assert_same("https://[::1]", "https://[::2]", false);
  assert_same("https://[::1]", "https://[0:0:0:0:0:0:0:1]", false); /* in doubt, no */
  assert_same("https://[::1]", "https://[::1].evil.com", false);
  assert_same("https://127.0.0.1", "https://2130706433", false);
  assert_same("https://a:0", "https://a", false);
}

/* A URL that is no URL is not even the same as itself. */
static void nonsense_has_no_origin(void **state)
{
  (void)state;
  static const char *const nonsense[] = {"", "/", "https://", "https://a@b", "https://a:65536", "https://a\\b"};
  for (size_t i = 0; i < COUNT(nonsense); i++)
    assert_false(aca__url_same_origin(nonsense[i], nonsense[i]));
}

/* ---- following ---- */

static void assert_leads(const char *endpoint, const char *link, const char *expected)
{
  aca__buffer url = {0};
  const char *fault = "untouched";
  aca_status status = aca__url_follow(endpoint, link, &url, &fault);
  if (status != ACA_OK)
    fail_msg("%s: %s", link, fault);
  assert_null(fault);
  assert_string_equal(url.data, expected);
  aca__buffer_free(&url);
}

static void assert_does_not_lead(const char *endpoint, const char *link, aca_status expected, const char *why)
{
  aca__buffer url = {0};
  const char *fault = NULL;
  aca_status status = aca__url_follow(endpoint, link, &url, &fault);
  if (status != expected)
    fail_msg("%s: %s", link != NULL ? link : "NULL", aca_status_text(status));
  assert_string_equal(fault, why);
  assert_int_equal(url.length, 0);
  aca__buffer_free(&url);
}

static void links_home_are_followed_as_they_are(void **state)
{
  (void)state;
  static const char *const links[] = {
      HOME "/subscriptions/s?api-version=1&$skiptoken=a%20b%2Fc",
      HOME "/a/../b/./c",
      HOME "/a;b=c?d;e=f&g=h#i",
      HOME "?x='()*!$,:@[]~",
      "HTTPS://EXAMPLE.com:443/x",
      HOME,
  };
  for (size_t i = 0; i < COUNT(links); i++)
    assert_leads(HOME "/base", links[i], links[i]);
  assert_leads("http://127.0.0.1:8080", "http://127.0.0.1:8080/x", "http://127.0.0.1:8080/x");
}

static void a_path_is_one_of_the_endpoints_host(void **state)
{
  (void)state;
  assert_leads(HOME, "/subscriptions/s?x=1", HOME "/subscriptions/s?x=1");
  assert_leads(HOME, "/", HOME "/");
  assert_leads(HOME "/base/path", "/x", HOME "/x");
  assert_leads("https://example.com:8443/base", "/x", "https://example.com:8443/x");
  assert_leads("http://[::1]:8080", "/x", "http://[::1]:8080/x");
  assert_leads(HOME, "/https://evil.com/", HOME "/https://evil.com/");
  assert_leads(HOME, "/@evil.com/", HOME "/@evil.com/");
  assert_leads(HOME, "/a//evil.com", HOME "/a//evil.com");
}

static void what_a_url_cannot_hold_is_encoded(void **state)
{
  (void)state;
  assert_leads(HOME, HOME "/a b?$filter=name eq \"x\"", HOME "/a%20b?$filter=name%20eq%20%22x%22");
  assert_leads(HOME, "/a<b>c\\d^e`f{g|h}i", HOME "/a%3Cb%3Ec%5Cd%5Ee%60f%7Bg%7Ch%7Di");
  assert_leads(HOME, "/\xC3\xA4?\xFF", HOME "/%C3%A4?%FF");
  assert_leads(HOME, "/%20%zz%", HOME "/%20%zz%"); /* never twice */
}

static void what_is_appended_to_stays(void **state)
{
  (void)state;
  aca__buffer url = {0};
  const char *fault;
  aca__buffer_text(&url, "before ");
  assert_int_equal(aca__url_follow(HOME, "/x", &url, &fault), ACA_OK);
  assert_string_equal(url.data, "before " HOME "/x");
  assert_int_equal(aca__url_follow(HOME, "nowhere", &url, &fault), ACA_ERROR_DECODE);
  assert_string_equal(url.data, "before " HOME "/x");
  aca__buffer_free(&url);
}

static void links_to_elsewhere_are_refused(void **state)
{
  (void)state;
  static const char *const links[] = {
      "https://evil.com/",
      "http://example.com/",
      "https://example.com:8443/",
      "https://example.com:65979/",
      "https://example.com.evil.com/",
      "https://example.com@evil.com/",
      "https://example.com\\@evil.com/",
      "https://example.com .evil.com/",
      "https://example.com./",
      "https:///x",
      "https://",
      "//evil.com/",
      "//example.com/",
      "///evil.com/",
      "//",
  };
  for (size_t i = 0; i < COUNT(links); i++)
    assert_does_not_lead(HOME, links[i], ACA_ERROR_AUTHENTICATION,
                         "leads away from the endpoint, where the token may not go");
}

static void what_is_no_link_is_refused(void **state)
{
  (void)state;
  static const char *const links[] = {"x", "subscriptions/s", "?x=1", "#x", "ftp://example.com/", "https:/example.com",
                                      "javascript:alert(1)", "example.com/x", " https://example.com/", "/\\evil.com/",
                                      "\\\\evil.com", "\xEF\xBB\xBF/x", "null"};
  for (size_t i = 0; i < COUNT(links); i++)
    assert_does_not_lead(HOME, links[i], ACA_ERROR_DECODE, "is neither a URL nor a path");
  assert_does_not_lead(HOME, "", ACA_ERROR_DECODE, "is empty");
  assert_does_not_lead(HOME, NULL, ACA_ERROR_DECODE, "is empty");
}

static void control_characters_are_refused(void **state)
{
  (void)state;
  for (int c = 1; c <= 0x7F; c++) {
    char link[] = HOME "/a_b";
    link[strlen(link) - 2] = (char)c;
    aca__buffer url = {0};
    const char *fault = NULL;
    bool control = c < 0x20 || c == 0x7F;
    assert_int_equal(aca__url_follow(HOME, link, &url, &fault), control ? ACA_ERROR_DECODE : ACA_OK);
    if (control)
      assert_string_equal(fault, "has a control character");
    aca__buffer_free(&url);
  }
}

static char *link_of(size_t length)
{
  char *link = malloc(length + 1);
  assert_non_null(link);
  memset(link, 'x', length);
  memcpy(link, HOME "/", sizeof HOME);
  link[length] = '\0';
  return link;
}

static void links_have_a_limit(void **state)
{
  (void)state;
  static const size_t refused[] = {ACA__LONGEST_LINK + 1, 100 * 1024, 1024 * 1024};
  char *longest = link_of(ACA__LONGEST_LINK);
  assert_leads(HOME, longest, longest);
  free(longest);
  for (size_t i = 0; i < COUNT(refused); i++) {
    char *longer = link_of(refused[i]);
    assert_does_not_lead(HOME, longer, ACA_ERROR_DECODE, "is longer than 65,536 bytes");
    free(longer);
  }
}

/* ---- showing ---- */

static void values_of_the_query_are_not_shown(void **state)
{
  (void)state;
  static const char *const cases[][2] = {
      {"", ""},
      {HOME, HOME},
      {HOME "/a/b", HOME "/a/b"},
      {HOME "/x?api-version=2023-05-01", HOME "/x?api-version=2023-05-01"},
      {HOME "/x?API-Version=1&t=2", HOME "/x?API-Version=1&t=REDACTED"},
      {HOME "/x?t=secret&api-version=1", HOME "/x?t=REDACTED&api-version=1"},
      {HOME "/x?$skiptoken=secret", HOME "/x?$skiptoken=REDACTED"},
      {HOME "/x?a=secret&b=secret&c=secret", HOME "/x?a=REDACTED&b=REDACTED&c=REDACTED"},
      {HOME "/x?a=secret=secret&b", HOME "/x?a=REDACTED&REDACTED"},
      {HOME "/x?a=sec?ret/api-version=1", HOME "/x?a=REDACTED"},
      {HOME "/x?secret", HOME "/x?REDACTED"},
      {HOME "/x?secret&a=1", HOME "/x?REDACTED&a=REDACTED"},
      {HOME "/x?=secret", HOME "/x?=REDACTED"},
      {HOME "/x?a=", HOME "/x?a=REDACTED"},
      {HOME "/x?&&a=secret", HOME "/x?REDACTED&REDACTED&a=REDACTED"},
      {HOME "/x?xapi-version=secret", HOME "/x?xapi-version=REDACTED"},
      {HOME "/x?api-versionx=secret", HOME "/x?api-versionx=REDACTED"},
      {HOME "/x?api-version", HOME "/x?REDACTED"},
      {HOME "/x?api-version=1#secret", HOME "/x?api-version=1"},
      {HOME "/x#secret", HOME "/x"},
      {HOME "/x#?api-version=secret", HOME "/x"},
      {HOME "/x?a=secret#b&api-version=secret", HOME "/x?a=REDACTED"},
      {"?a=secret", "?a=REDACTED"},
  };
  for (size_t i = 0; i < COUNT(cases); i++) {
    aca__buffer shown = {0};
    aca__url_redacted(&shown, cases[i][0]);
    assert_string_equal(shown.data, cases[i][1]);
    aca__buffer_free(&shown);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_scheme_is_http_or_https),
      cmocka_unit_test(an_authority_leaves_no_doubt),
      cmocka_unit_test(an_authority_ends_where_it_is_said_to),
      cmocka_unit_test(the_same_origin_in_other_words),
      cmocka_unit_test(other_origins_and_what_only_looks_like_this_one),
      cmocka_unit_test(nonsense_has_no_origin),
      cmocka_unit_test(links_home_are_followed_as_they_are),
      cmocka_unit_test(a_path_is_one_of_the_endpoints_host),
      cmocka_unit_test(what_a_url_cannot_hold_is_encoded),
      cmocka_unit_test(what_is_appended_to_stays),
      cmocka_unit_test(links_to_elsewhere_are_refused),
      cmocka_unit_test(what_is_no_link_is_refused),
      cmocka_unit_test(control_characters_are_refused),
      cmocka_unit_test(links_have_a_limit),
      cmocka_unit_test(values_of_the_query_are_not_shown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
