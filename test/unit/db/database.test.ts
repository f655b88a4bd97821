/** A viewer cannot write: not as its types say, and not as SQLite does. */
import { afterAll, describe, expect, it } from 'vitest'
import { insertEvaluation } from '../../../db/checkpoints'
import type { ReadableDatabase } from '../../../db/database'
import { openRunForReading, openRunForWriting } from '../../../db/open'
import { annotateRun } from '../../../db/runs'
import { beginRun, evaluationAt } from '../../fixtures/small-run'
import { temporaryFolder } from '../../fixtures/temporary'

const run = beginRun(temporaryFolder())
run.recorder.end('finished', null)
const viewer = openRunForReading(run.path)
afterAll(() => { viewer.close() })

describe('a connection for reading', () => {
  it('is refused by everything that writes when types are checked, and by the file when they are not', () => {
    // @ts-expect-error a viewer's connection is none of a writer
    expect(() => { annotateRun(viewer, [{ name: 'other' }]) }).toThrow(/readonly/)
    // @ts-expect-error a viewer's connection is none of a writer
    expect(() => { insertEvaluation(viewer, evaluationAt('final', 0.5)) }).toThrow(/readonly/)
  })

  it('has statements without a way to run them', () => {
    // @ts-expect-error what only reads gives rows, and changes nothing
    expect(() => { viewer.prepare('DELETE FROM run').run() }).toThrow(/readonly/)
  })

  it('can be had of a writer, never the other way round', () => {
    const writer = openRunForWriting(run.path)
    const seen: ReadableDatabase = writer
    expect(seen.prepare('SELECT name FROM run').pluck().get()).toBe('a small run')
    writer.close()
  })
})
