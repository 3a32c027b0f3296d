#include "aca/base64.h"

#include <stdlib.h>
#include <string.h>

#include "help.h"

/* RFC 4648, section 10, and the two letters that its vectors lack. */
static const struct {
  const char *bytes;
  const char *text;
} vectors[] = {
    {"", ""},           {"f", "Zg=="},          {"fo", "Zm8="},        {"foo", "Zm9v"},
    {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}, {"\xfb\xff\xbf", "+/+/"},
};

static void vectors_are_decoded(void **state)
{
  (void)state;
  for (size_t i = 0; i < COUNT(vectors); i++) {
    unsigned char *bytes = NULL;
    size_t length = 99;
    assert_int_equal(aca_base64_decode(vectors[i].text, &bytes, &length), ACA_OK);
    assert_int_equal(length, strlen(vectors[i].bytes));
    assert_memory_equal(bytes, vectors[i].bytes, length + 1); /* with the NUL */
    free(bytes);
  }
}

static void vectors_are_encoded(void **state)
{
  (void)state;
  for (size_t i = 0; i < COUNT(vectors); i++) {
    char *text = NULL;
    assert_int_equal(aca_base64_encode(vectors[i].bytes, strlen(vectors[i].bytes), &text), ACA_OK);
    assert_string_equal(text, vectors[i].text);
    free(text);
  }
}

static void all_bytes_come_back(void **state)
{
  (void)state;
  unsigned char given[256];
  for (size_t i = 0; i < sizeof given; i++)
    given[i] = (unsigned char)(i * 7 + 3);
  for (size_t size = 0; size <= sizeof given; size++) {
    char *text = NULL;
    unsigned char *bytes = NULL;
    size_t length = 0;
    assert_int_equal(aca_base64_encode(given, size, &text), ACA_OK);
    assert_int_equal(strlen(text), (size + 2) / 3 * 4);
    assert_int_equal(aca_base64_decode(text, &bytes, &length), ACA_OK);
    assert_int_equal(length, size);
    assert_memory_equal(bytes, given, size);
    free(text);
    free(bytes);
  }
}

static void bad_texts_are_refused(void **state)
{
  (void)state;
  static const char *const texts[] = {
      "Z",        "Zg",    "Zg=",      "Zm9",   "Zm9vY",    "=",     "==",    "===",  "====", "Z===",
      "Zg=a",     "Z=g=",  "=Zg=",     "Zg==Zm9v", "Zm 9", "Zm9v\n", "Zm9\n", " Zm9", "Zm9-", "Zm9_",
      "Zm9\x80", "Zm9\xff", "Zm9.", "Zm9v====", "Zm9,",
  };
  for (size_t i = 0; i < COUNT(texts); i++) {
    unsigned char *bytes = (unsigned char *)"untouched";
    size_t length = 99;
    if (aca_base64_decode(texts[i], &bytes, &length) != ACA_ERROR_ARGUMENT)
      fail_msg("\"%s\" was decoded", texts[i]);
    assert_string_equal((const char *)bytes, "untouched");
    assert_int_equal(length, 99);
  }
}

static void null_is_refused(void **state)
{
  (void)state;
  unsigned char *bytes = NULL;
  char *text = NULL;
  size_t length = 0;
  assert_int_equal(aca_base64_decode(NULL, &bytes, &length), ACA_ERROR_ARGUMENT);
  assert_int_equal(aca_base64_decode("Zg==", NULL, &length), ACA_ERROR_ARGUMENT);
  assert_int_equal(aca_base64_decode("Zg==", &bytes, NULL), ACA_ERROR_ARGUMENT);
  assert_int_equal(aca_base64_encode(NULL, 1, &text), ACA_ERROR_ARGUMENT);
  assert_int_equal(aca_base64_encode("f", 1, NULL), ACA_ERROR_ARGUMENT);
  assert_int_equal(aca_base64_encode("f", SIZE_MAX, &text), ACA_ERROR_ARGUMENT);
  assert_null(text);
  assert_int_equal(aca_base64_encode(NULL, 0, &text), ACA_OK);
  assert_string_equal(text, "");
  free(text);
}

static void the_alphabet_of_urls_goes_both_ways(void **state)
{
  (void)state;
  static const unsigned char bytes[] = {0xfb, 0xff, 0xfe, 0x3e};
  static const char *const same[] = {"-__-Pg", "-__-Pg==", "+//+Pg", "+//+Pg=="};
  for (size_t length = 0; length <= 4; length++) {
    char *text = NULL;
    unsigned char *back = NULL;
    size_t count = 99;
    assert_int_equal(aca_base64url_encode(bytes, length, &text), ACA_OK);
    assert_int_equal(strcspn(text, "+/="), strlen(text));
    assert_int_equal(aca_base64url_decode(text, &back, &count), ACA_OK);
    assert_int_equal(count, length);
    assert_memory_equal(back, bytes, length);
    free(back);
    free(text);
  }
  for (size_t i = 0; i < COUNT(same); i++) {
    unsigned char *back = NULL;
    size_t count = 0;
    assert_int_equal(aca_base64url_decode(same[i], &back, &count), ACA_OK);
    assert_int_equal(count, 4);
    assert_memory_equal(back, bytes, 4);
    free(back);
  }
  unsigned char *none = NULL;
  size_t count = 99;
  assert_int_equal(aca_base64url_decode("a", &none, &count), ACA_ERROR_ARGUMENT);
  assert_int_equal(aca_base64url_decode("ab.c", &none, &count), ACA_ERROR_ARGUMENT);
  assert_int_equal(aca_base64url_decode(NULL, &none, &count), ACA_ERROR_ARGUMENT);
  assert_int_equal(aca_base64url_encode(NULL, 1, NULL), ACA_ERROR_ARGUMENT);
  assert_null(none);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(vectors_are_decoded),   cmocka_unit_test(vectors_are_encoded),
      cmocka_unit_test(all_bytes_come_back),   cmocka_unit_test(bad_texts_are_refused),
      cmocka_unit_test(null_is_refused),       cmocka_unit_test(the_alphabet_of_urls_goes_both_ways),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
