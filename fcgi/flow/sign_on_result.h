/* Result of a swapped ticket, between the job that swaps and the request that finishes the sign-on. Never shown to a page. */
#ifndef FLOW_SIGN_ON_RESULT_H
#define FLOW_SIGN_ON_RESULT_H

#define SIGN_ON_VERIFIED "{\"person\":" /* number and } follow */
#define SIGN_ON_NOT_VERIFIED "{\"real_name\":false}"

#endif
