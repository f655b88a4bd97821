/**
 * The one table of what goes wrong outside the program: errors of the operating system, of SQLite and of TensorFlow, by
 * their codes, and what a person is told of each. Whoever has a better sentence for a place asks for the trouble alone.
 */
import type { FailureKind } from './names'

/** What a program may have to tell apart. */
export type Trouble =
  | 'full' | 'read-only' | 'forbidden' | 'disk' | 'memory' | 'locked' | 'corrupt' | 'not there' | 'taken' | 'unfit'
  | 'too many files' | 'too large' | 'interrupted' | 'network' | 'unknown to the system' | 'own mistake'

interface Meaning {
  /** The beginning of a sentence, and its end: what to do. */
  what: string
  todo: string
  codes: string
  kind?: FailureKind
}

/** Codes of SQLite without what follows them in extended ones; of TensorFlow as `TF_` and the name of its status. */
const meanings: Readonly<Record<Trouble, Meaning>> = {
  full: {
    what: 'The disk is full', todo: 'make room on it, or choose a folder on another disk, and try again',
    codes: 'ENOSPC EDQUOT SQLITE_FULL', kind: 'disk-full'
  },
  'read-only': {
    what: 'Nothing can be written there', todo: 'choose a folder that can be written',
    codes: 'EROFS SQLITE_READONLY'
  },
  forbidden: {
    what: 'The system does not allow it', todo: 'see who may read and write there, or choose another folder',
    codes: 'EACCES EPERM EKEYREJECTED SQLITE_PERM SQLITE_AUTH TF_PERMISSION_DENIED TF_UNAUTHENTICATED'
  },
  disk: {
    what: 'A disk could not be read or written', todo: 'see that it is there and sound, and try again',
    codes: 'EIO ENXIO ENODEV ENOTBLK ESTALE EREMOTEIO ENOMEDIUM EMEDIUMTYPE EUCLEAN EBADMSG ENODATA EBADF ' +
      'SQLITE_IOERR SQLITE_CANTOPEN TF_DATA_LOSS'
  },
  memory: {
    what: 'The memory was not enough', todo: 'close other programs, or train with a smaller --batch-size',
    codes: 'ENOMEM ENOBUFS SQLITE_NOMEM ERR_MEMORY_ALLOCATION_FAILED ERR_WORKER_OUT_OF_MEMORY ERR_BUFFER_TOO_LARGE ' +
      'TF_RESOURCE_EXHAUSTED'
  },
  locked: {
    what: 'Another program keeps it locked', todo: 'try again when that has ended',
    codes: 'EBUSY ETXTBSY EAGAIN EWOULDBLOCK EDEADLK ENOLCK EALREADY EINPROGRESS SQLITE_BUSY SQLITE_LOCKED ' +
      'SQLITE_PROTOCOL TF_UNAVAILABLE'
  },
  corrupt: {
    what: 'A file is damaged', todo: 'restore it from a copy',
    codes: 'SQLITE_CORRUPT SQLITE_NOTADB SQLITE_FORMAT SQLITE_EMPTY'
  },
  'not there': {
    what: 'What was looked for is not there', todo: 'see that its name is right and its disk is there',
    codes: 'ENOENT ENOTDIR ESRCH ECHILD SQLITE_NOTFOUND TF_NOT_FOUND'
  },
  taken: {
    what: 'Something of this name is there already, or in its place', todo: 'choose another name or folder',
    codes: 'EEXIST EISDIR ENOTEMPTY TF_ALREADY_EXISTS'
  },
  unfit: {
    what: 'The file system cannot do this', todo: 'choose a folder with a shorter name, or on a disk of this machine',
    codes: 'ENAMETOOLONG EINVAL EILSEQ ELOOP EMLINK EXDEV ENOSYS ENOTSUP EOPNOTSUPP ENOTTY ESPIPE ENOEXEC SQLITE_NOLFS'
  },
  'too many files': {
    what: 'Too many files are open', todo: 'close other programs, or raise the limit (ulimit -n)',
    codes: 'EMFILE ENFILE EUSERS'
  },
  'too large': {
    what: 'Something is larger than can be kept', todo: 'take less of it',
    codes: 'EFBIG EOVERFLOW E2BIG ERANGE EDOM ETOOMANYREFS SQLITE_TOOBIG ERR_STRING_TOO_LONG ERR_FS_FILE_TOO_LARGE'
  },
  interrupted: {
    what: 'It was interrupted', todo: 'repeat it',
    codes: 'EINTR ECANCELED ERESTART ETIME SQLITE_INTERRUPT SQLITE_ABORT TF_CANCELLED TF_ABORTED TF_DEADLINE_EXCEEDED'
  },
  network: {
    what: 'The network, or the program at its other end, did not answer', todo: 'see that it is there, and try again',
    codes: 'ECONNABORTED ECONNREFUSED ECONNRESET EADDRINUSE EADDRNOTAVAIL EAFNOSUPPORT EDESTADDRREQ EHOSTDOWN ' +
      'EHOSTUNREACH EISCONN EMSGSIZE ENETDOWN ENETRESET ENETUNREACH ENOTCONN ENOTSOCK EPIPE ESHUTDOWN ETIMEDOUT ' +
      'EIDRM EMULTIHOP ENOLINK ENOMSG ENOPROTOOPT ENOSR ENOSTR EPROTO EPROTONOSUPPORT EPROTOTYPE ENOTFOUND EAI_AGAIN'
  },
  'unknown to the system': {
    what: 'The system refused something', todo: 'try again; --debug tells where it happened', codes: ''
  },
  'own mistake': {
    what: 'Something was asked of a library that it does not do',
    todo: 'this is a mistake of Maskscope’s: please report it with what --debug prints',
    codes: 'EFAULT SQLITE_ERROR SQLITE_INTERNAL SQLITE_SCHEMA SQLITE_CONSTRAINT SQLITE_MISMATCH SQLITE_MISUSE ' +
      'SQLITE_RANGE SQLITE_NOTICE SQLITE_WARNING SQLITE_ROW SQLITE_DONE TF_UNKNOWN TF_INVALID_ARGUMENT ' +
      'TF_FAILED_PRECONDITION TF_OUT_OF_RANGE TF_UNIMPLEMENTED TF_INTERNAL',
    kind: 'defect'
  }
}

