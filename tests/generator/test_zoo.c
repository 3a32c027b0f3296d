/* The code generated for golden/zoo.json: families, lists and maps in each other, and what else schemas may have. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aca/aca.h"
#include "help.h"
#include "zoo/api.h"

static const void *decode(const aca_model *model, const char *json, size_t warnings, aca_response **response)
{
  const void *value = NULL;
  if (aca_model_decode(model, json, strlen(json), response, &value) != ACA_OK)
    fail_msg("%s: %s", json, aca_response_message(*response));
  assert_int_equal(aca_response_warning_count(*response), warnings);
  return value;
}

static void assert_encodes(const aca_model *model, const void *value, unsigned flags, const char *expected)
{
  aca_response *text;
  if (aca_model_encode(model, value, flags, &text) != ACA_OK)
    fail_msg("%s", aca_response_message(text));
  assert_string_equal(aca_response_body(text, NULL), expected);
  aca_response_free(text);
}

/* In and out again, and so does a copy. */
static void assert_round_trip(const aca_model *model, const char *json, size_t warnings)
{
  aca_response *response, *owner;
  const void *value = decode(model, json, warnings, &response), *copy = NULL;
  assert_encodes(model, value, ACA_ENCODE_ALL, json);
  assert_int_equal(aca_model_clone(model, value, &owner, &copy), ACA_OK);
  aca_response_free(response);
  assert_encodes(model, copy, ACA_ENCODE_ALL, json);
  aca_response_free(owner);
}

static void assert_fault(const aca_model *model, const void *value, const char *expected)
{
  aca_response *response;
  assert_int_equal(aca_model_validate(model, value, &response), ACA_ERROR_ARGUMENT);
  assert_string_equal(aca_response_message(response), expected);
  aca_response_free(response);
}

static void assert_valid(const aca_model *model, const void *value)
{
  aca_response *response;
  if (aca_model_validate(model, value, &response) != ACA_OK)
    fail_msg("%s", aca_response_message(response));
  aca_response_free(response);
}

/* ---- families ---- */

static void a_kind_is_found_wherever_it_stands(void **state)
{
  (void)state;
  static const char *const first = "{\"kind\":\"cat\",\"name\":\"Tom\",\"lives\":9,\"fur\":3}";
  static const char *const last = "{\"lives\":9,\"name\":\"Tom\",\"fur\":3,\"kind\":\"cat\"}";
  for (int i = 0; i < 2; i++) {
    aca_response *response;
    const zoo_animal *animal = decode(&zoo_animal_model, i == 0 ? first : last, 0, &response);
    assert_ptr_equal(animal->model, &zoo_cat_model);
    assert_string_equal(animal->kind, "cat");
    const zoo_cat *cat = zoo_animal_as_cat(animal);
    assert_int_equal(cat->lives.value, 9);
    assert_string_equal(cat->base.name, "Tom");
    assert_string_equal(cat->additional_properties.items[0].key, "fur");
    assert_int_equal(cat->additional_properties.items[0].value.value, 3);
    assert_null(zoo_animal_as_dog(animal));
    assert_null(zoo_animal_as_lion(animal));
    assert_encodes(&zoo_animal_model, animal, ACA_ENCODE_ALL, first);
    aca_response_free(response);
  }
  assert_null(zoo_animal_as_cat(NULL));
  assert_null(zoo_animal_as_cat(&(zoo_animal){.kind = "cat"})); /* a text is no tag */
}

