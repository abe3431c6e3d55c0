/* The accept loop (measured: non-blocking listen socket, epoll with EPOLLEXCLUSIVE and one eventfd a process, drain on TERM). */
#ifndef HTTP_LOOP_H
#define HTTP_LOOP_H

#include "http/http.h"

struct loop_options {
	const struct config *config;
	const struct keys *keys;
	const struct policy_now *policies;
	const struct route *routes;
	size_t n_routes;
	const char *socket; /* NULL: fd 0 is the listening socket (spawn-fcgi, systemd) */
	int threads;
	int64_t requests_max; /* exits after this many ± 10 % */
};
/* Runs until TERM/USR1/INT or the request limit; 0 = clean. */
int loop_run(const struct loop_options *options);

#endif
