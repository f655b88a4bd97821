/** Reports of runs: what they say is what the files hold, and nothing in a file becomes markup. */
import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RunStore } from '../../../../db/store'
import { makeReport } from '../../../../main/api/report/report'
import { compareRuns } from '../../../../main/api/run-comparison/compare'
import { runFile } from '../../../../main/api/run-file'
import { Workbench } from '../../../../main/api/workbench'
import { defaultConfiguration } from '../../../../preload/schema/configuration'
import { percentWithUnit } from '../../../../preload/schema/format'
import { finalWords } from '../../../../preload/schema/run-comparison-tables'
import { beginRun, epochEnd, evaluationAt, recordAlternation } from '../../../fixtures/small-run'
import { temporaryFolder } from '../../../fixtures/temporary'

const store = new RunStore(temporaryFolder())
const workbench = new Workbench(store.path)
afterAll(() => { workbench.close() })
const hostile = `<script>alert(1)</script> "a" & 'b' | \`c\` ](x)`
const base = defaultConfiguration('i-alternation', 'mnist-10k', 'all-cnn-mini')
const ids: string[] = []
const errors = [0.125, 0.0625, 0.25]

function record(seed: number, learningRate: number, error: number): void {
  const configuration = { ...base, seed, learningRate, limit: 20 }
  const run = beginRun(store.path, { configuration, name: `${hostile} ${seed}` })
  recordAlternation(run.recorder, 1, 20)
  recordAlternation(run.recorder, 2, 20)
  for (let epoch = 1; epoch <= 3; epoch++) {
    const moment = { iteration: epoch * 10 - 5, epoch: epoch - 0.5, loss: 1 / epoch }
    run.recorder.curvePoint({ ...moment, error, learningRate })
    run.recorder.epochEnded(epochEnd({
      epoch, iterations: epoch * 10, phase: 'masked', learningRate, trainLoss: 1, trainError: error,
      testLoss: 1 / epoch, testError: error * (4 - epoch), drift: 0.01, seconds: 2
    }))
  }
  run.recorder.evaluation(evaluationAt('final', error))
  run.recorder.end('finished', null)
  ids.push(run.id)
}

beforeAll(() => {
  record(1, 0.3, errors[0]!)
  record(2, 0.3, errors[1]!)
  record(3, 0.1, errors[2]!)
})

/** Text outside of tags. */
const wordsOf = (html: string): string => html.replaceAll(/<style>.*?<\/style>/gs, '').replaceAll(/<[^>]*>/g, ' ')

describe('a report of a run', () => {
  it('is one HTML file: no script, nothing from elsewhere, names as text', async () => {
    const html = await makeReport(workbench, { ids: [ids[0]!], filter: null }, 'html')
    expect(html).toMatch(/^<!doctype html>\n<html lang="en">/)
    expect(html).toContain(`content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;;`)
    expect(html).not.toMatch(/<(script|link|img|iframe|object|a)\b/i)
    expect(html.replaceAll(/xmlns(:xlink)?="[^"]*"/g, '')).not.toMatch(/https?:|url\((?!#)|@import|\son\w+=/i)
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &quot;a&quot; &amp; &#39;b&#39;')
    expect(html.match(/<svg /g)).toHaveLength(12)
    const own = [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id)
    expect(new Set(own).size).toBe(own.length)
    for (const [, id] of html.matchAll(/url\(#([^)]+)\)/g)) expect(own).toContain(id)
    expect(wordsOf(html)).toContain(percentWithUnit(errors[0]!))
    expect(wordsOf(html)).toContain('maskscope train --method i-alternation --limit 20')
  })

  it('is the same as Markdown, with tables that names do not break', async () => {
    const text = await makeReport(workbench, { ids: [ids[0]!], filter: null }, 'markdown')
    expect(text).toMatch(/^# \\<script\\>alert\(1\)\\<\/script\\> "a" & 'b' \\\| \\`c\\` \\\]\(x\) 1\n/)
    const rows = text.split('\n').filter((line) => line.startsWith('|'))
    const cells = (line: string): number => line.replaceAll('\\|', '').split('|').length
    rows.forEach((line, at) => {
      const next = rows[at + 1]
      if (next?.startsWith('|--')) expect(cells(next)).toBe(cells(line))
    })
    expect(text).toContain(`| 3 | Masked | 30 | ${percentWithUnit(errors[0]!)} | ${percentWithUnit(errors[0]!)} |`)
    expect(text).toContain('```sh\nmaskscope train --method i-alternation')
  })
})

describe('a report of several runs', () => {
  it('has the statistics of the comparison, and how each run is repeated', async () => {
    const comparison = await compareRuns(workbench, ids)
    const html = await makeReport(workbench, { ids, filter: 'data:mnist-10k' }, 'html')
    const words = wordsOf(html)
    for (const { final } of comparison.groups) expect(words).toContain(finalWords('testError', final.testError))
    expect(words).toContain('data:mnist-10k')
    for (const seed of [1, 2, 3]) expect(words).toContain(seed === 1 ? '--limit 20' : `--seed ${seed}`)
    expect(html).not.toMatch(/<script/i)
    expect(words).toContain('not reached')
  })

  it('leaves out what cannot be read, and says so', async () => {
    const all = [...ids, '20200101-000000-aaaa']
    const text = await makeReport(workbench, { ids: all, filter: null }, 'markdown')
    expect(text).toContain('> Run 20200101-000000-aaaa is left out: ')
  })
})

it('a run’s file is told with its path, its parts and what happened to it', () => {
  const { path, bytes, parts, log } = runFile(workbench, ids[0]!)
  expect(existsSync(path)).toBe(true)
  expect(parts.map(({ name }) => name)).toContain('Masks')
  expect(parts.reduce((sum, part) => sum + part.bytes, 0)).toBe(bytes)
  const texts = log.map(({ text }) => text)
  expect(texts[0]).toBe(`Run ${ids[0]} was made`)
  expect(texts.filter((text) => text.startsWith('Epoch '))).toHaveLength(3)
  expect(texts.filter((text) => text.startsWith('Alternation '))).toHaveLength(2)
  expect(texts.at(-1)).toBe('Finished')
})
