/** Drafts of a training: what they were made from comes back, and what is wrong is said at its field. */
import { describe, expect, it } from 'vitest'
import type { TrainingConfiguration } from '../../../preload/contract'
import { defaultConfiguration, methodOf, type MethodName } from '../../../preload/schema/configuration'
import type { MethodDefinition } from '../../../preload/schema/methods/method'
import { candidateFrom, draftFrom, judge, type Draft, type DraftValue } from '../../../renderer/figures/draft'
import { rowGroups, withRows } from '../../../renderer/figures/formRows'
import { trainingGroups } from '../../../renderer/figures/trainingForm'
import { defaultConfigurations } from '../../fixtures/default-configurations'
import { dummyDefaults, dummyMethod } from '../../fixtures/dummy-method'
import { edited } from '../../fixtures/edited-draft'
import { alternationConfiguration, sgdConfiguration } from './records'

const phase = {
  warmup: 3,
  warmupError: 0.4,
  maskedLearningRate: 0.02,
  maskedMomentum: 0.8,
  form: 'linear',
  gate: 'gated'
} as const
const batch: TrainingConfiguration = {
  ...sgdConfiguration,
  method: 'b-alternation',
  batchAlternation: { ...phase, beta: 4 }
}
const majority: TrainingConfiguration = { ...sgdConfiguration, method: 'majority', majority: phase }
const triggered = (trigger: object, beta: object): TrainingConfiguration => {
  if (alternationConfiguration.method !== 'i-alternation') throw new Error('not an alternation')
  return {
    ...alternationConfiguration,
    alternation: { ...alternationConfiguration.alternation, trigger, beta }
  } as TrainingConfiguration
}

const judged = (draft: Draft) => judge(methodOf(draft.method as MethodName), draft)
const changed = (configuration: TrainingConfiguration, edits: Readonly<Record<string, DraftValue>>) =>
  edited(methodOf(configuration.method), draftFrom(configuration), edits)