static void the_last_descendant_is_found(void **state)
{
  (void)state;
  aca_response *response;
  const zoo_animal *animal = decode(&zoo_animal_model,
                                    "{\"kind\":\"LION\",\"name\":\"Leo\",\"food\":{\"label\":\"meat\"},\"lives\":1,"
                                    "\"pride\":[{\"kind\":\"lion\",\"name\":\"Lea\"},null]}",
                                    0, &response);
  const zoo_lion *lion = zoo_animal_as_lion(animal);
  assert_ptr_equal(zoo_animal_as_cat(animal), &lion->base);
  assert_string_equal(lion->food->label, "meat"); /* replaces the base's, which has free-form JSON there */
  assert_null(animal->food);
  assert_int_equal(lion->pride.count, 2);
  assert_string_equal(lion->pride.items[0]->base.base.name, "Lea");
  assert_null(lion->pride.items[1]);
  aca_response_free(response);
  /* a level between them has its own discriminator */
  animal = decode(&zoo_animal_model, "{\"job\":\"herding\",\"kind\":\"dog\",\"sheep\":7}", 0, &response);
  assert_int_equal(zoo_animal_as_shepherd(animal)->sheep.value, 7);
  assert_ptr_equal(zoo_animal_as_dog(animal), animal);
  aca_response_free(response);
  animal = decode(&zoo_animal_model, "{\"job\":\"napping\",\"kind\":\"dog\",\"sheep\":7}", 0, &response);
  assert_ptr_equal(animal->model, &zoo_dog_model);
  assert_string_equal(zoo_animal_as_dog(animal)->job, "napping");
  assert_string_equal(animal->extra_json, "{\"sheep\":7}");
  aca_response_free(response);
  animal = decode(&zoo_animal_model, "{\"kind\":\"herding\",\"job\":\"herding\"}", 0, &response);
  assert_null(animal->model); /* its kinds are not those of the base */
  aca_response_free(response);
  const zoo_dog *dog = decode(&zoo_dog_model, "{\"kind\":\"dog\"}", 0, &response);
  assert_ptr_equal(dog->base.model, &zoo_dog_model); /* the base's discriminator told it */
  aca_response_free(response);
}

static void what_is_not_known_keeps_the_base_and_the_rest(void **state)
{
  (void)state;
  static const char *const odd[] = {
      "{\"kind\":\"yeti\",\"name\":\"Y\",\"lives\":9,\"collar\":{\"a\":[1,null]}}", "{\"name\":\"Y\",\"lives\":9}",
      "{\"name\":\"Y\",\"lives\":9,\"kind\":\"\"}"};
  for (size_t i = 0; i < 3; i++) {
    aca_response *response;
    const zoo_animal *animal = decode(&zoo_animal_model, odd[i], 0, &response);
    assert_null(animal->model);
    assert_string_equal(animal->name, "Y");
    assert_non_null(strstr(animal->extra_json, "\"lives\":9"));
    assert_null(zoo_animal_as_cat(animal));
    aca_response_free(response);
  }
  assert_round_trip(&zoo_animal_model, odd[0], 0);
  assert_round_trip(&zoo_animal_model, odd[1], 0);
  assert_round_trip(&zoo_animal_model, "{\"name\":\"Y\",\"kind\":7,\"lives\":9}", 1);
  assert_round_trip(&zoo_cat_model, "{\"name\":\"Y\",\"lives\":9,\"kind\":[\"cat\"]}", 1);
  aca_response *response;
  const void *value = NULL;
  static const char null[] = "{\"name\":\"Y\",\"kind\":null}";
  assert_int_equal(aca_model_decode_patch(&zoo_animal_model, null, strlen(null), &response, &value), ACA_OK);
  assert_encodes(&zoo_animal_model, value, ACA_ENCODE_ALL, null);
  aca_response_free(response);
}

static void a_descendant_as_a_type_stays_one(void **state)
{
  (void)state;
  aca_response *response;
  static const char json[] = "{\"house\":{\"kind\":\"dog\",\"name\":\"Rex\",\"lives\":2,\"job\":\"none\"},"
                             "\"star\":{\"kind\":\"cat\",\"friend\":{\"kind\":\"Fish\"}}}";
  const zoo_zoo *zoo = decode(&zoo_zoo_model, json, 1, &response); /* the job is no integer */
  assert_string_equal(zoo->house->base.kind, "dog");
  assert_int_equal(zoo->house->lives.value, 2);
  assert_null(zoo->house->base.model);
  assert_null(zoo_animal_as_dog(&zoo->house->base));
  assert_non_null(zoo_animal_as_fish(zoo->star->friend_));
  assert_encodes(&zoo_zoo_model, zoo, ACA_ENCODE_ALL,
                 "{\"star\":{\"kind\":\"cat\",\"friend\":{\"kind\":\"Fish\"}},"
                 "\"house\":{\"kind\":\"dog\",\"name\":\"Rex\",\"lives\":2,\"job\":\"none\"}}");
  aca_response_free(response);
  zoo = decode(&zoo_zoo_model, "{\"house\":{\"kind\":\"lion\",\"pride\":[]}}", 0, &response);
  assert_non_null(zoo_animal_as_lion(&zoo->house->base)->pride.items);
  aca_response_free(response);
}

