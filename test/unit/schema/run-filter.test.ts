import fastCheck from 'fast-check'
import { describe, expect, it } from 'vitest'
import { completionsOf } from '../../../preload/schema/run-filter-completion'
import { runFieldNames } from '../../../preload/schema/run-fields'
import { parseRunFilter } from '../../../preload/schema/run-filter'
import type { RunListEntry, RunSummary } from '../../../preload/schema/run'
import { summary } from '../renderer/records'

const damaged: RunListEntry = {
  state: 'damaged', id: '20260713-000000-dddd', reason: 'The file is cut short.', fileBytes: 5
}
const passes = (text: string, entry: RunListEntry): boolean => {
  const filter = parseRunFilter(text)
  if (filter.kind === 'fault') throw new Error(filter.sentence)
  return filter.passes(entry)
}
const run = (part: Partial<RunSummary>): RunSummary => summary(part)
const sentence = (text: string): string => {
  const filter = parseRunFilter(text)
  return filter.kind === 'fault' ? filter.sentence : 'none'
}

describe('a filter over runs', () => {
  it('passes every run when it is empty', () => {
    expect(parseRunFilter('  ')).toMatchObject({ kind: 'filter', tests: 0 })
    expect(passes('', damaged)).toBe(true)
  })

  it.each([
    ['seed:2', { seed: 2 }, true],
    ['seed:2', { seed: 20 }, false],
    ['seed:2', { seed: 12 }, false],
    ['seed>2', { seed: 3 }, true],
    ['seed!=2', { seed: 2 }, false],
    ['method:sgd', { method: 'sgd' as const }, true],
    ['method:SGD', { method: 'sgd' as const }, true],
    ['method:s', { method: 'sgd' as const }, false],
    ['network:all-cnn', { network: 'all-cnn-mini' }, false],
    ['network:all-cnn*', { network: 'all-cnn-mini' }, true],
    ['network:*mini', { network: 'all-cnn-mini' }, true],
    ['name:paper', { name: 'for the paper' }, true],
    ['name=paper', { name: 'for the paper' }, false],
    ['name="for the paper"', { name: 'For the paper' }, true],
    ['error<0.05', { testError: 0.05 }, false],
    ['error<=0.05', { testError: 0.05 }, true],
    ['error<5%', { testError: 0.049 }, true],
    ['error:3.1%', { testError: 0.031 }, true],
    ['error<0.05', { testError: null }, false],
    ['-error<0.05', { testError: null }, true],
    ['gap>-1e-3', { maskTGap: 0 }, true],
    ['file>100MB', { fileBytes: 100_000_001 }, true],
    ['file>100MiB', { fileBytes: 100_000_001 }, false],
    ['duration>2h', { trainingSeconds: 7201 }, true],
    ['duration<=120m', { trainingSeconds: 7200 }, true],
    ['created>2026-07-14', { createdAt: new Date(2026, 6, 14, 23, 59).toISOString() }, false],
    ['created>2026-07-14', { createdAt: new Date(2026, 6, 15).toISOString() }, true],
    ['created>=2026-07-14', { createdAt: new Date(2026, 6, 14).toISOString() }, true],
    ['created:2026-07', { createdAt: new Date(2026, 6, 31, 23).toISOString() }, true],
    ['created<2026-07-14T09:30', { createdAt: new Date(2026, 6, 14, 9, 29).toISOString() }, true],
    ['ended>2026', { finishedAt: null }, false],
    ['alter', { name: 'x', method: 'i-alternation' as const }, false],
    ['i-alt', { name: 'x' }, true],
    ['seed 2', { name: 'sgd all-cnn-mini seed 2' }, true],
    ['seed 2', { name: 'sgd all-cnn-mini seed 20', id: '20260714-094102-abcd' }, false],
    ['-status:failed error<5%', { status: 'failed' as const }, false]
  ])('%s of %o: %s', (text, part, expected) => {
    expect(passes(text, run(part))).toBe(expected)
  })

  it('knows of a damaged run only that it is damaged, its id and its size', () => {
    expect([passes('status:damaged', damaged), passes('cut', damaged), passes('file:5', damaged)])
      .toEqual([true, true, true])
    expect([passes('seed:1', damaged), passes('-seed:1', damaged)]).toEqual([false, true])
  })

  it.each([
    ['sed:2', 'There is no field "sed"; did you mean seed?'],
    ['colour:red', `There is no field "colour"; there are ${runFieldNames.join(', ')}.`],
    ['error<abc', '"abc" is no share for "error"; write error<5%.'],
    ['error<5MB', '"5MB" is no share for "error"; write error<5%.'],
    ['seed:', 'What "seed" is compared with is missing, as in seed:2.'],
    ['method<sgd', '"method" is a text and is not larger or smaller; write method:VALUE.'],
    ['created>2026-02-30', '"2026-02-30" is no day or instant for "created"; write created>2026-11-01.'],
    ['created>yesterday', '"yesterday" is no day or instant for "created"; write created>2026-11-01.'],
    ['-file:big', '"big" is no size for "file"; write file>100MB.']
  ])('says of %s what is wrong', (text, expected) => {
    expect(sentence(text)).toBe(expected)
    expect(parseRunFilter(`method:sgd  ${text} seed:1`)).toMatchObject({ kind: 'fault', at: [12, 12 + text.length] })
  })

  it('takes any text as a filter or says in one sentence why not, in no time', () => {
    const began = performance.now()
    fastCheck.assert(fastCheck.property(fastCheck.string({ unit: 'grapheme', maxLength: 80 }), (text) => {
      const filter = parseRunFilter(text)
      if (filter.kind === 'filter') filter.passes(run({}))
      else expect(filter.sentence).toMatch(/^[^\n]*[.?]$/s)
      expect(completionsOf(text, [run({}), damaged]).length).toBeLessThanOrEqual(8)
    }), { numRuns: 500 })
    passes(`name:${'*a'.repeat(60)}*b`, run({ name: 'a'.repeat(120) }))
    expect(performance.now() - began).toBeLessThan(5000)
  })

  it('compares numbers as numbers', () => {
    const figures = fastCheck.tuple(fastCheck.integer({ min: 0, max: 50 }), fastCheck.integer({ min: 0, max: 50 }))
    fastCheck.assert(fastCheck.property(figures, ([seed, bound]) => {
      const own = run({ seed })
      expect(['<', '<=', '>', '>=', '=', '!='].map((operator) => passes(`seed${operator}${bound}`, own)))
        .toEqual([seed < bound, seed <= bound, seed > bound, seed >= bound, seed === bound, seed !== bound])
    }))
  })
})

describe('its completion', () => {
  const runs = [run({ network: 'nin-mini' }), run({ network: 'vgg mini' }), run({ network: 'nin-mini', seed: 7 })]

  it('offers fields that begin so, with what they mean', () => {
    expect(completionsOf('se', runs)).toEqual([
      { text: 'seed:', piece: 'seed:', meaning: 'The seed of its random numbers, as in seed:2' }
    ])
    expect(completionsOf('method:sgd -err', runs).map(({ text }) => text)).toEqual(['method:sgd -error<'])
  })

  it('offers the values that there are, the most frequent first, in quotes where they need them', () => {
    expect(completionsOf('network:', runs)).toEqual([
      { text: 'network:nin-mini', piece: 'network:nin-mini', meaning: '2 runs' },
      { text: 'network:"vgg mini"', piece: 'network:"vgg mini"', meaning: '1 run' }
    ])
    expect(completionsOf('seed:7', runs)).toEqual([])
  })

  it('offers nothing where nothing is being written', () => {
    expect(completionsOf('', runs)).toEqual([])
    expect(completionsOf('method:sgd ', runs)).toEqual([])
  })
})
