#include "job.h"

void aca__job_append(aca__job_list *l, aca__job *j)
{
  j->list = l;
  j->previous = l->last;
  j->next = NULL;
  if (l->last != NULL)
    l->last->next = j;
  else
    l->first = j;
  l->last = j;
  l->count++;
}

void aca__job_take_out(aca__job *j)
{
  aca__job_list *l = j->list;
  if (l == NULL)
    return;
  *(j->previous != NULL ? &j->previous->next : &l->first) = j->next;
  *(j->next != NULL ? &j->next->previous : &l->last) = j->previous;
  l->count--;
  j->list = NULL;
}

aca__job *aca__job_shift(aca__job_list *l)
{
  aca__job *j = l->first;
  aca__job_take_out(j);
  return j;
}
