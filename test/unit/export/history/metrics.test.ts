/** The table of tags, which docs/exports.md names one by one. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { measurementsOf } from '../../../../main/export/history/metrics'
import { HistoryReader } from '../../../../db/run-history'
import { readingRun } from '../../../../db/open'
import { beginRun, epochEnd, evaluationAt, recordAlternation } from '../../../fixtures/small-run'
import { temporaryFolder } from '../../../fixtures/temporary'

const layer = { weights: 10, kept: 4, exempt: false, coactivation: null }
const pruning = {
  index: 1, epoch: 1, iteration: 10, alternation: null, seconds: 1, weights: 20, kept: 14,
  layers: [{ name: 'conv1', ...layer }]
}

describe('measurements', () => {
  const { path, recorder } = beginRun(temporaryFolder())
  recorder.curvePoint({ iteration: 5, epoch: 0.5, loss: 2, error: 0.5, learningRate: 0.1 })
  recorder.testPoint({ iteration: 5, epoch: 0.5, loss: 3, error: 0.6 })
  recorder.epochEnded(epochEnd({
    epoch: 1, iterations: 10, phase: 'masked', learningRate: 0.1, trainLoss: 1, trainError: 0.2, testLoss: 1.5,
    testError: 0.3, drift: 0.01, seconds: 2
  }))
  recordAlternation(recorder, 1, 20)
  recordAlternation(recorder, 2, 20)
  recorder.evaluation(evaluationAt('alternation-1', 0.25))
  recorder.end('finished', null)
  const [records, ...more] = readingRun(path, (database) => [...new HistoryReader(database).pieces()])
  const measurements = measurementsOf({ ...records, prunings: [pruning] })

  it('come by iteration, a tag with its values in order', () => {
    expect(more).toEqual([])
    expect(measurements.filter(({ tag }) => tag === 'test/error')).toEqual([
      { tag: 'test/error', iteration: 5, epoch: 0.5, value: 0.6 },
      { tag: 'test/error', iteration: 10, epoch: 1, value: 0.3 }
    ])
    const iterations = measurements.map(({ iteration }) => iteration)
    expect(iterations).toEqual(iterations.toSorted((one, other) => one - other))
    expect(measurements).toContainEqual({ tag: 'weight-sparsity/conv1', iteration: 10, epoch: 1, value: 0.6 })
    expect(measurements).toContainEqual({ tag: 'evaluation/maskt-gap', iteration: 10, epoch: 1, value: -0.125 })
    // Nothing is counted against the first.
    expect(measurements.filter(({ tag }) => tag === 'churn').map(({ iteration }) => iteration)).toEqual([20])
  })

  it('are named in docs/exports.md, and no others', () => {
    const text = readFileSync(join(import.meta.dirname, '..', '..', '..', '..', 'docs', 'exports.md'), 'utf8')
    const table = text.slice(text.indexOf('| tag |'), text.indexOf('An event file has'))
    const tags = new Set(measurements.map(({ tag }) => tag.replace(/\/(support|conv)\d$/, '/LAYER')))
    const named = new Set([...table.matchAll(/`([^`]+)`/g)].map(([, tag]) => tag))
    for (const tag of ['sparsity', 'churn', 'on-to-off', 'off-to-on']) named.add(`${tag}/LAYER`)
    named.delete('/LAYER')
    expect([...tags].sort()).toEqual([...named].sort())
  })
})
