/*
 * Loaded into a process by LD_PRELOAD, it lets a program's calls to the operating system fail as a disk would, and
 * writes down what reaches the disk, in the folder FAULTS_UNDER alone. A program steers it by writing one line into
 * FAULTS_UNDER/.faults, or once by the environment variable FAULTS_PLAN:
 *
 *   fail CALL N ERRNO once|ever   the N-th CALL from now on, and perhaps all after it; N = 0 only counts
 *   disk BYTES                    what files of the folder may take together; -1 for no limit
 *   readonly 0|1                  as on a medium that cannot be written
 *   log PATH                      where operations are written down from now on; "log -" ends it
 *   note TEXT                     a line of the log
 *   count                         writes into .faults how many CALLs there were, and how many failed
 *
 * CALL is write, read, sync, name (rename, link, unlink, mkdir), truncate, open or allocation; of allocations those
 * alone count that SQLite's addon makes, as Node ends itself without memory. An index shared through memory
 * (the file -shm) is mapped, not written, and no power loss keeps it.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <linux/fs.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum call { WRITE, READ, SYNC, NAME, TRUNCATE, OPEN, ALLOCATION, CALLS };
static const char *const names[CALLS] = { "write", "read", "sync", "name", "truncate", "open", "allocation" };

#define PATH 4096
static char under[PATH];
static size_t under_length;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static enum call failing = CALLS;
static long at, counted, failed;
static int error_number, for_ever, is_readonly, log_file = -1;
static long long disk = -1;
static uintptr_t addon_begin, addon_end;

#define REAL(type, name, ...) \
  static type (*real)(__VA_ARGS__); \
  if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

static int raw_open(const char *path, int flags, mode_t mode) {
  REAL(int, "open64", const char *, int, ...);
  return real(path, flags, mode);
}
static ssize_t raw_write(int file, const void *bytes, size_t length) {
  REAL(ssize_t, "write", int, const void *, size_t);
  return real(file, bytes, length);
}

static int is_under(const char *path) {
  return under_length > 0 && strncmp(path, under, under_length) == 0 &&
    (path[under_length] == '/' || path[under_length] == 0);
}
static int is_named(const char *path, const char *end) {
  size_t length = strlen(path), wanted = strlen(end);
  return length >= wanted && strcmp(path + length - wanted, end) == 0;
}
static int is_control(const char *path) { return is_named(path, "/.faults"); }
static int is_meant(const char *path) { return is_under(path) && !is_control(path) && !is_named(path, "-shm"); }

/* The path of an open file, with " (deleted)" behind it where it has no name any more. */
static int path_of(int file, char *path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, PATH - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return 1;
}
static void absolute(int folder, const char *given, char *path) {
  if (given[0] == '/') { snprintf(path, PATH, "%s", given); return; }
  char base[PATH];
  if (folder == AT_FDCWD ? getcwd(base, PATH) == NULL : !path_of(folder, base)) { path[0] = 0; return; }
  if (snprintf(path, PATH, "%s/%s", base, given) >= PATH) path[0] = 0;
}

/* Whether this call is the one to fail; errno is set then. */
static int fails(enum call call) {
  if (failing != call) return 0;
  pthread_mutex_lock(&lock);
  long number = ++counted;
  int hit = at > 0 && (number == at || (for_ever && number > at));
  if (hit) failed++;
  pthread_mutex_unlock(&lock);
  if (hit) errno = error_number;
  return hit;
}

static int refused(void) {
  if (is_readonly) errno = EROFS;
  return is_readonly;
}

/* Bytes that the folder's files take, those included that are open and have no name. */
static long long taken_in(const char *folder) {
  long long sum = 0;
  DIR *list = opendir(folder);
  if (!list) return 0;
  for (struct dirent *entry; (entry = readdir(list));) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
    char path[PATH];
    struct stat state;
    if (snprintf(path, PATH, "%s/%s", folder, entry->d_name) >= PATH || lstat(path, &state) != 0) continue;
    if (S_ISDIR(state.st_mode)) sum += taken_in(path);
    else if (is_meant(path)) sum += state.st_size;
  }
  closedir(list);
  return sum;
}
static long long taken(void) {
  long long sum = taken_in(under);
  for (int file = 3; file < 256; file++) {
    char path[PATH];
    struct stat state;
    if (fstat(file, &state) == 0 && state.st_nlink == 0 && path_of(file, path) && is_meant(path)) sum += state.st_size;
  }
  return sum;
}