describe('a draft of a training', () => {
  it.each([
    ['SGD', sgdConfiguration], ['I-alternation', alternationConfiguration],
    ['B-alternation', batch], ['majority vote', majority],
    ['plateau', triggered({ kind: 'plateau', tolerance: 0.2 }, { kind: 'fixed', value: 0.5 })],
    ['drift', triggered({ kind: 'drift', bound: 0.1 }, { kind: 'quantile', fraction: 0.7 })]
  ])('gives back the configuration it was made from: %s', (_, configuration) => {
    expect(judged(draftFrom(configuration)).configuration).toEqual(configuration)
  })

  it.each(defaultConfigurations)('gives back the defaults of $title', ({ definition, configuration }) => {
    expect(candidateFrom(definition, draftFrom(configuration))).toEqual(configuration)
  })

  it('reads the epochs of a step schedule from text', () => {
    const draft = changed(sgdConfiguration, { schedule: 'step', scheduleEpochs: '200, 250 300' })
    expect(judged(draft).configuration?.schedule).toEqual({ kind: 'step', epochs: [200, 250, 300] })
    const wrong = judged(edited(methodOf('sgd'), draft, { scheduleEpochs: 'soon' }))
    expect(wrong.sentences).toEqual({
      scheduleEpochs: 'Steps after: a list such as 200, 250, 300, each a whole number of at least 1.'
    })
    expect(judged(edited(methodOf('sgd'), draft, { scheduleEpochs: '' })).configuration).toBeNull()
  })

  it('says one sentence for each field that is wrong, and only for those', () => {
    const { configuration, sentences } = judged(
      changed(alternationConfiguration, { epochs: -3, momentum: 1, gap: null })
    )
    expect(configuration).toBeNull()
    expect(sentences).toEqual({
      epochs: 'Epochs: a whole number from 1 to 100,000.',
      gap: 'Gap: a whole number from 1 to 10,000.',
      momentum: 'Momentum: a number of at least 0 and below 1.'
    })
  })

  it('does not mind settings of alternation while the method is SGD, and keeps them', () => {
    const draft = changed(alternationConfiguration, { gap: null })
    expect(judged({ ...draft, method: 'sgd' }).configuration).toEqual(sgdConfiguration)
    expect(judged({ ...draft, method: 'i-alternation' }).sentences).toHaveProperty('gap')
  })

  it('keeps what was edited of a kind while another one is chosen', () => {
    const plateau = changed(alternationConfiguration, { trigger: 'plateau', tolerance: 0.3 })
    const gap = edited(methodOf('i-alternation'), plateau, { trigger: 'gap' })
    expect(judged(gap).configuration).toEqual(alternationConfiguration)
    expect(judged(edited(methodOf('i-alternation'), gap, { trigger: 'plateau' })).configuration).toMatchObject({
      alternation: { trigger: { kind: 'plateau', tolerance: 0.3 } }
    })
  })

  it('has the defaults of a method that is turned to, and what follows from the draft’s own settings', () => {
    const draft = { ...draftFrom(sgdConfiguration), method: 'i-alternation' }
    const { alternation } = defaultConfiguration('i-alternation', 'mnist-10k', 'all-cnn-mini')
    expect(judged(draft).configuration).toEqual({
      ...sgdConfiguration,
      method: 'i-alternation',
      alternation: { ...alternation, maskedLearningRate: 0.05, maskedMomentum: 0.9 }
    })
    const faster = edited(methodOf('b-alternation'), { ...draft, method: 'b-alternation' }, { learningRate: 0.2 })
    expect(judged(faster).configuration).toMatchObject({
      learningRate: 0.2,
      batchAlternation: { maskedLearningRate: 0.2, gate: 'gated' }
    })
  })

  it('keeps settings that the form does not know, and says when one of them is refused', () => {
    const later = { ...alternationConfiguration, later: 5 }
    expect(judged(draftFrom(later)).other).toContain('later')
  })

  it('names the field of the form, whatever the configuration calls it', () => {
    const { sentences } = judged(
      changed(triggered({ kind: 'drift', bound: 0.1 }, { kind: 'fixed', value: 1 }), { driftBound: 2, betaValue: -1 })
    )
    expect(Object.keys(sentences).sort()).toEqual(['betaValue', 'driftBound'])
    expect(Object.keys(judged(changed(batch, { batchBeta: -1 })).sentences)).toEqual(['batchBeta'])
  })

  it('does not mind what was typed where nothing is shown any more', () => {
    const folder = changed(sgdConfiguration, { dataset: 'image-folder', imageSize: 3 })
    expect(judged(folder).sentences).toHaveProperty('imageSize')
    expect(judged(edited(methodOf('sgd'), folder, { dataset: 'mnist-10k' })).configuration).toEqual(sgdConfiguration)
  })

  it('says why a setting does not go with another', () => {
    const { sentences, configuration } = judged(changed(sgdConfiguration, { batchSize: 8, towers: 9 }))
    expect(configuration).toBeNull()
    expect(sentences).toEqual({
      towers: 'Towers: every tower takes examples of the batch, so at most the batch size.'
    })
    expect(judged(changed(sgdConfiguration, { towers: 65 })).sentences).toEqual({
      towers: 'Towers: a whole number from 1 to 64, or empty (automatic).'
    })
    expect(judged(changed(sgdConfiguration, { towers: null })).configuration).toEqual(sgdConfiguration)
  })

  it('refuses a name that is too long', () => {
    expect(judged({ ...draftFrom(sgdConfiguration), name: 'x'.repeat(121) }).configuration).toBeNull()
  })

  it('warns when no alternation, or only one, would take place', () => {
    expect(judged(changed(alternationConfiguration, { warmup: 12 })).doubts.warmup).toContain('no masks')
    expect(judged(changed(batch, { warmup: 12, warmupError: null })).doubts.warmup).toContain('no masks')
    expect(judged(changed(alternationConfiguration, { gap: 10 })).doubts.gap).toContain('Only one')
    expect(judged(draftFrom(alternationConfiguration)).doubts).toEqual({})
  })
})

