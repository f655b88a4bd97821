/** A setting that came later leaves runs of before their keys, wherever in a configuration it stands. */
import { describe, expect, it } from 'vitest'
import { configurationKey } from '../../../db/configuration-key'
import {
  defaultConfiguration, defaultPruning, type RunConfiguration, type StoredMaskSettings
} from '../../../preload/schema/configuration'

const alternating = defaultConfiguration('i-alternation', 'mnist-10k', 'all-cnn-mini')
const pruning = defaultConfiguration('dsd', 'mnist-10k', 'all-cnn-mini')

const alternatingWith = (part: Partial<StoredMaskSettings>): RunConfiguration =>
  ({ ...alternating, alternation: { ...alternating.alternation, ...part } })

function pruningWith(part: Partial<StoredMaskSettings>): RunConfiguration {
  const own = defaultPruning(pruning, 'i-alternation')
  if (own.choice.kind !== 'i-alternation') throw new Error('the choice that was asked for')
  return { ...pruning, pruning: { ...own, choice: { ...own.choice, masks: { ...own.choice.masks, ...part } } } }
}

describe.each([['I-alternation', alternatingWith], ['DSD(I)', pruningWith]])('%s', (_title, configurationWith) => {
  it('by the perceptron loss has the key that it had when there was no other', () => {
    const before = configurationWith({ consistencyLoss: undefined })
    expect(configurationKey(configurationWith({}))).toBe(configurationKey(before))
    expect(configurationKey(configurationWith({ consistencyLoss: 'hinge' }))).not.toBe(configurationKey(before))
  })
})
