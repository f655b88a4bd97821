import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultConfiguration } from '../../../preload/schema/configuration'
import { trainingMethodOf } from '../../../main/engine/training/methods'
import { denseSparseDense } from '../../../main/engine/training/methods/dsd'
import { alternationStages } from '../../../main/engine/training/methods/i-alternation'
import { layerwiseStages } from '../../../main/engine/training/methods/layerwise'
import { sgdStages } from '../../../main/engine/training/methods/sgd'
import {
  afterEpoch,
  alternationDue,
  justAlternated,
  paceAfter,
  stageAfter,
  stagesWithEpochs,
  type Stage
} from '../../../main/engine/training/methods/stages'
import { epochAt, iterationAt, steadyPace } from '../../../main/engine/training/plan'
import { ProgressMeter } from '../../../main/engine/training/progress'
import { scheduleFactor } from '../../../main/engine/training/schedule'
import {
  methodNames,
  networkPresetNames,
  trainingConfigurationSchema,
  type AlternationConfiguration,
  type DsdConfiguration,
  type TrainingConfiguration
} from '../../../preload/schema/configuration'
import type { TriggerState } from '../../../preload/schema/methods/staged-state'
import type { EpochRecord, Phase, Progress } from '../../../preload/schema/run'

const alternating = defaultConfiguration('i-alternation', 'mnist-10k', 'all-cnn-mini') as AlternationConfiguration
const configured = (epochs: number, warmup: number, gap: number): AlternationConfiguration => ({
  ...alternating,
  epochs,
  alternation: { ...alternating.alternation, warmup, warmupError: null, trigger: { kind: 'gap', epochs: gap } }
})

type Told = Pick<EpochRecord, 'trainLoss' | 'trainError' | 'drift'>
const told = (part: Partial<Told> = {}): Told => ({ trainLoss: 1, trainError: 0, drift: 0, ...part })

function stagesOf(configuration: TrainingConfiguration, warmedUp: number | null): Stage[] {
  switch (configuration.method) {
    case 'i-alternation': return stagesWithEpochs(alternationStages, configuration, warmedUp)
    case 'dsd': return stagesWithEpochs(denseSparseDense, configuration, warmedUp)
    case 'sgd': return stagesWithEpochs(sgdStages, configuration, warmedUp)
    default: throw new Error(`${configuration.method} is not tried here`)
  }
}

/** Epochs after which the warm-up has ended by its error, of those that were done. */
function warmedUpAfter(configuration: TrainingConfiguration, done: readonly Pick<Told, 'trainError'>[]): number | null {
  const bound = configuration.method === 'i-alternation' ? configuration.alternation.warmupError : null
  const first = bound === null ? -1 : done.findIndex(({ trainError }) => trainError <= bound)
  return first < 0 ? null : first + 1
}

/** Phase of the epoch that starts after these. */
const phaseAfter = (configuration: TrainingConfiguration, done: readonly Pick<Told, 'trainError'>[]): Phase =>
  stageAfter(stagesOf(configuration, warmedUpAfter(configuration, done)), done.length).phase

const since = (...epochs: Told[]): TriggerState => epochs.reduce(afterEpoch, justAlternated)

/** After how many epochs a run alternates, when every epoch brings the same. */
function alternationsOf(configuration: TrainingConfiguration, part: Partial<Told> = {}): number[] {
  const after: number[] = []
  let trigger: TriggerState | null = null
  for (let done = 0; done <= configuration.epochs; done++) {
    const epochs = Array.from({ length: done }, () => told(part))
    const stage = stageAfter(stagesOf(configuration, warmedUpAfter(configuration, epochs)), done)
    if (alternationDue(stage, done, trigger)) {
      after.push(done)
      trigger = justAlternated
    }
    if (trigger) trigger = afterEpoch(trigger, told(part))
  }
  return after
}

const alternationCount = (configuration: TrainingConfiguration): number =>
  trainingMethodOf(configuration.method).storedMasks(configuration)?.most ?? 0