static void the_tag_says_what_goes_out(void **state)
{
  (void)state;
  const zoo_cat cat = {.base = {.model = &zoo_cat_model, .name = "Tom"}, .lives = ACA_INT32(0)};
  const zoo_lion lion = {.base.base.model = &zoo_lion_model, .food = &(zoo_tagged){.label = "meat"}};
  const zoo_shepherd shepherd = {.base.base.model = &zoo_shepherd_model, .sheep = ACA_INT64(3)};
  const zoo_fish fish = {.base = {.model = &zoo_fish_model, .kind = "koi", .extra_json = "{\"kind\":7,\"fins\":4}"}};
  const zoo_animal base = {.kind = "cat", .name = "only text"};
  const zoo_animal *const animals[] = {&cat.base, &lion.base.base, &shepherd.base.base, &fish.base, &base, NULL};
  const zoo_zoo zoo = {.animals = {6, animals}, .house = &cat};
  assert_encodes(&zoo_zoo_model, &zoo, ACA_ENCODE_ALL,
                 "{\"house\":{\"kind\":\"cat\",\"name\":\"Tom\",\"lives\":0},"
                 "\"animals\":[{\"kind\":\"cat\",\"name\":\"Tom\",\"lives\":0},"
                 "{\"kind\":\"lion\",\"food\":{\"label\":\"meat\"}},"
                 "{\"job\":\"herding\",\"kind\":\"Dog\",\"sheep\":3},{\"kind\":\"koi\",\"fins\":4},"
                 "{\"kind\":\"cat\",\"name\":\"only text\"},null]}");
  assert_encodes(&zoo_animal_model, &shepherd, ACA_ENCODE_REQUEST, "{\"job\":\"herding\",\"kind\":\"Dog\"}");
  assert_encodes(&zoo_animal_model, &(zoo_animal){.model = &zoo_animal_model}, ACA_ENCODE_ALL, "{}");
  assert_encodes(&zoo_shape_model, &(zoo_shape){.model = &zoo_shape_model}, ACA_ENCODE_ALL,
                 "{\"@odata.type\":\"#Zoo.Shape\"}");
}

static void a_tag_of_another_family_is_refused(void **state)
{
  (void)state;
  aca_response *response;
  const zoo_cat cat = {.base.model = &zoo_dog_model};
  const zoo_shape shape = {.model = &zoo_cat_model};
  assert_int_equal(aca_model_encode(&zoo_zoo_model, &(zoo_zoo){.house = &cat}, 0, &response), ACA_ERROR_ARGUMENT);
  assert_string_equal(aca_response_message(response), "house: its tag, the member `model`, is of another model");
  aca_response_free(response);
  assert_int_equal(aca_model_encode(&zoo_zoo_model, &(zoo_zoo){.logo = &shape}, 0, &response), ACA_ERROR_ARGUMENT);
  aca_response_free(response);
  assert_fault(&zoo_zoo_model, &(zoo_zoo){.house = &cat}, "house: its tag, the member `model`, is of another model");
}

static void what_leads_to_itself_is_refused(void **state)
{
  (void)state;
  aca_response *response;
  zoo_cat cat = {.base = {.model = &zoo_cat_model, .name = "Tom", .food = "1", .friend_ = &cat.base}};
  zoo_family family = {.children = {1, &family}};
  assert_int_equal(aca_model_encode(&zoo_animal_model, &cat, 0, &response), ACA_ERROR_ARGUMENT);
  assert_non_null(strstr(aca_response_message(response), "friend.friend: nested too deeply"));
  aca_response_free(response);
  assert_int_equal(aca_model_validate(&zoo_animal_model, &cat, &response), ACA_ERROR_ARGUMENT);
  assert_non_null(strstr(aca_response_message(response), "friend.friend: nested too deeply"));
  aca_response_free(response);
  assert_int_equal(aca_model_clone(&zoo_family_model, &family, &response, &(const void *){NULL}), ACA_ERROR_ARGUMENT);
  assert_non_null(strstr(aca_response_message(response), "children[0]: nested too deeply"));
  aca_response_free(response);
}

