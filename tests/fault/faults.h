/* What is done while memory runs out. */
#ifndef FAULTS_H
#define FAULTS_H

#include "help.h"

typedef struct scenario {
  const char *name;
  /* Does it, checks what it made when that counts as `expected`, frees it and says what became of it. */
  aca_status (*run)(void);
  aca_status expected;     /* with memory enough */
  void (*set_up)(void);    /* before the first run, or NULL */
  void (*tear_down)(void); /* after the last one, or NULL */
} scenario;

extern const scenario model_scenarios[];
extern const size_t model_scenario_count;
extern const scenario zoo_scenarios[];
extern const size_t zoo_scenario_count;
extern const scenario call_scenarios[];
extern const size_t call_scenario_count;
extern const scenario operation_scenarios[];
extern const size_t operation_scenario_count;
extern const scenario identity_scenarios[];
extern const size_t identity_scenario_count;

/* Fails the test unless the response tells the status and has a message. Takes and gives the status. */
aca_status usable(const aca_response *response, aca_status status);

/* Fails the test unless the value is what there was with memory enough, which is given while this looks. */
void assert_model(const aca_model *model, const char *json, const void *value);

#endif
