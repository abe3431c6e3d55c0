#include "city/city.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct journal {
	int fd;
};

static bool journal_replay(int fd, journal_fn *fn, void *ctx)
{
	FILE *f = fdopen(dup(fd), "r");
	if (!f)
		return false;
	char *line = NULL;
	size_t cap = 0;
	off_t good = 0;
	bool ok = true;
	for (ssize_t n; ok && (n = getline(&line, &cap, f)) > 0;) {
		if (line[n - 1] != '\n')
			break; /* torn by a crash: nobody was told that it happened */
		line[n - 1] = '\0';
		ok = fn(ctx, line);
		good += n;
	}
	free(line);
	fclose(f);
	return ok && ftruncate(fd, good) == 0 && lseek(fd, good, SEEK_SET) == good && fsync(fd) == 0;
}

struct journal *journal_open(const char *dir, const char *name, journal_fn *fn, void *ctx)
{
	char path[4096];
	if (snprintf(path, sizeof(path), "%s/%s", dir, name) >= (int)sizeof(path))
		return NULL;
	struct journal *j = malloc(sizeof(*j));
	if (!j)
		return NULL;
	j->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (j->fd < 0) {
		fprintf(stderr, "city: cannot open %s: %s\n", path, strerror(errno));
	} else if (flock(j->fd, LOCK_EX | LOCK_NB) != 0) {
		fprintf(stderr, "city: %s is in use by another city\n", path);
	} else if (!journal_replay(j->fd, fn, ctx)) {
		fprintf(stderr, "city: %s cannot be read\n", path);
	} else {
		int folder = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (folder >= 0) {
			fsync(folder);
			close(folder);
		}
		return j;
	}
	journal_close(j);
	return NULL;
}

bool journal_add(struct journal *j, const char *line, size_t n)
{
	char *copy = malloc(n + 1);
	if (!copy)
		return false;
	memcpy(copy, line, n);
	copy[n++] = '\n';
	off_t start = lseek(j->fd, 0, SEEK_CUR);
	size_t done = 0;
	while (done < n) {
		ssize_t k = write(j->fd, copy + done, n - done);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			break;
		done += (size_t)k;
	}
	free(copy);
	if (done == n && fdatasync(j->fd) == 0)
		return true;
	/* Half a line must not stay in front of the next one. */
	if (ftruncate(j->fd, start) != 0 || lseek(j->fd, start, SEEK_SET) != start)
		abort();
	return false;
}

void journal_close(struct journal *j)
{
	if (!j)
		return;
	if (j->fd >= 0)
		close(j->fd);
	free(j);
}