static void lists_and_maps_of_a_family(void **state)
{
  (void)state;
  static const char json[] =
      "{\"animals\":[{\"kind\":\"cat\",\"lives\":9},{\"kind\":\"yeti\",\"ice\":true},null,{\"kind\":\"lion\",\"pride\":[]}],"
      "\"byName\":{\"a\":{\"kind\":\"dog\",\"job\":\"herding\",\"sheep\":1},\"b\":null},"
      "\"pairs\":[[{\"kind\":\"cat\"},{\"kind\":\"Fish\"}],[],null]}";
  static const char expected[] =
      "{\"animals\":[{\"kind\":\"cat\",\"lives\":9},{\"kind\":\"yeti\",\"ice\":true},null,{\"kind\":\"lion\",\"pride\":[]}],"
      "\"byName\":{\"a\":{\"job\":\"herding\",\"kind\":\"dog\",\"sheep\":1},\"b\":null},"
      "\"pairs\":[[{\"kind\":\"cat\"},{\"kind\":\"Fish\"}],[],null]}";
  aca_response *response, *part;
  const zoo_zoo *zoo = decode(&zoo_zoo_model, json, 0, &response);
  assert_int_equal(zoo_animal_as_cat(zoo->animals.items[0])->lives.value, 9);
  assert_non_null(zoo_animal_as_fish(zoo->pairs.items[0].items[1]));
  assert_int_equal(zoo_animal_as_shepherd(zoo->by_name.items[0].value)->sheep.value, 1);
  assert_encodes(&zoo_zoo_model, zoo, ACA_ENCODE_ALL, expected);
  assert_int_equal(aca_model_lookup(&zoo_zoo_model, zoo, "animals[0].lives", &part), ACA_OK);
  assert_string_equal(aca_response_body(part, NULL), "9");
  aca_response_free(part);
  aca_response_free(response);
  assert_round_trip(&zoo_zoo_model, expected, 0);
  assert_round_trip(&zoo_zoo_model, "{\"animals\":[{\"kind\":\"cat\"},7]}", 1);
}

static void secrets_of_every_kind_are_hidden(void **state)
{
  (void)state;
  static const char *const given[] = {
      "{\"kind\":\"cat\",\"name\":\"n\",\"collar\":\"s3cret\"}", "{\"kind\":\"yeti\",\"name\":\"n\",\"collar\":\"s3cret\"}",
      "{\"name\":\"n\",\"collar\":\"s3cret\"}", "{\"kind\":\"cat\",\"name\":\"n\",\"collar\":[\"s3cret\"]}"};
  for (size_t i = 0; i < 4; i++) {
    aca_response *response, *text;
    const zoo_animal *animal = decode(&zoo_animal_model, given[i], i == 3, &response);
    assert_int_equal(aca_model_encode(&zoo_animal_model, animal, ACA_ENCODE_REDACTED, &text), ACA_OK);
    assert_null(strstr(aca_response_body(text, NULL), "s3cret"));
    assert_non_null(strstr(aca_response_body(text, NULL), "\"name\":\"n\""));
    aca_response_free(text);
    aca_response_free(response);
  }
  const char *const keys[] = {"k1", NULL};
  const zoo_string_list_pair pair = {"a", {2, keys}};
  const zoo_nested nested = {.keys = {1, &pair}};
  assert_encodes(&zoo_nested_model, &nested, ACA_ENCODE_REDACTED, "{\"keys\":{\"a\":\"***\"}}");
  assert_encodes(&zoo_formats_model, &(zoo_formats){.key = "k"}, ACA_ENCODE_REDACTED, "{\"key\":\"***\"}");
}

/* ---- lists and maps in each other ---- */

