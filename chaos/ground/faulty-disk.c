/*
 * Preloaded into the server: counts what it writes to its database, and at the write that the file named by
 * FAULTY_DISK asks for ("turn deed from count") it does the deed: fails with EIO so many times, or kills the process,
 * in one case when half of the write is done. A new turn begins to count anew.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum deed { GO_ON, FAIL, DIE, DIE_HALFWAY };

static int is_database(int fd) {
  char link[64], path[512];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0) return 0;
  path[length] = 0;
  return strstr(path, ".db") != NULL;
}

static enum deed next_deed(int fd) {
  static long turn = 0, written = 0;
  const char *file = getenv("FAULTY_DISK");
  long asked = 0, from = 0, count = 0;
  char deed = 'n', text[128];
  if (!file || !is_database(fd)) return GO_ON;
  int order = open(file, O_RDONLY);
  if (order < 0) return GO_ON;
  ssize_t length = read(order, text, sizeof text - 1);
  close(order);
  if (length <= 0) return GO_ON;
  text[length] = 0;
  if (sscanf(text, "%ld %c %ld %ld", &asked, &deed, &from, &count) != 4) return GO_ON;
  if (asked != turn) turn = asked, written = 0;
  written++;
  if (written < from || written >= from + count) return GO_ON;
  return deed == 'f' ? FAIL : deed == 'k' ? DIE : deed == 'h' ? DIE_HALFWAY : GO_ON;
}

static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_write)(int, const void *, size_t);

static void die(void) {
  kill(getpid(), SIGKILL);
  pause();
}

static ssize_t faulty_pwrite(int fd, const void *bytes, size_t size, off_t at) {
  if (!real_pwrite) real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
  enum deed deed = next_deed(fd);
  if (deed == DIE) die();
  if (deed == DIE_HALFWAY) real_pwrite(fd, bytes, size / 2, at), die();
  if (deed == FAIL) return errno = EIO, -1;
  return real_pwrite(fd, bytes, size, at);
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at) { return faulty_pwrite(fd, bytes, size, at); }
ssize_t pwrite64(int fd, const void *bytes, size_t size, off_t at) { return faulty_pwrite(fd, bytes, size, at); }

ssize_t write(int fd, const void *bytes, size_t size) {
  if (!real_write) real_write = dlsym(RTLD_NEXT, "write");
  enum deed deed = next_deed(fd);
  if (deed == DIE) die();
  if (deed == DIE_HALFWAY) real_write(fd, bytes, size / 2), die();
  if (deed == FAIL) return errno = EIO, -1;
  return real_write(fd, bytes, size);
}

static int faulty_sync(int fd, const char *name) {
  int (*real)(int) = dlsym(RTLD_NEXT, name);
  enum deed deed = next_deed(fd);
  if (deed == DIE || deed == DIE_HALFWAY) die();
  if (deed == FAIL) return errno = EIO, -1;
  return real(fd);
}

int fsync(int fd) { return faulty_sync(fd, "fsync"); }
int fdatasync(int fd) { return faulty_sync(fd, "fdatasync"); }
