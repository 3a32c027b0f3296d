/* Reading and writing a container app, against cJSON alone. CPU time of this process. */
#include <aca/aca.h>
#include <cjson/cJSON.h>
#include <stdio.h>

#include "app.h"
#include "measure.h"

enum { ROUNDS = 15, TIMES = 20000 };

static void bare_parse(work *w)
{
  (void)w;
  for (int i = 0; i < TIMES; i++) {
    cJSON *tree = cJSON_ParseWithLength(app_json, sizeof app_json - 1);
    must(tree != NULL, "cJSON_Parse");
    cJSON_Delete(tree);
  }
}

static void our_decode(work *w)
{
  (void)w;
  for (int i = 0; i < TIMES; i++) {
    aca_response *response;
    const void *value;
    must(aca_model_decode(&aca_container_app_model, app_json, sizeof app_json - 1, &response, &value) == ACA_OK,
         "decode");
    aca_response_free(response);
  }
}

static void bare_print(work *w)
{
  (void)w;
  for (int i = 0; i < TIMES; i++) {
    cJSON *tree = cJSON_ParseWithLength(app_json, sizeof app_json - 1);
    char *printed = cJSON_PrintUnformatted(tree);
    must(printed != NULL, "cJSON_Print");
    cJSON_free(printed);
    cJSON_Delete(tree);
  }
}

static void our_encode(work *w)
{
  (void)w;
  for (int i = 0; i < TIMES; i++) {
    aca_response *response;
    aca_response *written;
    const void *value;
    must(aca_model_decode(&aca_container_app_model, app_json, sizeof app_json - 1, &response, &value) == ACA_OK,
         "decode");
    must(aca_model_encode(&aca_container_app_model, value, ACA_ENCODE_ALL, &written) == ACA_OK, "encode");
    aca_response_free(written);
    aca_response_free(response);
  }
}

int main(void)
{
  printf("A container app of %zu bytes\n", sizeof app_json - 1);
  compare((work[]){{.name = "decode + free", .once = our_decode},
                   {.name = "cJSON_Parse + cJSON_Delete", .once = bare_parse}},
          2, ROUNDS, TIMES);
  compare((work[]){{.name = "decode + encode + free", .once = our_encode},
                   {.name = "cJSON_Parse + cJSON_PrintUnformatted", .once = bare_print}},
          2, ROUNDS, TIMES);
  return 0;
}