static void lists_and_maps_nest(void **state)
{
  (void)state;
  static const char json[] =
      "{\"grid\":[[1,2],[],null],\"cube\":[[[0.5,1],null],[]],\"texts\":{\"a\":[\"x\",null],\"b\":null},"
      "\"maps\":[{\"t\":true,\"n\":null},{}],\"mapOfMaps\":{\"o\":{\"i\":{\"label\":\"l\",\"n\":1},\"j\":null},\"p\":{}},"
      "\"lists\":{\"k\":[{\"label\":\"l\"},{\"m\":2}]},\"counts\":{\"c\":0,\"d\":null},\"sums\":{\"s\":9007199254740993},"
      "\"ratios\":{\"r\":0.1},\"flags\":{\"f\":false},\"sizes\":{\"z\":\"small\"},\"sizeGrid\":[[\"large\"]],"
      "\"keys\":{\"y\":[\"k\"]}}";
  aca_response *response;
  const zoo_nested *nested = decode(&zoo_nested_model, json, 0, &response);
  assert_int_equal(nested->grid.items[0].items[1], 2);
  assert_true(nested->cube.items[0].items[0].items[0] == 0.5);
  assert_null(nested->cube.items[0].items[1].items);
  assert_int_equal(nested->map_of_maps.items[0].value.items[0].value->additional_properties.items[0].value.value, 1);
  assert_string_equal(nested->lists.items[0].value.items[1].additional_properties.items[0].key, "m");
  assert_true(nested->counts.items[0].value.set && !nested->counts.items[1].value.set);
  assert_string_equal(nested->size_grid.items[0].items[0], ZOO_EXTENT_LARGE);
  aca_response_free(response);
  assert_round_trip(&zoo_nested_model, json, 0);
  assert_round_trip(&zoo_nested_model, "{\"grid\":[[1,\"2\"]],\"counts\":{\"c\":\"0\"},\"texts\":{\"a\":[\"x\",7]}}", 3);
}

static void families_without_a_discriminator_recurse(void **state)
{
  (void)state;
  assert_round_trip(&zoo_family_model,
                    "{\"child\":{\"child\":{}},\"self\":{\"self\":{}},\"children\":[{\"children\":[{}]}],"
                    "\"byName\":{\"a\":{\"byName\":{}}},\"grand\":[{\"b\":{\"grand\":[]}}]}",
                    0);
}

/* ---- properties of other names ---- */

static void additional_properties_are_typed(void **state)
{
  (void)state;
  static const char json[] = "{\"label\":\"l\",\"a\":1,\"b\":null,\"c\":\"no integer\",\"d\":-4}";
  aca_response *response;
  const zoo_tagged *tagged = decode(&zoo_tagged_model, json, 1, &response);
  assert_string_equal(aca_response_warning(response, 0), "c: expected an int32, found a string");
  assert_int_equal(tagged->additional_properties.count, 3);
  assert_string_equal(tagged->additional_properties.items[0].key, "a");
  assert_false(tagged->additional_properties.items[1].value.set);
  assert_int_equal(tagged->additional_properties.items[2].value.value, -4);
  assert_string_equal(tagged->extra_json, "{\"c\":\"no integer\"}");
  assert_encodes(&zoo_tagged_model, tagged, ACA_ENCODE_ALL, "{\"label\":\"l\",\"a\":1,\"b\":null,\"d\":-4,\"c\":\"no integer\"}");
  aca_response_free(response);
  assert_round_trip(&zoo_tagged_model, "{\"c\":\"no integer\"}", 1);
  assert_round_trip(&zoo_shape_model, "{\"@odata.type\":\"#zoo.circle\",\"radius\":1,\"points\":[\"a\",null],\"none\":null}", 0);
  const aca_int32_pair pairs[] = {{"label", ACA_INT32(1)}, {"x", ACA_INT32(2)}, {NULL, ACA_INT32(3)}};
  zoo_tagged both = {.label = "typed", .additional_properties = {2, pairs}, .extra_json = "{\"x\":9,\"y\":8,\"label\":7}"};
  assert_encodes(&zoo_tagged_model, &both, ACA_ENCODE_ALL, "{\"label\":\"typed\",\"x\":2,\"y\":8}");
  both.additional_properties = (aca_int32_map){5, NULL};
  assert_encodes(&zoo_tagged_model, &both, ACA_ENCODE_ALL, "{\"label\":\"typed\",\"x\":9,\"y\":8}");
  both.additional_properties = (aca_int32_map){3, pairs};
  assert_int_equal(aca_model_encode(&zoo_tagged_model, &both, 0, &response), ACA_ERROR_ARGUMENT);
  assert_string_equal(aca_response_message(response), "the value: an entry has no key");
  aca_response_free(response);
}