/** Whether a run in its masked phase alternates after these epochs since the last alternation. */
const dueAfter = (configuration: AlternationConfiguration, ...epochs: Told[]): boolean =>
  alternationDue(stageAfter(stagesOf(configuration, null), 5), 5, since(...epochs))

describe('plan', () => {
  it('alternates at the end of the warm-up and every gap, never after the last epoch', () => {
    expect(alternationsOf(configured(6, 2, 1))).toEqual([2, 3, 4, 5])
    expect(alternationsOf(configured(7, 2, 2))).toEqual([2, 4, 6])
    expect(alternationsOf(configured(6, 0, 4))).toEqual([0, 4])
    expect(alternationsOf(configured(2, 2, 1))).toEqual([])
  })

  it('ends the warm-up after the first epoch whose training error is low enough, or after its last', () => {
    const until = (warmup: number): AlternationConfiguration => {
      const configuration = configured(9, warmup, 1)
      return { ...configuration, alternation: { ...configuration.alternation, warmupError: 0.3 } }
    }
    const errors = [0.8, 0.31, 0.3, 0.5, 0.2]
    const phases = (warmup: number): Phase[] =>
      errors.map((_, done) =>
        phaseAfter(
          until(warmup),
          errors.slice(0, done).map((trainError) => ({ trainError }))
        )
      )
    expect(phases(9)).toEqual(['warm-up', 'warm-up', 'warm-up', 'masked', 'masked'])
    expect(phases(2)).toEqual(['warm-up', 'warm-up', 'masked', 'masked', 'masked'])
    expect(alternationsOf(until(4), { trainError: 0.3 })).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(alternationsOf(until(4), { trainError: 0.4 })).toEqual([4, 5, 6, 7, 8])
    // The estimate is of the most that there can be.
    expect(alternationCount(until(4))).toBe(8)
  })

  it('counts the alternations that it makes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.nat(45),
        fc.integer({ min: 1, max: 9 }),
        (epochs, warmup, gap) => {
          const configuration = configured(epochs, warmup, gap)
          expect(alternationCount(configuration)).toBe(alternationsOf(configuration).length)
        }
      )
    )
  })

  it('alternates at a plateau: when the loss falls by less than the tolerance', () => {
    const plateau = {
      ...configured(9, 2, 1),
      alternation: { ...alternating.alternation, trigger: { kind: 'plateau', tolerance: 0.1 } as const }
    }
    const due = (...losses: number[]): boolean => dueAfter(plateau, ...losses.map((trainLoss) => told({ trainLoss })))
    expect([due(1), due(1, 0.8), due(1, 0.91), due(1, 1.2), due(1, 0.5, 0.48)]).toEqual([
      false,
      false,
      true,
      true,
      true
    ])
  })

  it('alternates when drift is above its bound', () => {
    const drifting = {
      ...configured(9, 2, 1),
      alternation: { ...alternating.alternation, trigger: { kind: 'drift', bound: 0.02 } as const }
    }
    const due = (drift: number): boolean => dueAfter(drifting, told({ drift }))
    expect([due(0.01), due(0.02), due(0.03)]).toEqual([false, false, true])
  })

  it('is in the masked phase exactly from the first alternation on', () => {
    expect(
      [0, 1, 2, 3, 6].map((done) =>
        phaseAfter(
          configured(6, 2, 3),
          Array.from({ length: done }, () => told())
        )
      )
    ).toEqual(['warm-up', 'warm-up', 'masked', 'masked', 'masked'])
    expect(phaseAfter(configured(2, 5, 1), [told(), told()])).toBe('warm-up')
    expect(
      phaseAfter(
        defaultConfiguration('sgd', 'mnist-10k', 'all-cnn-mini'),
        Array.from({ length: 5 }, () => told())
      )
    ).toBe('sgd')
  })
})

