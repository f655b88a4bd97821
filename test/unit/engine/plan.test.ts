import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultConfiguration } from '../../../main/engine/training/defaults'
import { alternationDue, alternationCount, phaseAfter } from '../../../main/engine/training/plan'
import { ProgressMeter } from '../../../main/engine/training/progress'
import { scheduleFactor } from '../../../main/engine/training/schedule'
import { methodNames, networkPresetNames, trainingConfigurationSchema, type AlternationConfiguration } from '../../../preload/schema/configuration'
import type { EpochRecord, Progress } from '../../../preload/schema/run'

const alternating = defaultConfiguration('i-alternation', 'mnist-10k', 'all-cnn-mini') as AlternationConfiguration
const configured = (epochs: number, warmup: number, gap: number): AlternationConfiguration => ({
  ...alternating, epochs, alternation: { ...alternating.alternation, warmup, trigger: { kind: 'gap', epochs: gap } }
})

const epoch = (part: Partial<EpochRecord> = {}): EpochRecord => ({
  epoch: 1, iterations: 1, phase: 'masked', learningRate: 0.1, trainLoss: 1, trainError: 0, testLoss: 1, testError: 0, drift: 0, seconds: 1, ...part
})

/** After how many epochs a run alternates, when every epoch brings the same. */
function alternationsOf(configuration: AlternationConfiguration): number[] {
  const after: number[] = []
  let since: EpochRecord[] | null = null
  for (let done = 0; done <= configuration.epochs; done++) {
    if (alternationDue(configuration, done, since)) {
      after.push(done)
      since = []
    }
    since?.push(epoch())
  }
  return after
}

describe('plan', () => {
  it('alternates at the end of the warm-up and every gap, never after the last epoch', () => {
    expect(alternationsOf(configured(6, 2, 1))).toEqual([2, 3, 4, 5])
    expect(alternationsOf(configured(7, 2, 2))).toEqual([2, 4, 6])
    expect(alternationsOf(configured(6, 0, 4))).toEqual([0, 4])
    expect(alternationsOf(configured(2, 2, 1))).toEqual([])
  })

  it('counts the alternations that it makes', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(45), fc.integer({ min: 1, max: 9 }), (epochs, warmup, gap) => {
      const configuration = configured(epochs, warmup, gap)
      expect(alternationCount(configuration)).toBe(alternationsOf(configuration).length)
    }))
  })

  it('alternates at a plateau: when the loss falls by less than the tolerance', () => {
    const plateau = { ...configured(9, 2, 1), alternation: { ...alternating.alternation, trigger: { kind: 'plateau', tolerance: 0.1 } as const } }
    const due = (...losses: number[]): boolean => alternationDue(plateau, 5, losses.map((trainLoss) => epoch({ trainLoss })))
    expect([due(1), due(1, 0.8), due(1, 0.91), due(1, 1.2), due(1, 0.5, 0.48)]).toEqual([false, false, true, true, true])
  })

  it('alternates when drift is above its bound', () => {
    const drifting = { ...configured(9, 2, 1), alternation: { ...alternating.alternation, trigger: { kind: 'drift', bound: 0.02 } as const } }
    const due = (drift: number): boolean => alternationDue(drifting, 5, [epoch({ drift })])
    expect([due(0.01), due(0.02), due(0.03)]).toEqual([false, false, true])
  })

  it('is in the masked phase exactly from the first alternation on', () => {
    expect([0, 1, 2, 3].map((done) => phaseAfter(configured(6, 2, 3), done))).toEqual(['warm-up', 'warm-up', 'masked', 'masked'])
    expect(phaseAfter(defaultConfiguration('sgd', 'mnist-10k', 'all-cnn-mini'), 5)).toBe('sgd')
  })
})

describe('schedule', () => {
  it('falls as its name says', () => {
    expect(scheduleFactor({ kind: 'constant' }, 7, 10)).toBe(1)
    expect([0, 5, 10].map((epoch) => scheduleFactor({ kind: 'cosine' }, epoch, 10))).toEqual([1, expect.closeTo(0.5, 12), 0])
    const step = { kind: 'step', epochs: [200, 250, 300] } as const
    expect([199.9, 200, 250, 300].map((epoch) => scheduleFactor({ ...step, epochs: [...step.epochs] }, epoch, 350)))
      .toEqual([1, 0.1, expect.closeTo(0.01, 12), expect.closeTo(0.001, 12)])
  })
})

describe('defaults', () => {
  it.each(methodNames.flatMap((method) => networkPresetNames.map((network) => [method, network] as const)))('of %s with %s are valid', (method, network) => {
    const configuration = defaultConfiguration(method, 'mnist-10k', network)
    expect(trainingConfigurationSchema.parse(configuration)).toEqual(configuration)
  })
})

describe('progress', () => {
  it('tells rate and time left, at most five times a second', () => {
    let now = 0
    const told: Progress[] = []
    const meter = new ProgressMeter(1000, 100, (progress) => told.push(progress), () => now)
    for (let iteration = 1; iteration <= 100; iteration++) {
      now += 20
      meter.update('training', 'sgd', iteration, 64)
    }
    expect(told).toHaveLength(10)
    // One iteration of 64 examples every 20 ms, 900 of them to go.
    expect(told.at(-1)).toMatchObject({ epoch: 0.91, examplesPerSecond: 3200, secondsLeft: expect.closeTo(909 / 50, 6) })
    expect(told[0]).toMatchObject({ examplesPerSecond: null, secondsLeft: null })
  })
})
