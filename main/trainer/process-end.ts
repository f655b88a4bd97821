/**
 * What it means that a process of ours was ended by the system: by a signal, or on Windows by a code, of which its last
 * words may tell more. One table for all processes.
 */

interface Cause {
  /** What follows the name of the process. */
  what: string
  todo: string
}

const memory = 'close other programs, or take a smaller --batch-size'
const outOfMemory: Cause = { what: 'was ended as the memory was not enough', todo: memory }
const computed: Cause = {
  what: 'crashed in a library that computes',
  todo: '"maskscope doctor" tries that; the environment variable MASKSCOPE_BACKEND=wasm computes without it'
}

const signals: Partial<Record<NodeJS.Signals, Cause>> = {
  SIGKILL: { what: 'was killed, as the system does when memory runs out, or a person', todo: memory },
  SIGBUS: {
    what: 'lost a file that it had in memory, as when a disk is full, fails or is taken away',
    todo: 'see that the disks of the store and of temporary files are there and have room'
  },
  SIGSEGV: computed,
  SIGFPE: computed,
  SIGABRT: computed,
  SIGILL: {
    what: 'came to an instruction that this processor does not have', todo: '"maskscope doctor" says what computes here'
  },
  SIGXFSZ: { what: 'wrote a larger file than it may', todo: 'raise the limit (ulimit -f)' },
  SIGXCPU: { what: 'computed for longer than it may', todo: 'raise the limit (ulimit -t)' },
  SIGSYS: { what: 'asked the system for what it may not have', todo: 'loosen the sandbox that it runs in' }
}

/** NTSTATUS of Windows, and what shells and Node make of signals. */
const codes: Readonly<Record<number, Cause>> = {
  0xc0000005: computed,
  0xc0000006: signals.SIGBUS ?? computed,
  0xc000001d: signals.SIGILL ?? computed,
  0xc0000017: outOfMemory,
  0xc00000fd: computed,
  0xc0000409: computed,
  134: computed,
  135: signals.SIGBUS ?? computed,
  137: signals.SIGKILL ?? outOfMemory,
  139: computed
}

/** What V8, C++ and TensorFlow say last when they get no memory. */
const withoutMemory = /heap out of memory|std::bad_alloc|OOM when allocating|failed to allocate|CUDA_ERROR_OUT_OF_MEMORY/i

export interface ProcessEnd { code: number | null; signal: NodeJS.Signals | null; lastWords: string }

/**
 * @param name what a sentence begins with
 * @param kept what has become of the work, and ends with what to do now
 */
export function endSentence(name: string, { code, signal, lastWords }: ProcessEnd, kept: string): string {
  const how = signal === null ? `code ${code}` : signal
  const cause = causeOf({ code, signal, lastWords })
  if (cause === null) return `${name} ended unexpectedly (${how}); ${kept}.`
  return `${name} ${cause.what} (${how}); ${cause.todo}; ${kept}.`
}

function causeOf({ code, signal, lastWords }: ProcessEnd): Cause | null {
  if (withoutMemory.test(lastWords)) return outOfMemory
  if (signal !== null) return signals[signal] ?? null
  return code === null ? null : codes[code >>> 0] ?? null
}
