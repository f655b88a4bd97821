/** The flat list of settings that command line, forms and documentation are made from. */
import { describe, expect, it } from 'vitest'
import { trainingMethods } from '../../../../preload/schema/configuration'
import { dsd } from '../../../../preload/schema/methods/dsd'
import { iAlternation } from '../../../../preload/schema/methods/i-alternation'
import type { MethodDefinition } from '../../../../preload/schema/methods/method'
import { settingLines } from '../../../../preload/schema/methods/texts'
import { fieldsOfKind, isPresent, withKind } from '../../../../preload/schema/methods/variants'
import {
  fieldNamed,
  fieldsOf,
  rangeText,
  sentenceOf,
  valueAt,
  withValueAt,
  type Field
} from '../../../../preload/schema/settings/fields'
import { parsed, written } from '../../../../preload/schema/settings/text'
import { defaultConfigurations } from '../../../fixtures/default-configurations'
import { dummyDefaults, dummyMethod, dummySchema } from '../../../fixtures/dummy-method'

describe('fields of a schema', () => {
  it('stand in its order, variants with what their kinds have', () => {
    expect(fieldsOf(dummySchema).map(({ name, path, within }) => [
      name, path.join('.'), within.map(({ variant, kind }) => `${variant.name} ${kind}`).join()
    ])).toEqual([
      ['warmth', 'warmth', ''],
      ['mood', 'mood', ''],
      ['loud', 'loud', ''],
      ['friends', 'friends', ''],
      ['steps', 'steps', ''],
      ['shares', 'shares', ''],
      ['route', 'route.kind', ''],
      ['bends', 'route.bends', 'route winding'],
      ['view', 'route.view', 'route scenic'],
      ['inn', 'route.inn', 'route scenic']
    ])
  })

  it('know what is taken where nothing is given, and what may be empty', () => {
    expect(fieldNamed(dummySchema, 'view')).toMatchObject({ fallback: 3, optional: false })
    expect(fieldNamed(dummySchema, 'warmth')).toMatchObject({ fallback: undefined, optional: true })
    expect(fieldNamed(iAlternation.schema, 'warmupError')).toMatchObject({ fallback: null, optional: true })
    expect(() => fieldNamed(dummySchema, 'nothing')).toThrow('there is no setting nothing')
  })

  it('leave out the kinds that have no title', () => {
    expect(fieldNamed(dsd.schema, 'prune').values).toEqual({
      kind: 'choice',
      values: ['magnitude', 'i-alternation', 'b-alternation']
    })
  })

  it('have sentences from their ranges', () => {
    const sentences = (schema: typeof dsd.schema | typeof iAlternation.schema, ...names: string[]): string[] =>
      names.map((name) => sentenceOf(fieldNamed(schema as typeof dsd.schema, name)))
    expect(sentences(dsd.schema, 'epochs', 'momentum', 'limit', 'layerSparsity', 'exempt', 'sensitivity')).toEqual([
      'Epochs: a whole number from 1 to 100,000.',
      'Momentum: a number of at least 0 and below 1.',
      'Limit: a whole number of at least 1, or empty (all).',
      'Sparsity by layer: a list such as conv2=0.7, conv3=0.8, each a number of at least 0 and below 1; or empty.',
      'Never pruned: any of first, classifier.',
      'Sensitivity scan: on or off.'
    ])
    expect(sentences(iAlternation.schema, 'warmupError', 'trigger', 'driftBound', 'scheduleEpochs')).toEqual([
      'Warm-up ends at: a number above 0 and below 1, or empty (its last epoch).',
      'Alternate: one of gap, plateau, drift.',
      'Bound on drift: a number above 0 and at most 1.',
      'Steps after: a list such as 200, 250, 300, each a whole number of at least 1.'
    ])
  })

  it.each([
    [{ whole: false, from: null, above: null, to: null, below: null }, 'a number'],
    [{ whole: true, from: 1, above: null, to: null, below: null }, 'a whole number of at least 1'],
    [{ whole: false, from: null, above: null, to: 2, below: null }, 'a number at most 2'],
    [{ whole: false, from: null, above: 0, to: null, below: 1 }, 'a number above 0 and below 1']
  ])('%o is written %s', (range, text) => {
    expect(rangeText(range)).toBe(text)
  })
})