/* As many as a service likes: with time by their square, this would be long. */
static void additional_properties_may_be_many(void **state)
{
  (void)state;
  enum { MANY = 50000, LONGEST = 32 };
  char *json = malloc((size_t)MANY * LONGEST + 2);
  assert_non_null(json);
  size_t length = 0;
  for (int i = 0; i < MANY; i++)
    length += (size_t)sprintf(json + length, "%c\"n%d\":%d", i == 0 ? '{' : ',', i, i);
  for (int i = 0; i < MANY; i++)
    length += (size_t)sprintf(json + length, ",\"t%d\":\"\"", i);
  strcpy(json + length, "}");
  assert_round_trip(&zoo_tagged_model, json, MANY);
  free(json);
}

/* ---- names, formats, nulls ---- */

static void odd_names_work(void **state)
{
  (void)state;
  aca_response *response;
  static const char json[] =
      "{\"@odata.type\":\"t\",\"$schema\":\"s\",\"odata.nextLink\":\"n\",\"3d\":true,\"default\":\"d\",\"extraJson\":\"e\","
      "\"additionalProperties\":\"a\",\"model\":\"m\",\"gr\xC3\xB6\xC3\x9F" "e\":\"g\",\"a*/b\":\"c\"}";
  const zoo_names *names = decode(&zoo_names_model, json, 0, &response);
  assert_string_equal(names->odata_type, "t");
  assert_true(names->_3d.value);
  assert_string_equal(names->extra_json_, "e");
  assert_null(names->extra_json);
  assert_string_equal(names->size, "g");
  assert_string_equal(names->closes_comment, "c");
  aca_response_free(response);
  assert_round_trip(&zoo_names_model, json, 0);
  assert_round_trip(&zoo_animal_model, "{\"kind\":\"cat\",\"model\":\"m\"}", 0);
}

static void formats_are_remarks(void **state)
{
  (void)state;
  assert_round_trip(&zoo_formats_model,
                    "{\"moment\":\"not checked\",\"lasts\":\"PT5M\",\"odd\":\"o\",\"tiny\":-128,\"short\":300,"
                    "\"byte\":255,\"word\":65535,\"wide\":4294967295,\"huge\":9223372036854775807,\"since\":1735689600,"
                    "\"single\":0.5,\"money\":12345678901234567890.1234567890,\"prices\":[0.1,79228162514264337593543950335]}",
                    0);
  assert_round_trip(&zoo_formats_model, "{\"huge\":18446744073709551615}", 1);
  assert_fault(&zoo_formats_model, &(zoo_formats){.tiny = ACA_INT32(128)}, "tiny: more than 127");
  assert_fault(&zoo_formats_model, &(zoo_formats){.wide = ACA_INT64(-1)}, "wide: less than 0");
  assert_valid(&zoo_formats_model, &(zoo_formats){.wide = ACA_INT64(4294967295), .byte = ACA_INT32(255)});
}

static void nulls_are_kept_where_they_mean_something(void **state)
{
  (void)state;
  aca_response *response;
  const zoo_open *value = decode(&zoo_open_model, "{\"must\":null,\"alias\":null}", 0, &response);
  assert_null(value->must);
  assert_string_equal(value->extra_json, "{\"must\":null}");
  assert_valid(&zoo_open_model, value);
  aca_response_free(response);
  assert_fault(&zoo_open_model, &(zoo_open){0}, "must: required, and not set");
  assert_round_trip(&zoo_open_model, "{\"must\":\"m\",\"anything\":[1,null],\"things\":[1,\"a\",null,{}],"
                                     "\"cat\":{\"kind\":\"cat\"},\"size\":\"small\",\"alias\":\"large\",\"void\":{},"
                                     "\"void2\":{\"a\":1},\"same\":{\"bars\":4},\"flat\":{\"label\":\"l\"},\"more\":true}", 0);
  assert_encodes(&zoo_open_model, &(zoo_open){.must = "m", .cat = &(zoo_cat){.lives = ACA_INT32(9)}}, ACA_ENCODE_REQUEST, "{\"must\":\"m\"}");
}

