/**
 * What is told of stored masks, by the command line and to pages, against NumPy that reads the run file by itself.
 */
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { MaskViewer } from '../../main/api/masks/viewer'
import {
  companionsSchema, neighboursSchema, patternsSchema, unitCardSchema, type CommonUnits, type UnitCard
} from '../../preload/schema/masks'
import { printed, printedJson } from '../fixtures/command-line'
import { sentenceHere } from '../fixtures/command-line-here'
import { describeWithPython, runPython } from '../fixtures/python'
import { sharedTraining, type SharedTraining } from '../fixtures/shared-training'
import { temporaryFolder } from '../fixtures/temporary'

interface Recomputed {
  on: number[]
  classes: UnitCard['classes']
  entropy: number
  mutualInformation: number
  overlaps: number[]
  turnedOn: Record<string, number | null>
  unitFlips: Record<string, [number, number]>
  layerFlips: [number[], number[]]
  layerOn: number[]
  nearest: Record<string, [number, number][]>
  pair: Record<string, CommonUnits & { overlap: number }>
  patterns: Record<string, { distinct: number; entropy: number; largest: number[] }>
}

/** The command line tells a unit's companions with its card. */
const companionedSchema = z.looseObject({ companions: companionsSchema })

/** On for a part of the examples, and one that was chosen before anything was seen. */
const chosen = { layer: 'support2', unit: 3 * 14 * 16 + 4 * 16 + 5, position: [3, 4, 5] }
const [example, other] = [17, 23]
const snapshot = 3

let training: SharedTraining
beforeAll(async () => { training = await sharedTraining() })

describeWithPython('recomputed with NumPy from the run file', () => {
  let expected: Recomputed
  beforeAll(async () => {
    const data = join(temporaryFolder(), 'data.npz')
    await printed(training.store, 'datasets', 'mnist-10k', '--out', data)
    expected = JSON.parse(runPython(
      'recompute_unit.py', training.path, data, String(snapshot), chosen.layer, String(chosen.unit), String(example),
      String(other)
    )) as Recomputed
  })

  it('is the card of a unit', async () => {
    const { companions, ...told } = companionedSchema.parse(await printedJson(
      training.store, 'masks', training.id, '--snapshot', String(snapshot), '--layer', chosen.layer,
      '--unit', chosen.position.join(','), '--limit', '1000'
    ))
    const card = unitCardSchema.parse(told)
    expect(card).toMatchObject({ snapshot, unit: chosen.unit, position: chosen.position, examples: 1000, notListed: 0 })
    expect(card.history.map(({ on }) => on)).toEqual(expected.on)
    expect(card.on).toBe(expected.on[2])
    expect(card.classes).toEqual(expected.classes)
    // Both are sums of some twenty terms in float64.
    expect(card.entropy).toBeCloseTo(expected.entropy, 12)
    expect(card.mutualInformation).toBeCloseTo(expected.mutualInformation, 12)
    expect(companions.map(({ overlap }) => overlap)).toEqual(expected.overlaps)
    const flips = card.history.flatMap(({ snapshot: index, flips: own }) =>
      own === null ? [] : [[String(index), [own.onToOff, own.offToOn]] as const])
    expect(Object.fromEntries(flips)).toEqual(expected.unitFlips)
    expect(Object.fromEntries(card.turnedOn.map(({ example: one, flippedAt }) => [String(one), flippedAt]))).toEqual(
      expected.turnedOn
    )
    const flippedAt = card.turnedOn.map((one) => one.flippedAt ?? 0)
    expect(flippedAt).toEqual([...flippedAt].sort((one, other) => other - one))
  })

  it('are the counts of a layer’s units', async () => {
    const asked = { snapshot, layer: chosen.layer, label: null }
    const units = await new MaskViewer({ folder: training.store, file: null }).layer(training.id, asked)
    // Of a thousand examples a count is two bytes.
    const counts = (bytes: Uint8Array): number[] => [...new Uint16Array(Uint8Array.from(bytes).buffer)]
    expect(counts(units.on)).toEqual(expected.layerOn)
    expect(counts(units.flips!.onToOff)).toEqual(expected.layerFlips[0])
    expect(counts(units.flips!.offToOn)).toEqual(expected.layerFlips[1])
    expect(units).toMatchObject({
      examples: 1000, shape: [14, 14, 16], before: { snapshot: 2 }, flips: { examples: 1000 }
    })
  })

  it.each(['all', 'support1', 'support6'])('are the neighbours of an example, %s', async (layer) => {
    const found = neighboursSchema.parse(await printedJson(
      training.store, 'neighbours', training.id, '--snapshot', String(snapshot), '--layer', layer,
      '--example', String(example)
    ))
    expect(found.nearest.map(({ example: one, distance }) => [one, distance])).toEqual(
      expected.nearest[layer === 'all' ? '*' : layer]
    )
  })

  it('are the units that two examples have in common', async () => {
    const told = await printedJson(
      training.store, 'neighbours', training.id, '--snapshot', String(snapshot), '--example', String(example),
      '--with', String(other)
    ) as { first: object; second: object; layers: { layer: string }[]; whole: object }
    expect(told).toMatchObject({ first: { example }, second: { example: other } })
    const { '*': whole, ...layers } = expected.pair
    expect(told.whole).toEqual(whole)
    expect(told.layers).toEqual(Object.entries(layers).map(([layer, common]) => ({ layer, ...common })))
    expect(whole.onlyFirst + whole.onlySecond).toBeGreaterThan(0)
  })

  it('are the patterns of every layer', async () => {
    const viewer = new MaskViewer({ folder: training.store, file: null })
    const { layers, whole } = patternsSchema.parse(viewer.patterns(training.id, snapshot))
    for (const { layer, entropy, distinct, largest } of [...layers, { layer: '*', ...whole }]) {
      expect({ distinct, largest }).toEqual({
        distinct: expected.patterns[layer].distinct, largest: expected.patterns[layer].largest
      })
      expect(entropy).toBeCloseTo(expected.patterns[layer].entropy, 10)
    }
  })
})