describe('values', () => {
  it('are found and set by their path', () => {
    expect(valueAt({ a: { b: 1 } }, ['a', 'b'])).toBe(1)
    expect(valueAt({ a: null }, ['a', 'b'])).toBeUndefined()
    expect(withValueAt({ a: { c: 2 } }, ['a', 'b'], 1)).toEqual({ a: { c: 2, b: 1 } })
    expect(withValueAt({}, ['a', 'b'], 1)).toEqual({ a: { b: 1 } })
  })

  it('are read from what a person types, or refused', () => {
    const { steps, shares } = { steps: fieldNamed(dummySchema, 'steps'), shares: fieldNamed(dummySchema, 'shares') }
    expect(parsed(steps.values, ' 1, 2;3 ')).toEqual([1, 2, 3])
    expect(parsed(steps.values, '1 two')).toBeUndefined()
    expect(parsed(shares.values, 'a=0.5, b=1')).toEqual({ a: 0.5, b: 1 })
    expect(parsed(shares.values, 'a:0.5')).toBeUndefined()
    expect(parsed(fieldNamed(dummySchema, 'warmth').values, ' ')).toBeUndefined()
  })

  it('are written as they are typed', () => {
    expect([null, 0.5, true, [1, 2], { a: 1, b: 2 }].map((value) => written(value))).toEqual([
      'none', '0.5', 'on', '1,2', 'a=1,b=2'
    ])
  })
})

describe('kinds', () => {
  const route = fieldNamed(dummySchema, 'route')

  it('begin as the method has them, and with what their schema takes', () => {
    expect(withKind(dummyMethod, dummyDefaults, route, 'scenic')).toMatchObject({
      route: { kind: 'scenic', inn: 7, view: 3 }
    })
    const trigger = fieldNamed(iAlternation.schema, 'trigger')
    const alternation = { trigger: { kind: 'plateau' } }
    const plateau = { ...iAlternation.defaults('mnist-10k', 'all-cnn-mini'), alternation }
    expect(withKind(iAlternation, plateau, trigger, 'gap')).toMatchObject({
      alternation: { trigger: { kind: 'gap', epochs: 1 } }
    })
    expect(fieldsOfKind(dummyMethod, route, 'scenic').map(({ name }) => name)).toEqual(['view', 'inn'])
  })
})

it('a configuration is told by the labels and titles of its settings', () => {
  const lines = settingLines(dummyMethod, { ...dummyDefaults, route: { kind: 'winding', bends: 3 }, warmth: null })
  expect(lines.map(({ label, text }) => [label, text])).toEqual([
    ['Warmth', 'cold'], ['Mood', 'Calm'], ['Loud', 'off'], ['Friends', 'dog'], ['Steps', '1, 2'], ['Shares', 'none'],
    ['Route', 'winding'], ['Bends', '3']
  ])
  const wild = settingLines(dummyMethod, { ...dummyDefaults, mood: 'wild' })
  expect(wild.map(({ label }) => label)).not.toContain('Friends')
})

const methods = trainingMethods.map((definition): [string, MethodDefinition] => [definition.name, definition])
describe.each(methods)('%s', (_, definition) => {
  const fields = fieldsOf(definition.schema)

  it('has every setting at a place of its own, and in any configuration a name and an option of its own', () => {
    const place = ({ path, within }: Field): string => [...path, ...within.map(({ kind }) => kind)].join('.')
    expect(new Set(fields.map(place)).size).toBe(fields.length)
    for (const { configuration } of defaultConfigurations.filter((known) => known.definition === definition)) {
      const present = fields.filter((field) => isPresent(configuration, field))
      expect(new Set(present.map(({ name }) => name)).size).toBe(present.length)
      const options = present.filter(({ setting }) => !setting.shorthand).map(({ option }) => option)
      expect(new Set(options).size).toBe(options.length)
    }
  })

  it('explains each in a sentence, with titles for every value that has some', () => {
    for (const { setting, values } of fields) {
      expect(setting.explanation).toMatch(/^.{10,220}\.$/)
      if (values.kind === 'choice' && setting.titles)
        expect(Object.keys(setting.titles)).toEqual(expect.arrayContaining([...values.values]))
    }
  })

  it('has fields for everything of its configurations but what its pages ask for themselves', () => {
    const own = ['method', 'network', 'from', 'pruning.from']
    const leaves = (value: unknown, path: readonly string[]): string[] =>
      typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0
        ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]))
        : [path.join('.')]
    const known = [...own, ...fields.map(({ path }) => path.join('.'))]
    for (const { configuration } of defaultConfigurations.filter((one) => one.definition === definition))
      expect(known).toEqual(expect.arrayContaining(leaves(configuration, [])))
  })
})