static void numbers_have_names(void **state)
{
  (void)state;
  assert_int_equal(ZOO_FLOOR_CELLAR, -1);
  assert_true(ZOO_NUMBERS_YEAR_9007199254740993 == INT64_C(9007199254740993));
  assert_true(ZOO_SCALE_0_5 == 0.5);
  assert_int_equal(zoo_mood_of("GLAD"), ZOO_MOOD_IS_GLAD);
  assert_int_equal(zoo_mood_of("*"), ZOO_MOOD_IS_ANY);
  assert_string_equal(ZOO_MOOD_AVERAGE, "so so");
  assert_round_trip(&zoo_numbers_model, "{\"floor\":2,\"year\":-9223372036854775808,\"scale\":7,\"yes\":false,\"mood\":null}", 0);
  assert_valid(&zoo_numbers_model, &(zoo_numbers){.floor = ACA_INT32(ZOO_FLOOR_FIRST), .scale = ACA_DOUBLE(7), .yes = ACA_BOOL(true)});
  assert_fault(&zoo_numbers_model, &(zoo_numbers){.floor = ACA_INT32(2)}, "floor: not one of the known values");
  assert_fault(&zoo_numbers_model, &(zoo_numbers){.yes = ACA_BOOL(false)}, "yes: not one of the known values");
  assert_fault(&zoo_numbers_model, &(zoo_numbers){.mood = "sad"}, "mood: not one of the known values");
}

/* ---- constraints ---- */

static void limits_are_checked(void **state)
{
  (void)state;
#define LIMITS(...) (&(zoo_limits){__VA_ARGS__})
  static const char *const twice[] = {"aa", "bb", "aa"}, *const some[] = {"aa", NULL, "bb"}, *const few[] = {"aa", "b"};
  static const int32_t ten[] = {1, 10};
  static const zoo_int32_list_pair lists[] = {{"a", {1, ten}}, {"b", {2, ten}}, {"c", {0, ten}}};
  static const aca_string_pair others[] = {{"o", "1234"}};
  const struct {
    const zoo_limits *value;
    const char *fault; /* NULL: none */
  } cases[] = {
      {LIMITS(.code = ""), "code: fewer characters than 1"},
      {LIMITS(.code = "\xC3\xA4\xC3\xB6\xC3\xBC\xC3\xA4\xC3\xB6"), NULL}, /* five, in ten bytes */
      {LIMITS(.code = "abcdef"), "code: more characters than 5"},
      {LIMITS(.slug = "a-b"), NULL},
      {LIMITS(.slug = "a-"), "slug: does not match the pattern"},
      {LIMITS(.slug = "\xC3\xA4"), "slug: does not match the pattern"},
      {LIMITS(.line = "a/b"), "line: does not match the pattern"},
      {LIMITS(.line = "\xC3\xA4/"), NULL}, /* beyond ASCII is not checked */
      {LIMITS(.ahead = "xyz"), NULL},
      {LIMITS(.percent = ACA_INT32(0)), NULL},
      {LIMITS(.percent = ACA_INT32(101)), "percent: more than 100"},
      {LIMITS(.ratio = ACA_DOUBLE(0)), "ratio: not more than 0"},
      {LIMITS(.ratio = ACA_DOUBLE(1)), "ratio: not less than 1"},
      {LIMITS(.ratio = ACA_DOUBLE(0.999)), NULL},
      {LIMITS(.step = ACA_DOUBLE(0.3)), NULL},
      {LIMITS(.step = ACA_DOUBLE(0.35)), "step: not a multiple of 0.1"},
      {LIMITS(.even = ACA_INT32(3)), "even: not a multiple of 2"},
      {LIMITS(.far_ = ACA_INT64(INT64_MAX)), NULL},
      {LIMITS(.list = {0, twice}), "list: fewer entries than 1"},
      {LIMITS(.list = {3, twice}), "list: has an entry twice"},
      {LIMITS(.list = {3, some}), NULL},
      {LIMITS(.list = {2, few}), "list[1]: fewer characters than 2"},
      {LIMITS(.map = {1, lists}), NULL},
      {LIMITS(.map = {2, lists}), "map.b[1]: more than 9"},
      {LIMITS(.map = {3, lists}), "map: more entries than 2"},
      {LIMITS(.additional_properties = {1, others}), "o: more characters than 3"},
  };
  for (size_t i = 0; i < COUNT(cases); i++)
    if (cases[i].fault == NULL)
      assert_valid(&zoo_limits_model, cases[i].value);
    else
      assert_fault(&zoo_limits_model, cases[i].value, cases[i].fault);
  const zoo_round_thing circle = {.base.model = &zoo_round_thing_model, .radius = "0.000"};
  assert_fault(&zoo_shape_model, &circle, "radius: not more than 0");
  assert_fault(&zoo_animal_model, &(zoo_cat){.base = {.model = &zoo_cat_model, .name = "n"}},
               "food: required, and not set");
  assert_fault(&zoo_animal_model, &(zoo_animal){.name = "n"}, "kind: required, and not set");
  zoo_fish fish = {.base = {.model = &zoo_fish_model, .name = "n", .kind = "koi"}};
  assert_fault(&zoo_animal_model, &fish, "kind: differs from the tag, the member `model`");
  fish.base.kind = "FISH";
  assert_valid(&zoo_animal_model, &fish);
  fish.base.model = NULL;
  fish.base.kind = "yeti";
  assert_valid(&zoo_animal_model, &fish);
}