describe('stages of Dense → Sparse → Dense', () => {
  const dsd = (epochs: number, sparse: number, final: number): DsdConfiguration => {
    const defaults = defaultConfiguration('dsd', 'mnist-10k', 'all-cnn-mini') as DsdConfiguration
    const { pruning } = defaults
    return {
      ...defaults,
      epochs,
      pruning: { ...pruning, sparse: { ...pruning.sparse, epochs: sparse }, final: { ...pruning.final, epochs: final } }
    }
  }

  it('follow each other, each with its own learning rate', () => {
    const configuration = dsd(9, 4, 2)
    const stages = stagesOf(configuration, null)
    expect(stages.map(({ phase, from, epochs }) => [phase, from, epochs])).toEqual([
      ['dense', 0, 3],
      ['sparse', 3, 4],
      ['dense-again', 7, 2]
    ])
    expect(stages.map(({ learningRate }) => learningRate)).toEqual([
      configuration.learningRate,
      configuration.pruning.sparse.learningRate,
      configuration.pruning.final.learningRate
    ])
  })

  it('leave out what has no epochs', () => {
    expect(stagesOf(dsd(6, 4, 2), null).map(({ phase }) => phase)).toEqual(['sparse', 'dense-again'])
    expect(stagesOf(dsd(6, 4, 0), null).map(({ phase }) => phase)).toEqual(['dense', 'sparse'])
    expect(stageAfter(stagesOf(dsd(6, 4, 0), null), 6).phase).toBe('sparse')
  })

  it('alternate in the Sparse stage alone', () => {
    const { pruning, ...rest } = dsd(9, 4, 2)
    const { rule, beta, form, gate, keepMasks } = alternating.alternation
    const masks = {
      rule,
      beta,
      form,
      gate,
      keepMasks,
      trigger: { kind: 'gap', epochs: 2 },
      consistency: 0,
      consistencyLoss: 'perceptron',
      consistencySchedule: 'constant'
    } as const
    const configuration: DsdConfiguration = {
      ...rest,
      pruning: { ...pruning, choice: { kind: 'i-alternation', floor: 0, masks } }
    }
    expect(trainingConfigurationSchema.safeParse(configuration).success).toBe(true)
    expect(alternationsOf(configuration)).toEqual([3, 5])
    expect(alternationCount(configuration)).toBe(2)
  })

  it('are refused when they have more epochs than the run, or nothing to prune', () => {
    expect(trainingConfigurationSchema.safeParse(dsd(5, 4, 2)).success).toBe(false)
    expect(trainingConfigurationSchema.safeParse(dsd(6, 4, 2)).success).toBe(false)
    const { pruning, ...rest } = dsd(6, 4, 2)
    const from = { run: '20260101-000000-abcd', at: 'final' }
    expect(trainingConfigurationSchema.safeParse({ ...rest, pruning: { ...pruning, from } }).success).toBe(true)
  })
})

describe('schedule', () => {
  it('falls as its name says', () => {
    expect(scheduleFactor({ kind: 'constant' }, 7, 10)).toBe(1)
    expect([0, 5, 10].map((epoch) => scheduleFactor({ kind: 'cosine' }, epoch, 10))).toEqual([
      1,
      expect.closeTo(0.5, 12),
      0
    ])
    const step = { kind: 'step', epochs: [200, 250, 300] } as const
    expect([199.9, 200, 250, 300].map((epoch) => scheduleFactor({ ...step, epochs: [...step.epochs] }, epoch, 350)))
      .toEqual([1, 0.1, expect.closeTo(0.01, 12), expect.closeTo(0.001, 12)])
  })
})

describe('defaults', () => {
  it.each(methodNames.flatMap((method) => networkPresetNames.map((network) => [method, network] as const)))(
    'of %s with %s are valid',
    (method, network) => {
      const configuration = defaultConfiguration(method, 'mnist-10k', network)
      expect(trainingConfigurationSchema.parse(configuration)).toEqual(configuration)
    }
  )
})