/* How much of a write fits; -1, with errno, where nothing does. */
static ssize_t fitting(int file, off_t offset, size_t length) {
  if (disk < 0) return length;
  struct stat state;
  if (fstat(file, &state) != 0) return length;
  long long grows = (long long)offset + (long long)length - state.st_size;
  if (grows <= 0) return length;
  long long room = disk - taken();
  if (room < 0) room = 0;
  if (grows <= room) return length;
  long long fits = (long long)length - (grows - room);
  if (fits > 0) return fits;
  errno = ENOSPC;
  return -1;
}

/* One record: a line of numbers, then the path, then bytes. */
static void note(char kind, ino_t inode, off_t offset, const char *path, const void *bytes, size_t length) {
  if (log_file < 0) return;
  int saved = errno;
  char head[128];
  int size = snprintf(head, sizeof head, "%c %llu %lld %zu %zu\n", kind, (unsigned long long)inode, (long long)offset,
    strlen(path), length);
  pthread_mutex_lock(&lock);
  if (raw_write(log_file, head, size) < 0 || raw_write(log_file, path, strlen(path)) < 0 ||
    (length > 0 && raw_write(log_file, bytes, length) < 0)) abort();
  pthread_mutex_unlock(&lock);
  errno = saved;
}
static ino_t inode_of(int file) {
  struct stat state;
  return fstat(file, &state) == 0 ? state.st_ino : 0;
}
static ino_t inode_at(const char *path) {
  struct stat state;
  return lstat(path, &state) == 0 ? state.st_ino : 0;
}

static int find_addon(struct dl_phdr_info *info, size_t size, void *unused) {
  (void)size, (void)unused;
  if (!strstr(info->dlpi_name, "better-sqlite3")) return 0;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    uintptr_t begin = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
    if (info->dlpi_phdr[i].p_type != PT_LOAD || !(info->dlpi_phdr[i].p_flags & PF_X)) continue;
    addon_begin = begin;
    addon_end = begin + info->dlpi_phdr[i].p_memsz;
  }
  return 1;
}

static int number_of(const char *name) {
  static const struct { const char *name; int number; } all[] = {
    { "EIO", EIO }, { "ENOSPC", ENOSPC }, { "EDQUOT", EDQUOT }, { "EROFS", EROFS }, { "ENOMEM", ENOMEM },
    { "EACCES", EACCES }, { "EMFILE", EMFILE }, { "EINTR", EINTR }
  };
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) if (strcmp(all[i].name, name) == 0) return all[i].number;
  return EIO;
}

static void obey(const char *line) {
  char call[32], error[32], how[32], path[PATH];
  long number;
  long long bytes;
  if (sscanf(line, "fail %31s %ld %31s %31s", call, &number, error, how) == 4) {
    failing = CALLS;
    counted = failed = 0;
    at = number;
    error_number = number_of(error);
    for_ever = strcmp(how, "ever") == 0;
    if (!addon_end) dl_iterate_phdr(find_addon, NULL);
    for (int i = 0; i < CALLS; i++) if (strcmp(names[i], call) == 0) failing = i;
  } else if (sscanf(line, "disk %lld", &bytes) == 1) disk = bytes;
  else if (sscanf(line, "readonly %ld", &number) == 1) is_readonly = number != 0;
  else if (strncmp(line, "note ", 5) == 0) note('N', 0, 0, "", line + 5, strlen(line + 5));
  else if (sscanf(line, "log %4095s", path) == 1) {
    if (log_file >= 0) close(log_file);
    log_file = strcmp(path, "-") == 0 ? -1 : raw_open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  }
}

