#include "base/cleanup.h"

#include <errno.h>
#include <unistd.h>

void cleanup_fd(int *fd)
{
	if (*fd < 0)
		return;
	/* Runs on the way out of a failed function whose caller may still want errno. */
	int kept = errno;
	close(*fd);
	*fd = -1;
	errno = kept;
}
