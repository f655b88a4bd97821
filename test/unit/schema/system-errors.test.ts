/** Every error of the operating system, of SQLite and of TensorFlow is a sentence, and none "an error not expected". */
import { constants } from 'node:os'
import { getSystemErrorName } from 'node:util'
import { describe, expect, it } from 'vitest'
import { SqliteError } from '../../../db/gate/connect'
import { Failure, failureKindOf, sentenceOf } from '../../../preload/schema/failure'
import { tensorFlowCodes, troubleOf } from '../../../preload/schema/system-errors'

/** As Node makes them. */
const systemError = (code: string, number: number): Error => Object.assign(
  new Error(`${code}: what the system says, write '/store/runs/a'`), { code, errno: -number, syscall: 'write' })

const codes = Object.entries(constants.errno) as [string, number][]

/** Result codes of SQLite, https://www.sqlite.org/rescode.html, with some of the extended ones. */
const sqlite = [
  'ERROR', 'INTERNAL', 'PERM', 'ABORT', 'BUSY', 'LOCKED', 'NOMEM', 'READONLY', 'INTERRUPT', 'IOERR', 'CORRUPT',
  'NOTFOUND', 'FULL', 'CANTOPEN', 'PROTOCOL', 'EMPTY', 'SCHEMA', 'TOOBIG', 'CONSTRAINT', 'MISMATCH', 'MISUSE', 'NOLFS',
  'AUTH', 'FORMAT', 'RANGE', 'NOTADB', 'NOTICE', 'WARNING', 'ROW', 'DONE', 'IOERR_WRITE', 'IOERR_FSYNC',
  'BUSY_SNAPSHOT', 'CANTOPEN_ISDIR', 'CORRUPT_VTAB', 'READONLY_DBMOVED', 'CONSTRAINT_UNIQUE'
].map((name) => `SQLITE_${name}`).concat('UNKNOWN_SQLITE_ERROR_4711')

const expectSentence = (sentence: string): void => {
  expect(sentence).not.toMatch(/did not expect|undefined/)
  expect(sentence).toMatch(/^[A-Z][^\n]+ \(.+\); .+\.$/)
}

describe('an error of the operating system', () => {
  it.each(codes)('%s is a sentence', (code, number) => {
    // Of some, Node knows no name.
    expectSentence(sentenceOf(systemError(getSystemErrorName(-number), number)))
    expectSentence(sentenceOf(systemError(code, number)))
    expect(troubleOf(systemError(code, number))).not.toBe('unknown to the system')
  })

  it('of another system is one, too', () => {
    expectSentence(sentenceOf(systemError('EFTYPE', 79)))
    expect(troubleOf(systemError('EFTYPE', 79))).toBe('unknown to the system')
  })
})

describe('an error of SQLite', () => {
  it.each(sqlite)('%s is a sentence', (code) => { expectSentence(sentenceOf(new SqliteError('what it says', code))) })
})

describe('an error of TensorFlow', () => {
  const statuses = tensorFlowCodes.slice(1).map((name, at): [string, number] => [name, at + 1])
  it.each(statuses)('%s is a sentence', (_, status) => {
    const sentence = sentenceOf(new Error(`Invalid TF_Status: ${status}\nMessage: what it says\nmore`))
    expectSentence(sentence)
    expect(sentence).toContain('(what it says)')
  })

  it('that a GPU has no memory says so', () => {
    const error = new Error('Invalid TF_Status: 8\nMessage: OOM when allocating tensor with shape[512,64]')
    expect(sentenceOf(error)).toBe(
      'The memory was not enough (OOM when allocating tensor with shape[512,64]); close other programs, or train ' +
        'with a smaller --batch-size.')
  })
})

describe('what is told', () => {
  it('of a full disk has its kind', () => {
    for (const error of [systemError('ENOSPC', 28), systemError('EDQUOT', 122), new SqliteError('full', 'SQLITE_FULL')])
      expect([failureKindOf(error), troubleOf(error)]).toEqual(['disk-full', 'full'])
  })

  it('of memory that JavaScript does not get is a sentence', () => {
    let thrown: unknown
    try {
      new ArrayBuffer(Number.MAX_SAFE_INTEGER)
    } catch (error) {
      thrown = error
    }
    expect(sentenceOf(thrown)).toMatch(/^The memory was not enough \(Array buffer allocation failed\); /)
  })

  it('of a defect of ours says that it is one, and of a sentence the sentence', () => {
    expect(sentenceOf(new TypeError('x is not a function'))).toMatch(/^Maskscope met an error it did not expect: x is/)
    expect(failureKindOf(new TypeError('x'))).toBe('defect')
    expect(sentenceOf(new Failure('It is so.'))).toBe('It is so.')
  })
})