describe('the pace of a training', () => {
  const layerwise = defaultConfiguration('layerwise', 'mnist-10k', 'all-cnn-mini')
  const paceOf = (stages: Stage[], epoch: number) => paceAfter(stages, epoch, { batches: 125, layers: 7 })
  const rounds = (warmedUp: number | null): Stage[] =>
    layerwiseStages({ ...layerwise, epochs: 9, layerwise: { ...layerwise.layerwise, warmup: 4 } }, warmedUp)

  it('is that of batches, and of layers once the warm-up has ended', () => {
    const whole = 4 * 125 + 5 * 7
    expect(paceOf(rounds(null), 3)).toEqual({ ...steadyPace(0, 125), iterations: whole })
    const later = { since: { epoch: 4, iteration: 500 }, perEpoch: 7, iterations: whole, cycle: 7 }
    expect(paceOf(rounds(null), 4)).toEqual(later)
    expect(paceOf(rounds(null), 8)).toEqual(later)
    expect([500, 507, 535].map((iteration) => epochAt(later, iteration))).toEqual([4, 5, 9])
    expect([4, 5, 9].map((epoch) => iterationAt(later, epoch))).toEqual([500, 507, 535])
    expect(paceOf(rounds(2), 2)).toMatchObject({ since: { epoch: 2, iteration: 250 }, iterations: 250 + 7 * 7 })
    expect(trainingMethodOf('layerwise').iterations(layerwise, { batches: 125, layers: 7 }))
      .toBe(layerwise.layerwise.warmup * 125 + (layerwise.epochs - layerwise.layerwise.warmup) * 7)
  })

  it('is one for all stages by SGD', () => {
    const dsd = defaultConfiguration('dsd', 'mnist-10k', 'all-cnn-mini')
    for (const epoch of [0, 5, 11]) expect(paceOf(denseSparseDense(dsd, null), epoch)).toEqual(steadyPace(12, 125))
  })
})

describe('progress', () => {
  it('tells rate and time left, at most five times a second', () => {
    let now = 0
    const told: Progress[] = []
    const meter = new ProgressMeter(steadyPace(10, 100), (progress) => told.push(progress), () => now)
    for (let iteration = 1; iteration <= 100; iteration++) {
      now += 20
      meter.update('training', 'sgd', iteration, 64)
    }
    expect(told).toHaveLength(10)
    // One iteration of 64 examples every 20 ms, 900 of them to go.
    expect(told.at(-1)).toMatchObject({
      epoch: 0.91,
      examplesPerSecond: 3200,
      secondsLeft: expect.closeTo(909 / 50, 6)
    })
    expect(told[0]).toMatchObject({ examplesPerSecond: null, secondsLeft: null })
  })

  it('averages over all layers of a round, of which each takes its own time', () => {
    let now = 0
    const told: Progress[] = []
    const pace = { since: { epoch: 2, iteration: 200 }, perEpoch: 3, iterations: 212, cycle: 3 }
    const meter = new ProgressMeter(steadyPace(6, 100), (progress) => told.push(progress), () => now)
    for (let iteration = 1; iteration <= 200; iteration++) {
      now += 300
      meter.update('training', 'warm-up', iteration, 64)
    }
    meter.pace = pace
    for (let iteration = 201; iteration <= 206; iteration++) {
      // Twenty seconds a round.
      now += [1, 6, 13][(iteration - 201) % 3]! * 1000
      meter.update('training', 'masked', iteration, 500)
    }
    // Nothing is left of the warm-up's rate, and each of the last three has all of a round in it.
    expect(told.slice(-4).map(({ secondsLeft }) => secondsLeft)).toEqual([
      expect.closeTo(9 * 20 / 3, 6), expect.closeTo(8 * 20 / 3, 6), expect.closeTo(7 * 20 / 3, 6),
      expect.closeTo(6 * 20 / 3, 6)
    ])
    expect(told.at(-1)).toMatchObject({ epoch: 4, iteration: 206, iterations: 212 })
  })
})
