/** What pages ask of the theory: experiments that are kept, and what it says of a stored run. */
import { describe, expect, it } from 'vitest'
import type { RequestOf } from '../../preload/contract'
import { alternatingFrom } from '../../preload/schema/alternating-solvers'
import { gapOf } from '../../preload/schema/last-layers'
import { solversFrom } from '../../preload/schema/solvers'
import { servedPage } from '../fixtures/served-page'

const { id, page } = await servedPage()

describe('an experiment', () => {
  it('is computed, told of, kept, given again whole, and deleted', async () => {
    const asked = { experiment: 'alternation', parameters: { examples: 60, alternations: 5 }, seeds: [1, 2] } as const
    const { result } = await page.call('theory.run', { ...asked, seeds: [...asked.seeds] })
    expect(result).toMatchObject({ experiment: 'alternation', seeds: [1, 2] })
    expect(page.events.some((event) => event.type === 'theory-progress' && event.result === result.id)).toBe(true)
    const kept = await page.call('theory.results', {})
    expect(kept.underWay).toEqual([])
    expect(kept.results.map((one) => [one.id, one.claims])).toEqual([[result.id, result.claims]])
    expect(await page.call('theory.result', { result: result.id })).toEqual({ result })
    await page.call('theory.delete', { result: result.id })
    expect((await page.call('theory.results', {})).results).toEqual([])
  })
})

describe('of a stored run', () => {
  it('the condition on its first layer is told, with progress', async () => {
    const { found } = await page.call('linear.firstLayer', { id, snapshot: 1, examples: 60, epsilon: 1e-6 })
    expect(found).toMatchObject({ snapshot: 1, hidden: 'conv1', examples: 60, isMet: false })
    const told = page.events.flatMap((event) => (event.type === 'first-layer-progress' ? [event] : []))
    expect(told.at(-1)).toMatchObject({ id, done: 60, of: 60 })
  })

  it('the best last layers are told, with progress', async () => {
    const { found } = await page.call('linear.lastLayers', { id, snapshot: 1, examples: 60, beta: 0.1 })
    expect(gapOf(found!.optimum.at(-1)!)).toBeLessThan(1e-3)
    expect(page.events.some((event) => event.type === 'last-layers-progress' && event.id === id)).toBe(true)
  })

  it.each([
    ['theory.solvers', { solvers: solversFrom('sgd:0.1'), layers: false }],
    ['theory.alternatingSolvers', { methods: alternatingFrom('relu-sgd') }]
  ] as const)('%s compares, tells how far it is, and keeps what it finds', async (method, own) => {
    const asked = { id, snapshot: 1, examples: 60, passes: 2, ...own }
    const { result } = method === 'theory.solvers'
      ? await page.call('theory.solvers', asked as RequestOf<'theory.solvers'>)
      : await page.call('theory.alternatingSolvers', asked as RequestOf<'theory.alternatingSolvers'>)
    const told = page.events.flatMap((event) => (event.type === 'solvers-progress' ? [event] : []))
    expect(told.at(-1)).toMatchObject({ id, done: told.at(-1)?.of })
    expect(await page.call('theory.result', { result: result?.id ?? '' })).toEqual({ result })
  })
})