static void calls_and_pages_have_families(void **state)
{
  (void)state;
  fake transport = {.answer = {.http_status = 200, .body = "{\"value\":[{\"kind\":\"cat\",\"lives\":9},null,"
                                                           "{\"kind\":\"yeti\"}],\"star\":{\"kind\":\"Fish\"}}"}};
  aca_client *client = fake_client(&transport, &(aca_client_options){.subscription_id = SUBSCRIPTION});
  aca_pager *pager;
  const zoo_animal *animal = NULL;
  assert_int_equal(zoo_zoos_list_animals(client, "z", NULL, &pager), ACA_OK);
  assert_int_equal(zoo_animal_next(pager, &animal), ACA_OK);
  assert_int_equal(zoo_animal_as_cat(animal)->lives.value, 9);
  assert_int_equal(zoo_animal_next(pager, &animal), ACA_OK);
  assert_string_equal(animal->kind, "yeti");
  assert_int_equal(zoo_animal_next(pager, &animal), ACA_DONE);
  aca_pager_free(pager);

  aca_response *response;
  const zoo_zoo *zoo = NULL;
  const zoo_lion lion = {.base.base = {.model = &zoo_lion_model, .name = "Leo"}};
  assert_int_equal(zoo_zoos_create(client, "z", &(zoo_zoo){.star = &lion.base.base}, NULL, &response, &zoo), ACA_OK);
  assert_string_equal(transport.body, "{\"star\":{\"kind\":\"lion\",\"name\":\"Leo\"}}");
  assert_non_null(zoo_animal_as_fish(zoo->star));
  aca_response_free(response);
  aca_client_free(client);
}

static void everything_is_printed(void **state)
{
  (void)state;
  char text[2000];
  FILE *stream = fmemopen(text, sizeof text, "w");
  const zoo_cat cat = {.base.model = &zoo_cat_model, .collar = "s3cret"};
  assert_int_equal(aca_model_print(&zoo_zoo_model, &(zoo_zoo){.star = &cat.base}, stream), ACA_OK);
  fclose(stream);
  assert_string_equal(text, "{\n  \"star\": {\n    \"kind\": \"cat\",\n    \"collar\": \"***\"\n  }\n}\n");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_kind_is_found_wherever_it_stands),
      cmocka_unit_test(the_last_descendant_is_found),
      cmocka_unit_test(what_is_not_known_keeps_the_base_and_the_rest),
      cmocka_unit_test(a_descendant_as_a_type_stays_one),
      cmocka_unit_test(the_tag_says_what_goes_out),
      cmocka_unit_test(a_tag_of_another_family_is_refused),
      cmocka_unit_test(what_leads_to_itself_is_refused),
      cmocka_unit_test(lists_and_maps_of_a_family),
      cmocka_unit_test(secrets_of_every_kind_are_hidden),
      cmocka_unit_test(lists_and_maps_nest),
      cmocka_unit_test(families_without_a_discriminator_recurse),
      cmocka_unit_test(additional_properties_are_typed),
      cmocka_unit_test(additional_properties_may_be_many),
      cmocka_unit_test(odd_names_work),
      cmocka_unit_test(formats_are_remarks),
      cmocka_unit_test(nulls_are_kept_where_they_mean_something),
      cmocka_unit_test(numbers_have_names),
      cmocka_unit_test(limits_are_checked),
      cmocka_unit_test(calls_and_pages_have_families),
      cmocka_unit_test(everything_is_printed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
