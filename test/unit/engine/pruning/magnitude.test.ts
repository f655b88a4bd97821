import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { demandDegreesFit, magnitudeMasks } from '../../../../main/engine/pruning/magnitude'
import {
  sensitivityDegrees,
  sensitivityTrialCount,
  sensitivityTrials
} from '../../../../main/engine/pruning/sensitivity'
import { kernelsOf } from '../../../../main/engine/networks/weight-masks'
import { everyKind, randomWeights, small } from '../helpers/examples'

const weights = randomWeights(small, 3)
const choice = (degree: number, scope: 'layer' | 'global' = 'layer', degrees: Record<string, number> = {}) => ({
  kind: 'magnitude' as const,
  degree,
  scope,
  degrees
})
const gone = (mask: Uint8Array | undefined): number => mask?.filter((kept) => kept === 0).length ?? NaN
const none = new Set<string>()

describe('pruning by magnitude', () => {
  it('takes exactly the degree of every layer, and no weight larger than one that stays', () => {
    fc.assert(fc.property(fc.double({ min: 0, max: 0.99, noNaN: true }), (degree) => {
      for (const [name, mask] of magnitudeMasks(small, weights, choice(degree), none)) {
        expect(gone(mask)).toBe(Math.round(degree * mask.length))
        const magnitudes = Array.from(weights.get(name) ?? [], Math.abs)
        const largestGone = Math.max(0, ...magnitudes.filter((_value, i) => mask[i] === 0))
        expect(magnitudes.filter((value, i) => mask[i] === 1 && value < largestGone)).toHaveLength(0)
      }
    }))
  })

  it('takes the degree of all layers together in the scope global', () => {
    const masks = magnitudeMasks(small, weights, choice(0.5, 'global'), none)
    const all = [...masks].flatMap(([name, mask]) =>
      Array.from(weights.get(name) ?? [], (value, i) => ({ magnitude: Math.abs(value), kept: mask[i] }))
    )
    expect(all.filter(({ kept }) => kept === 0)).toHaveLength(Math.round(all.length / 2))
    const bound = Math.max(...all.filter(({ kept }) => kept === 0).map(({ magnitude }) => magnitude))
    expect(all.every(({ magnitude, kept }) => kept === Number(magnitude > bound))).toBe(true)
  })

  it('lets a layer have a degree of its own, in either scope, and keeps exempt layers whole', () => {
    for (const scope of ['layer', 'global'] as const) {
      const masks = magnitudeMasks(small, weights, choice(0.5, scope, { conv2: 0.9 }), new Set(['conv1']))
      expect(gone(masks.get('conv1/kernel'))).toBe(0)
      expect(gone(masks.get('conv2/kernel'))).toBe(Math.round(0.9 * 180))
      expect(gone(masks.get('conv3/kernel'))).toBe(6)
    }
  })

  it('takes the first of equal weights', () => {
    const equal = new Map([...weights].map(([name, values]) => [name, values.map(() => -0.5)]))
    expect([...(magnitudeMasks(small, equal, choice(0.25), none).get('conv3/kernel') ?? [])]).toEqual([
      0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1
    ])
  })

  it('refuses a degree for a layer that is not there or never pruned', () => {
    const sentence = 'There is no layer "conv1" that may be pruned; a sparsity can be given for conv2, conv3.'
    expect(() => demandDegreesFit(small, choice(0.5, 'layer', { conv1: 0.5 }), new Set(['conv1']))).toThrow(sentence)
    expect(() => demandDegreesFit(small, choice(0.5, 'layer', { conv3: 0.5 }), none)).not.toThrow()
  })
})

it('a scan of sensitivity tries every layer alone, to every degree', () => {
  const own = randomWeights(everyKind, 1)
  const trials = [...sensitivityTrials(everyKind, own)]
  expect(trials).toHaveLength(sensitivityTrialCount(everyKind))
  for (const { layer, degree, weights: tried } of trials) {
    expect(sensitivityDegrees).toContain(degree)
    for (const { name, node } of kernelsOf(everyKind)) {
      const values = tried.get(name) ?? new Float32Array()
      if (node === layer) expect(values.filter((value) => value === 0)).toHaveLength(Math.round(degree * values.length))
      else expect(values).toEqual(own.get(name))
    }
  }
})
