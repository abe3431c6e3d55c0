/* The only place that turns struct err into problem+json. Particulars of OUTSIDE and BUG are never shown. */
#ifndef HTTP_PROBLEM_H
#define HTTP_PROBLEM_H

#include "http/http.h"

void problem_write(struct req *req, enum err_code code, struct reply *reply);

#endif