describe('what cannot be told', () => {
  it.each([
    [['masks', 'RUN'], 'Give the file to write by --out, or the unit to tell of by --unit.'],
    [['masks', 'RUN', '--unit', '5'], '--unit is one of a layer’s; name the layer by --layer.'],
    [
      ['masks', 'RUN', '--layer', 'conv1', '--unit', '5'],
      'There is no support layer "conv1"; the run has support1, support2, support3, support4, support5, support6.'
    ],
    [
      ['masks', 'RUN', '--layer', 'support2', '--unit', '14,0,0'],
      'Layer support2 is 14 × 14 × 16; --unit "14,0,0" lies outside it.'
    ],
    [
      ['masks', 'RUN', '--layer', 'support2', '--unit', '3136'],
      'Layer support2 has the units 0 to 3135, and no unit 3136.'
    ],
    [['patterns', 'RUN', '--snapshot', '9'], 'There is no snapshot 9; the run has 1, 2, 3.'],
    [['neighbours', 'RUN', '--example', '-1'], '--example takes a number from 0, not "-1".'],
    [['neighbours', 'RUN', '--example', '3', '--with', 'x'], '--with takes a number from 0, not "x".'],
    [
      ['neighbours', 'RUN', '--example', '3', '--with', '1000'],
      'Snapshot 3 holds masks of the examples 0 to 999, not of 1000.'
    ],
    [['neighbours', 'RUN', '--example', '1000'], 'Snapshot 3 holds masks of the examples 0 to 999, not of 1000.']
  ])('%j is told in one sentence', async (given, sentence) => {
    const [command, , ...options] = given
    expect(await sentenceHere(training.store, command, training.id, ...options)).toBe(sentence)
  })
})