const dummy = (edits: Readonly<Record<string, DraftValue>>) => edited(dummyMethod, draftFrom(dummyDefaults), edits)
const rowsOf = (definition: MethodDefinition, draft: Draft) =>
  rowGroups(definition, draft, candidateFrom(definition, draft)).flatMap(({ rows }) => rows)

describe('the form of a method that nothing else knows', () => {
  it('has a row for each of its settings, in the group that they name', () => {
    const [group, ...more] = rowGroups(dummyMethod, dummy({}), dummyDefaults)
    expect(more).toEqual([])
    expect(group?.title).toBe('Optimisation')
    expect(group?.rows.map(({ label, control }) => [label, control.kind])).toEqual([
      ['Warmth', 'number'], ['Mood', 'choice'], ['Loud', 'switch'], ['Friends', 'several'], ['Steps', 'text'],
      ['Shares', 'text'], ['Route', 'choice']
    ])
    expect(group?.rows[0]).toEqual({
      key: 'warmth',
      name: 'warmth',
      label: 'Warmth',
      explanation: 'How warm it is. Empty: cold.',
      control: { kind: 'number', value: 5, step: 0.5, unit: 'degrees', placeholder: 'Cold' }
    })
    expect(group?.rows[1]?.control).toMatchObject({ value: 'calm', choices: [{ value: 'calm', label: 'Calm' }, {}] })
    expect(group?.rows[4]?.control).toMatchObject({ value: '1, 2', placeholder: '1, 2' })
  })

  it('shows what belongs to the choices that are made, and nothing else', () => {
    expect(rowsOf(dummyMethod, dummy({ mood: 'wild', route: 'scenic' })).map(({ name }) => name)).toEqual([
      'warmth', 'mood', 'loud', 'steps', 'shares', 'route', 'view', 'inn'
    ])
    expect(rowsOf(dummyMethod, dummy({ route: 'scenic' })).find(({ name }) => name === 'inn')?.control).toMatchObject({
      value: 7
    })
  })

  it('gives a configuration, or the sentence of what is wrong', () => {
    const draft = dummy({ warmth: null, loud: true, friends: ['cat'], steps: '4 5', shares: 'a=0.5', route: 'winding' })
    expect(judge(dummyMethod, draft).sentences).toEqual({ bends: 'Bends: a whole number of at least 1.' })
    expect(judge(dummyMethod, edited(dummyMethod, draft, { bends: 2 })).configuration).toEqual({
      method: 'dummy', warmth: null, mood: 'calm', loud: true, friends: ['cat'], steps: [4, 5], shares: { a: 0.5 },
      route: { kind: 'winding', bends: 2 }
    })
  })

  it('has rows of a page before its own', () => {
    const [first] = rowsOf(dummyMethod, dummy({}))
    if (!first) throw new Error('no row')
    const own = { ...first, name: 'own' }
    const groups = rowGroups(dummyMethod, dummy({}), dummyDefaults)
    const [group] = withRows(groups, { optimisation: [own] }, ['mood', 'loud'])
    expect(group?.rows.map(({ name }) => name)).toEqual(['own', 'warmth', 'friends', 'steps', 'shares', 'route'])
  })
})

it('the Train page asks for name and method first, and tells what the method does', () => {
  const draft = { ...draftFrom(sgdConfiguration), method: 'majority' as const, base: sgdConfiguration }
  const groups = trainingGroups(draft, [], [])
  expect(groups.map(({ title }) => title)).toEqual([
    'Data & network', 'Optimisation', 'Masks', 'Mask snapshots', 'Advanced'
  ])
  const [name, method, begin, data] = groups[0]?.rows ?? []
  expect([name, method, begin, data].map((row) => row?.label)).toEqual(['Name', 'Method', 'Begin with', 'Data'])
  expect(method?.explanation).toBe('After a warm-up every mini-batch shares the mask that most of its examples have.')
})
