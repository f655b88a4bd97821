/**
 * How glibc's allocator treats the memory of a training process. By itself it gives a step's tensors back to the system
 * after each step and is given them again, zeroed, page by page, by the next one: consistent steps of all-cnn-mini took
 * 4 to 14 % longer, those of SGD 2 on average (batches of 32 and 64, two cores, six races of processes with and
 * without). What is kept is what the largest step needs. Other C libraries do not know these names.
 */
const mebibyte = 2 ** 20

/**
 * 32 MiB is the largest threshold that older versions take; one that they refuse would leave 128 KiB, with which a step
 * takes twice as long.
 */
const allocator = {
  MALLOC_MMAP_THRESHOLD_: String(32 * mebibyte),
  MALLOC_TRIM_THRESHOLD_: String(1024 * mebibyte)
}

/** The same environment of a process that is none of ours. */
export const withoutAllocator = (given: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(given).filter(([name]) => !(name in allocator)))

/** The environment of a process that trains. @param given what it has anyway, which may say otherwise */
export const trainingEnvironment = (given: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({ ...allocator, ...given })