const troubles = new Map((Object.keys(meanings) as Trouble[]).flatMap((trouble) =>
  meanings[trouble].codes.split(' ').map((code): [string, Trouble] => [code, trouble])))

/** TensorFlow's status codes in their order; its binding for Node says the number alone. */
export const tensorFlowCodes = [
  'OK', 'CANCELLED', 'UNKNOWN', 'INVALID_ARGUMENT', 'DEADLINE_EXCEEDED', 'NOT_FOUND', 'ALREADY_EXISTS',
  'PERMISSION_DENIED', 'RESOURCE_EXHAUSTED', 'FAILED_PRECONDITION', 'ABORTED', 'OUT_OF_RANGE', 'UNIMPLEMENTED',
  'INTERNAL', 'UNAVAILABLE', 'DATA_LOSS', 'UNAUTHENTICATED'
] as const

/** What JavaScript, C++ and drivers of GPUs say without a code when they get no memory. */
const withoutMemory =
  /allocation failed|std::bad_alloc|out of memory|CUDA_ERROR_OUT_OF_MEMORY|OOM when allocating|Cannot allocate memory/i

/** Null of an error that comes from nowhere outside the program. */
export function troubleOf(error: unknown): Trouble | null {
  if (!(error instanceof Error)) return null
  const code = codeOf(error)
  if (code === null) return withoutMemory.test(error.message) ? 'memory' : null
  const known = troubles.get(code) ?? troubles.get(code.replace(/^(SQLITE_[A-Z]+)_.*/, '$1'))
  if (known === 'own mistake' && withoutMemory.test(error.message)) return 'memory'
  return known ?? (isOfSystem(error) ? 'unknown to the system' : null)
}

function codeOf(error: Error): string | null {
  const [, status] = /Invalid TF_Status: (\d+)/.exec(error.message) ?? []
  if (status !== undefined) return `TF_${tensorFlowCodes[Number(status)] ?? 'UNKNOWN'}`
  return 'code' in error && typeof error.code === 'string' ? error.code : null
}

/** Also of a kind that this table lacks, as other systems have them. */
function isOfSystem(error: Error): boolean {
  const code = 'code' in error ? String(error.code) : ''
  return code.includes('SQLITE_') || 'errno' in error && /^(E[A-Z0-9]+$|Unknown system error)/.test(code)
}

/** One sentence, and the kind of failure that it is. */
export function toldOf(trouble: Trouble, reason: string): { sentence: string; kind: FailureKind } {
  const { what, todo, kind = 'error' } = meanings[trouble]
  return { sentence: `${what} (${firstLine(reason)}); ${todo}.`, kind }
}

/** TensorFlow tells its own reason in the second line. */
const firstLine = (reason: string): string =>
  reason.replace(/^[^]*Invalid TF_Status: \d+\s*Message: /, '').trim().split('\n', 1)[0]?.replace(/\.$/, '') ?? ''
