/* Lets writes and syncs of files below a folder fail from the Nth on, as a full or dying disk does.

   FAIL_UNDER: the folder; FAIL_AFTER: how many succeed; FAIL_ERRNO: the error of the others;
   FAIL_ONCE: set where only one fails. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

static long seen = 0;

static int fails(int handle) {
    const char *under = getenv("FAIL_UNDER"), *after = getenv("FAIL_AFTER");
    char link[64], path[4096];
    if (!under || !after) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", handle);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    if (strncmp(path, under, strlen(under))) return 0;
    long number = __atomic_add_fetch(&seen, 1, __ATOMIC_SEQ_CST), limit = atol(after);
    if (number <= limit || (getenv("FAIL_ONCE") && number > limit + 1)) return 0;
    errno = atoi(getenv("FAIL_ERRNO"));
    return 1;
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int handle, const void *body, size_t size) {
    return fails(handle) ? -1 : NEXT(write)(handle, body, size);
}
ssize_t pwrite(int handle, const void *body, size_t size, off_t at) {
    return fails(handle) ? -1 : NEXT(pwrite)(handle, body, size, at);
}
ssize_t pwrite64(int handle, const void *body, size_t size, off64_t at) {
    return fails(handle) ? -1 : NEXT(pwrite64)(handle, body, size, at);
}
ssize_t writev(int handle, const struct iovec *parts, int count) {
    return fails(handle) ? -1 : NEXT(writev)(handle, parts, count);
}
int fsync(int handle) { return fails(handle) ? -1 : NEXT(fsync)(handle); }
int fdatasync(int handle) { return fails(handle) ? -1 : NEXT(fdatasync)(handle); }
