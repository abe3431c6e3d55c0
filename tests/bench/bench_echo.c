/* The least that a FastCGI server can do, in the shape of the worker: N threads on one shared listening socket (descriptor 0), a fixed
 * answer, no database. What stands between this and the worker is our own work; what stands below it is nginx and libfcgi.
 * usage: bench_echo THREADS BYTES */
#include <fcgiapp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *body;
static int body_n;

static void *serve(void *ctx)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	FCGX_Request request;
	(void)ctx;
	if (FCGX_InitRequest(&request, 0, 0) != 0)
		return NULL;
	for (;;) {
		pthread_mutex_lock(&lock); /* one waits in accept, the others behind it */
		int rc = FCGX_Accept_r(&request);
		pthread_mutex_unlock(&lock);
		if (rc < 0)
			return NULL;
		FCGX_FPrintF(request.out, "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n", body_n);
		FCGX_PutStr(body, body_n, request.out);
		FCGX_Finish_r(&request);
	}
}

int main(int argc, char **argv)
{
	long threads = argc == 3 ? strtol(argv[1], NULL, 10) : 0;
	body_n = argc == 3 ? (int)strtol(argv[2], NULL, 10) : 0;
	if (threads < 1 || threads > 64 || body_n < 2 || body_n > (1 << 20)) {
		fputs("usage: bench_echo THREADS BYTES\n", stderr);
		return 64;
	}
	body = malloc((size_t)body_n);
	if (!body || FCGX_Init() != 0)
		return 71;
	memset(body, 'a', (size_t)body_n);
	body[0] = body[body_n - 1] = '"';
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGUSR1);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	for (long i = 0; i < threads; i++) {
		pthread_t thread;
		if (pthread_create(&thread, NULL, serve, NULL) != 0)
			return 71;
	}
	int number;
	sigwait(&set, &number);
	_exit(0); /* nothing here is worth a drain */
}