static int control(int file, const char *path, const void *bytes, size_t length) {
  if (!is_under(path) || !is_control(path)) return 0;
  char line[PATH];
  size_t kept = length < sizeof line - 1 ? length : sizeof line - 1;
  memcpy(line, bytes, kept);
  line[kept] = 0;
  if (strncmp(line, "count", 5) == 0) {
    int size = snprintf(line, sizeof line, "%ld %ld\n", counted, failed);
    if (raw_write(file, line, size) < 0) abort();
  } else obey(line);
  return 1;
}

__attribute__((constructor)) static void begin(void) {
  const char *folder = getenv("FAULTS_UNDER"), *plan = getenv("FAULTS_PLAN");
  if (!folder || !realpath(folder, under)) return;
  under_length = strlen(under);
  if (!plan) return;
  char lines[PATH];
  snprintf(lines, sizeof lines, "%s", plan);
  for (char *rest, *line = strtok_r(lines, ";", &rest); line; line = strtok_r(NULL, ";", &rest)) obey(line);
}

/* Writing */

static ssize_t written(int file, const void *bytes, size_t length, off_t offset, int at_offset,
  ssize_t (*real)(int, const void *, size_t, off_t)) {
  char path[PATH];
  if (under_length == 0 || !path_of(file, path) || !is_under(path)) goto through;
  if (!at_offset && control(file, path, bytes, length)) return length;
  if (!is_meant(path)) goto through;
  if (refused() || fails(WRITE)) return -1;
  if (!at_offset) {
    offset = lseek(file, 0, SEEK_CUR);
    if (fcntl(file, F_GETFL) & O_APPEND) offset = lseek(file, 0, SEEK_END);
  }
  ssize_t fits = fitting(file, offset, length);
  if (fits < 0) return -1;
  ssize_t done = at_offset ? real(file, bytes, fits, offset) : raw_write(file, bytes, fits);
  if (done > 0) note('W', inode_of(file), offset, path, bytes, done);
  return done;
through:
  return at_offset ? real(file, bytes, length, offset) : raw_write(file, bytes, length);
}
ssize_t write(int file, const void *bytes, size_t length) { return written(file, bytes, length, 0, 0, NULL); }
#define PWRITE(name) ssize_t name(int file, const void *bytes, size_t length, off_t offset) { \
  REAL(ssize_t, #name, int, const void *, size_t, off_t); \
  return written(file, bytes, length, offset, 1, real); }
PWRITE(pwrite) PWRITE(pwrite64)
ssize_t writev(int file, const struct iovec *parts, int count) {
  ssize_t sum = 0;
  for (int i = 0; i < count; i++) {
    ssize_t done = write(file, parts[i].iov_base, parts[i].iov_len);
    if (done < 0) return sum > 0 ? sum : -1;
    sum += done;
    if ((size_t)done < parts[i].iov_len) break;
  }
  return sum;
}
static ssize_t all_at(int file, const struct iovec *parts, int count, off_t offset) {
  ssize_t sum = 0;
  for (int i = 0; i < count; i++) {
    ssize_t done = pwrite(file, parts[i].iov_base, parts[i].iov_len, offset + sum);
    if (done < 0) return sum > 0 ? sum : -1;
    sum += done;
    if ((size_t)done < parts[i].iov_len) break;
  }
  return sum;
}
ssize_t pwritev(int file, const struct iovec *parts, int count, off_t offset) {
  return all_at(file, parts, count, offset);
}
ssize_t pwritev64(int file, const struct iovec *parts, int count, off_t offset) {
  return all_at(file, parts, count, offset);
}
/* What is copied inside the kernel is copied here by reading and writing, so that it can fail and be written down. */
ssize_t sendfile(int to, int from, off_t *offset, size_t length) {
  REAL(ssize_t, "sendfile", int, int, off_t *, size_t);
  char path[PATH], bytes[65536];
  if (under_length == 0 || !path_of(to, path) || !is_meant(path)) return real(to, from, offset, length);
  size_t most = length < sizeof bytes ? length : sizeof bytes;
  ssize_t found = offset ? pread(from, bytes, most, *offset) : read(from, bytes, most);
  ssize_t done = found > 0 ? write(to, bytes, found) : found;
  if (offset && done > 0) *offset += done;
  return done;
}
ssize_t sendfile64(int to, int from, off_t *offset, size_t length) { return sendfile(to, from, offset, length); }
ssize_t copy_file_range(int from, off64_t *at_from, int to, off64_t *at_to, size_t length, unsigned flags) {
  REAL(ssize_t, "copy_file_range", int, off64_t *, int, off64_t *, size_t, unsigned);
  char path[PATH];
  if (under_length == 0 || !path_of(to, path) || !is_meant(path))
    return real(from, at_from, to, at_to, length, flags);
  errno = ENOSYS;
  return -1;
}

