/**
 * `maskscope report` on short real trainings: what it says is what the run files hold, and what is trained is not
 * trained again.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { reportMethodNames } from '../../main/api/method-report/methods'
import { epochRecordSchema, evaluationRecordSchema, runListEntrySchema, testPointSchema } from '../../preload/contract'
import { maskscope, printed, printedJson, sentenceOf, start } from '../fixtures/command-line'
import { temporaryFolder } from '../fixtures/temporary'
import { until } from '../fixtures/until'

const store = temporaryFolder()
const out = join(store, 'results.md')
const short = ['report', '--runs', '2', '--methods', 'sgd,i-alternation', '--epochs', '4', '--limit', '400']

const listed = async () => z.array(runListEntrySchema).parse(await printedJson(store, 'runs'))
const shownSchema = z.object({
  seed: z.int(),
  epochs: z.array(epochRecordSchema),
  testCurve: z.array(testPointSchema),
  evaluations: z.array(evaluationRecordSchema)
})

let remarks = ''
beforeAll(async () => {
  const {
    code,
    output,
    remarks: told
  } = await maskscope(store, ...short, '--out', out, '--json', join(store, 'results.json'))
  expect(code, told).toBe(0)
  expect(output).toBe('')
  remarks = told
})

describe('report', () => {
  it('trains every method with every seed, and tells how far it is', async () => {
    const runs = await listed()
    expect(runs.map((run) => (run.state === 'readable' ? [run.method, run.seed, run.status] : [])).sort()).toEqual([
      ['i-alternation', 1, 'finished'], ['i-alternation', 2, 'finished'], ['sgd', 1, 'finished'], ['sgd', 2, 'finished']
    ])
    expect(remarks).toContain('training 1 of 4 (0 of 4 are there): SGD, seed 1\n')
    expect(remarks).toMatch(
      /training 4 of 4 \(0 of 4 are there\): I-alternation, seed 2, about (\d+ min )?\d+ s left\n/
    )
  })

  it('writes means and deviations of what the runs hold', async () => {
    const text = readFileSync(out, 'utf8')
    for (const [method, title] of [['sgd', 'SGD'], ['i-alternation', 'I-alternation']]) {
      const ids = (await listed()).flatMap((run) => (run.state === 'readable' && run.method === method ? [run.id] : []))
      const shown = z.array(shownSchema).parse(await Promise.all(ids.map((id) => printedJson(store, 'show', id))))
      const [one, two] = shown.map(({ evaluations }) => evaluations.at(-1)!.relu.error * 100)
      expect(text).toContain(
        `| ${title} | 2 | 4 | ${((one + two) / 2).toFixed(2)} ± ${(Math.abs(one - two) / Math.SQRT2).toFixed(2)} |`
      )
      for (const { testCurve, epochs } of shown) {
        // Seven iterations to an epoch: the only multiple of 25 in 28 is none of an epoch's ends.
        expect(testCurve.map(({ iteration }) => iteration)).toEqual([25])
        expect(epochs.at(-1)?.iterations).toBe(28)
      }
    }
    expect(text).toContain('Made by `maskscope report --runs 2 --methods sgd,i-alternation --epochs 4 --limit 400` on ')
    expect(JSON.parse(readFileSync(join(store, 'results.json'), 'utf8'))).toMatchObject({
      entries: [{ name: 'sgd' }, { name: 'i-alternation' }]
    })
  })

  it('trains only what is missing, and prints the same words from the same runs', async () => {
    const { code, output, remarks: told } = await maskscope(store, ...short)
    expect([code, told]).toEqual([0, ''])
    expect(output).toBe(readFileSync(out, 'utf8'))
    expect(await listed()).toHaveLength(4)
  })

  it('stops at Ctrl-C with what is finished kept, and goes on with the rest', async () => {
    const more = [
      'report',
      '--runs',
      '3',
      '--methods',
      'sgd',
      '--epochs',
      '4',
      '--limit',
      '400',
      '--out',
      join(store, 'more.md')
    ]
    const other = [...more, '--epochs', '400']
    const started = start(store, ...other)
    await until(() => started.remarks().includes('training 1 of 3'), 100)
    await until(async () => (await listed()).some((run) => run.state === 'readable' && run.status === 'running'), 500)
    started.child.kill('SIGINT')
    const { code, remarks: told } = await started.finished
    expect(code).toBe(130)
    expect(told).toMatch(/Stopped after 0 of 3 trainings; the same command goes on with the others\.\n$/)
    expect(existsSync(join(store, 'more.md'))).toBe(false)
    // Seeds 1 and 2 of the short ones are there: one training is left.
    expect((await maskscope(store, ...more)).remarks).toContain('training 1 of 1 (2 of 3 are there): SGD, seed 3\n')
    expect(await printed(store, ...more.slice(0, -2))).toContain('| SGD | 3 | 4 |')
  })

  it('refuses what makes no sense in one sentence', async () => {
    expect(await sentenceOf(store, 'report', '--methods', 'adam')).toBe(
      `There is no method "adam" to report; --methods takes ${reportMethodNames.join(',')}.`
    )
    expect(await sentenceOf(store, 'report', '--runs-of', 'sgd'))
      .toBe('--runs-of takes a method and a number of seeds each, as sgd=16, not "sgd".')
    expect(await sentenceOf(store, 'report', '--runs-of', 'sgd=2,adam=3')).toContain('There is no method "adam"')
    expect(await sentenceOf(store, 'report', '--data', 'digits')).toContain('"digits"')
    expect(await sentenceOf(store, 'report', '--runs', '9'.repeat(20)))
      .toBe('--runs takes at most 1000, not "99999999999999999999".')
    expect(await sentenceOf(store, 'report', '--runs', '0')).toBe('--runs takes a whole number of at least 1, not "0".')
  })
})
