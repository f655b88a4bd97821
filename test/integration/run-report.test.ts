/** `maskscope report RUN…`: as a file, on standard output, of a file anywhere, of a filter; wrong input is told. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { RunStore } from '../../db/store'
import { defaultConfiguration } from '../../preload/schema/configuration'
import { percentWithUnit } from '../../preload/schema/format'
import { printed, sentenceOf } from '../fixtures/command-line'
import { beginRun, epochEnd, evaluationAt } from '../fixtures/small-run'
import { temporaryFolder } from '../fixtures/temporary'

const store = new RunStore(temporaryFolder())
const ids: string[] = []

beforeAll(() => {
  for (const [seed, error] of [[1, 0.125], [2, 0.0625]] as const) {
    const configuration = { ...defaultConfiguration('i-alternation', 'mnist-10k', 'all-cnn-mini'), seed, limit: 20 }
    const { id, recorder } = beginRun(store.path, { configuration, name: `run ${seed}` })
    recorder.epochEnded(epochEnd({
      epoch: 1, iterations: 10, phase: 'warm-up', learningRate: 0.3, trainLoss: 1, trainError: error, testLoss: 1,
      testError: error, drift: null, seconds: 2
    }))
    recorder.evaluation(evaluationAt('final', error))
    recorder.end('finished', null)
    ids.push(id)
  }
})

it('one run is a file, or Markdown on standard output, wherever its file lies', async () => {
  const file = join(temporaryFolder(), 'run.html')
  await printed(store.path, 'report', ids[0]!, '--out', file)
  expect(readFileSync(file, 'utf8')).toMatch(/^<!doctype html>\n<html lang="en">/)
  expect(await printed(store.path, 'report', ids[0]!)).toMatch(/^# run 1\n/)
  expect(await printed(store.path, 'report', store.runPath(ids[0]!))).toContain('## Key figures')
})

it('those that pass a filter are compared', async () => {
  const html = await printed(store.path, 'report', '--filter', 'data:mnist-10k', '--format', 'html')
  for (const error of [0.125, 0.0625]) expect(html).toContain(percentWithUnit(error))
  expect(html).toContain('data:mnist-10k')
})

it.each([
  [['--format', 'pdf'], 'There is no format "pdf"; --format takes html, markdown.'],
  [['--epochs', '3'], '--epochs belongs to the comparison of methods; leave it out, or the runs.']
])('%s is refused in a sentence', async (given, sentence) => {
  expect(await sentenceOf(store.path, 'report', 'latest', ...given)).toBe(sentence)
})