/* By which Node asks for the former, and for one file's blocks as another's. */
long syscall(long number, ...) {
  REAL(long, "syscall", long, ...);
  long given[6];
  va_list rest;
  va_start(rest, number);
  for (int i = 0; i < 6; i++) given[i] = va_arg(rest, long);
  va_end(rest);
  char path[PATH];
  if (number == SYS_copy_file_range && under_length > 0 && path_of(given[2], path) && is_meant(path)) {
    errno = ENOSYS;
    return -1;
  }
  return real(number, given[0], given[1], given[2], given[3], given[4], given[5]);
}
int ioctl(int file, unsigned long request, ...) {
  REAL(int, "ioctl", int, unsigned long, ...);
  va_list rest;
  va_start(rest, request);
  long given = va_arg(rest, long);
  va_end(rest);
  char path[PATH];
  if (request == FICLONE && under_length > 0 && path_of(file, path) && is_meant(path)) {
    errno = EOPNOTSUPP;
    return -1;
  }
  return real(file, request, given);
}

/* Reading */

static int read_fails(int file) {
  char path[PATH];
  return failing == READ && path_of(file, path) && is_meant(path) && fails(READ);
}
ssize_t read(int file, void *bytes, size_t length) {
  REAL(ssize_t, "read", int, void *, size_t);
  return read_fails(file) ? -1 : real(file, bytes, length);
}
#define PREAD(name) ssize_t name(int file, void *bytes, size_t length, off_t offset) { \
  REAL(ssize_t, #name, int, void *, size_t, off_t); \
  return read_fails(file) ? -1 : real(file, bytes, length, offset); }
PREAD(pread) PREAD(pread64)

/* Waiting for the disk */

#define SYNCING(name) int name(int file) { \
  REAL(int, #name, int); \
  char path[PATH]; \
  if (under_length == 0 || !path_of(file, path) || !is_meant(path)) return real(file); \
  if (fails(SYNC)) return -1; \
  struct stat state; \
  int is_folder = fstat(file, &state) == 0 && S_ISDIR(state.st_mode); \
  note(is_folder ? 'D' : 'S', state.st_ino, 0, path, NULL, 0); \
  return 0; }
SYNCING(fsync) SYNCING(fdatasync)

#define TRUNCATING(name) int name(int file, off_t length) { \
  REAL(int, #name, int, off_t); \
  char path[PATH]; \
  if (under_length == 0 || !path_of(file, path) || !is_meant(path)) return real(file, length); \
  if (refused() || fails(TRUNCATE)) return -1; \
  int done = real(file, length); \
  if (done == 0) note('T', inode_of(file), length, path, NULL, 0); \
  return done; }
TRUNCATING(ftruncate) TRUNCATING(ftruncate64)

/* Names. A rename or a link is one record: its first path, and the second as its bytes. */

static int two_names(char kind, int one_folder, const char *one, int other_folder, const char *other, int flags,
  int (*real)(int, const char *, int, const char *, int)) {
  char from[PATH], to[PATH];
  absolute(one_folder, one, from);
  absolute(other_folder, other, to);
  if (!is_meant(from) && !is_meant(to)) return real(one_folder, one, other_folder, other, flags);
  if (refused() || fails(NAME)) return -1;
  ino_t inode = inode_at(from);
  int done = real(one_folder, one, other_folder, other, flags);
  if (done == 0) note(kind, inode, 0, from, to, strlen(to));
  return done;
}
static int real_rename(int a, const char *one, int b, const char *other, int flags) {
  REAL(int, "renameat", int, const char *, int, const char *);
  (void)flags;
  return real(a, one, b, other);
}
static int real_link(int a, const char *one, int b, const char *other, int flags) {
  REAL(int, "linkat", int, const char *, int, const char *, int);
  return real(a, one, b, other, flags);
}
int rename(const char *one, const char *other) {
  return two_names('R', AT_FDCWD, one, AT_FDCWD, other, 0, real_rename);
}
int link(const char *one, const char *other) { return two_names('L', AT_FDCWD, one, AT_FDCWD, other, 0, real_link); }

