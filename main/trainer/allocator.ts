/**
 * How glibc's allocator treats the memory of a training process. By itself it gives a step's tensors back to the system
 * after each step and is given them again, zeroed, page by page, by the next one: steps with masks of all-cnn-mini took
 * 4 to 8 % longer, those of SGD 0 to 4 (batches of 32 and 64, two cores, processes with and without in turn). What is
 * kept is what the largest step needs. Other C libraries do not know these names.
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