static int one_name(char kind, const char *given, int (*real)(const char *, mode_t), mode_t mode) {
  char path[PATH];
  absolute(AT_FDCWD, given, path);
  if (!is_meant(path)) return real(given, mode);
  if (refused() || fails(NAME)) return -1;
  ino_t inode = kind == 'M' ? 0 : inode_at(path);
  int done = real(given, mode);
  if (done == 0) note(kind, inode, 0, path, NULL, 0);
  return done;
}
static int real_unlink(const char *path, mode_t unused) {
  REAL(int, "unlink", const char *);
  (void)unused;
  return real(path);
}
static int real_rmdir(const char *path, mode_t unused) {
  REAL(int, "rmdir", const char *);
  (void)unused;
  return real(path);
}
static int real_mkdir(const char *path, mode_t mode) {
  REAL(int, "mkdir", const char *, mode_t);
  return real(path, mode);
}
int unlink(const char *path) { return one_name('U', path, real_unlink, 0); }
int rmdir(const char *path) { return one_name('X', path, real_rmdir, 0); }
int mkdir(const char *path, mode_t mode) { return one_name('M', path, real_mkdir, mode); }

int access(const char *given, int how) {
  REAL(int, "access", const char *, int);
  char path[PATH];
  absolute(AT_FDCWD, given, path);
  return (how & W_OK) && is_meant(path) && refused() ? -1 : real(given, how);
}

/* Opening */

static int opened(int folder, const char *given, int flags, mode_t mode) {
  REAL(int, "openat64", int, const char *, int, ...);
  char path[PATH];
  if (under_length == 0) return real(folder, given, flags, mode);
  absolute(folder, given, path);
  if (!is_meant(path) && !(is_under(path) && is_named(path, "-shm"))) return real(folder, given, flags, mode);
  int writes = (flags & O_ACCMODE) != O_RDONLY;
  int is_new = (flags & O_CREAT) && access(path, F_OK) != 0;
  if ((writes || is_new) && refused()) return -1;
  if (fails(OPEN)) return -1;
  int file = real(folder, given, flags, mode);
  if (file < 0 || is_named(path, "-shm")) return file;
  if (is_new) note('C', inode_of(file), 0, path, NULL, 0);
  else if (writes && (flags & O_TRUNC)) note('T', inode_of(file), 0, path, NULL, 0);
  return file;
}
#define MODE(flags, last) \
  mode_t mode = 0; \
  if ((flags) & (O_CREAT | O_TMPFILE)) { \
    va_list rest; \
    va_start(rest, last); \
    mode = va_arg(rest, mode_t); \
    va_end(rest); \
  }
int open(const char *path, int flags, ...) { MODE(flags, flags) return opened(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags, flags) return opened(AT_FDCWD, path, flags, mode); }
int openat(int folder, const char *path, int flags, ...) {
  MODE(flags, flags)
  return opened(folder, path, flags, mode);
}
int openat64(int folder, const char *path, int flags, ...) {
  MODE(flags, flags)
  return opened(folder, path, flags, mode);
}

/* Memory */

extern void *__libc_malloc(size_t);
extern void *__libc_realloc(void *, size_t);
#define FROM_ADDON ((uintptr_t)__builtin_return_address(0) - addon_begin < addon_end - addon_begin)
void *malloc(size_t size) {
  return failing == ALLOCATION && FROM_ADDON && fails(ALLOCATION) ? NULL : __libc_malloc(size);
}
void *realloc(void *block, size_t size) {
  return failing == ALLOCATION && FROM_ADDON && fails(ALLOCATION) ? NULL : __libc_realloc(block, size);
}
