/** Rules for hard thresholds: which trainings they are, and what verdicts their errors come to. */
import { describe, expect, it } from 'vitest'
import type { TrainingConfiguration } from '../../../../preload/schema/configuration'
import { Failure } from '../../../../preload/schema/failure'
import type { EpochRecord } from '../../../../preload/schema/run'
import type { Claim } from '../../../../preload/schema/theory/result'
import { hardThreshold } from '../../../../preload/schema/theory/hard-threshold'
import { configurationOf, nameOf, rulesOf } from '../../../../main/engine/theory/hard-threshold/rules'
import { runHardThreshold } from '../../../../main/engine/theory/hard-threshold'
import type { TrainNetwork } from '../../../../main/engine/theory/experiment'

const defaults = hardThreshold.schema.parse({})
const parametersOf = (given: object) => hardThreshold.schema.parse({ epochs: 2, ...given })

describe('rules', () => {
  it('are each once, target propagation by loss and by weight', () => {
    expect(rulesOf(defaults).map(nameOf)).toEqual([
      'relu', 'ste', 'saturated-ste', 'ftprop soft-hinge', 'ftprop hinge', 'ftprop soft-hinge unweighted',
      'ftprop hinge unweighted'
    ])
    const few = parametersOf({ rules: ['ftprop', 'ftprop'], losses: ['linear', 'linear'], weights: ['none'] })
    expect(rulesOf(few).map(nameOf)).toEqual(['ftprop linear unweighted'])
  })

  it('are trainings of their methods, of the network, digits, epochs and rate that are asked for', () => {
    const parameters = parametersOf({ network: 'convnet-mini', examples: 300, rate: 0.02 })
    const [relu, ste, , , , unweighted] = rulesOf(parameters).map((rule) => configurationOf(rule, parameters, 7))
    const shared = { network: 'convnet-mini', dataset: 'mnist-10k', epochs: 2, limit: 300, learningRate: 0.02, seed: 7 }
    expect(relu).toMatchObject({ ...shared, method: 'sgd' })
    expect(ste).toMatchObject({ ...shared, method: 'ste' })
    expect(unweighted).toMatchObject({
      ...shared, method: 'ftprop', targets: { layerLoss: 'soft-hinge', lossWeights: 'none' }
    })
    expect(configurationOf({ kind: 'ste' }, defaults, 1).learningRate).toBe(0.1)
  })
})

/** Test errors at the end in percent, by method and layer loss; those of a seed are shifted by it. */
const errors: Readonly<Record<string, (seed: number) => number>> = {
  sgd: (seed) => 4 + 0.1 * seed,
  ste: (seed) => 8 + 0.1 * seed,
  // In the mean as ftprop, with differences of ±1.
  'saturated-ste': (seed) => 5 + (seed % 2 === 0 ? 1 : -1),
  'soft-hinge gradient': () => 5,
  'soft-hinge none': (seed) => 7 + 0.01 * seed,
  'hinge gradient': (seed) => 60 + seed,
  'hinge none': () => 8
}

const keyOf = (configuration: TrainingConfiguration): string => (configuration.method === 'ftprop'
  ? `${configuration.targets.layerLoss} ${configuration.targets.lossWeights}`
  : configuration.method)

/** In the place of a training: the errors above at its end, twice as much before. */
const told: TrainNetwork = (configuration, ended) => {
  const at = errors[keyOf(configuration)]!(configuration.seed) / 100
  for (const epoch of [1, 2]) ended({
    epoch, iterations: epoch, phase: 'sgd', learningRate: 0.1, trainLoss: 1 / epoch, trainError: at / 2, testLoss: 1,
    testError: epoch === 2 ? at : 2 * at, drift: null, seconds: 1
  } satisfies EpochRecord)
  return Promise.resolve()
}

const run = (given: object, seeds: readonly number[], train = told) =>
  runHardThreshold(parametersOf(given), seeds, () => undefined, train)

const claim = (claims: readonly Claim[], start: string): Claim => claims.find(({ text }) => text.startsWith(start))!

describe('the experiment', () => {
  it('tells each rule at its end, by epoch, and every training', async () => {
    const parts: [number, number][] = []
    const { results } = await runHardThreshold(parametersOf({ rules: ['ste'] }), [1, 2], (done, of) => {
      parts.push([done, of])
    }, told)
    expect(parts).toEqual([[0, 4], [1, 4], [2, 4], [3, 4], [4, 4]])
    const [outcome, curves, epochs] = results
    const [row] = outcome!.rows
    expect(row!.slice(0, 2)).toEqual(['ste', 2])
    expect(Number(row![2])).toBeCloseTo(8.15, 12)
    // Of 8.1 and 8.2: 0.1 / √2.
    expect(Number(row![3])).toBeCloseTo(0.0707106781, 9)
    expect(curves!.rows.map(([, epoch]) => epoch)).toEqual([1, 2])
    expect(Number(curves!.rows[0]![2])).toBeCloseTo(16.3, 12)
    expect(epochs!.rows).toHaveLength(4)
  })

  it('has a rule better than another where the interval of their differences says so', async () => {
    const { claims } = await run({}, [1, 2, 3, 4])
    expect(claim(claims, 'Target propagation with soft hinges')).toMatchObject({ holds: 'holds' })
    expect(claim(claims, 'Target propagation with soft hinges').measured).toBeCloseTo(-3.25, 12)
    // 0 in the mean, ±1 singly.
    expect(claim(claims, 'It improves on the saturated')).toMatchObject({ holds: 'does not hold' })
    expect(claim(claims, 'It improves on the saturated').measured).toBeCloseTo(0, 12)
    expect(claim(claims, 'Soft hinges are better weighted')).toMatchObject({ holds: 'holds' })
    expect(claim(claims, 'Soft hinges improve on hinges')).toMatchObject({ holds: 'holds' })
    expect(claim(claims, 'Every rule trains')).toMatchObject({ holds: 'does not hold' })
    expect(claim(claims, 'Every rule trains').measured).toBeCloseTo(64, 12)
    // ReLU has 4.25 in the mean and the saturated estimator 5, but 4 in two of four seeds.
    expect(claim(claims, 'No rule of hard')).toMatchObject({ holds: 'does not hold' })
    const others = await run({ rules: ['relu', 'ste', 'ftprop'] }, [1, 2, 3, 4])
    expect(claim(others.claims, 'No rule of hard')).toMatchObject({ holds: 'holds' })
    expect(claim(others.claims, 'No rule of hard').measured).toBeCloseTo(-0.75, 12)
  })

  it('claims nothing of rules that are missing, and no difference of a single seed', async () => {
    const alone = await run({ rules: ['relu'] }, [1, 2])
    for (const { holds, measured } of alone.claims) expect([holds, measured]).toEqual(['not applicable', null])
    const once = await run({ rules: ['ste', 'saturated-ste'] }, [1])
    expect(claim(once.claims, 'The saturated estimator')).toMatchObject({ holds: 'not applicable', spread: null })
    expect(claim(once.claims, 'The saturated estimator').measured).toBeCloseTo(-4.1, 12)
    expect(claim(once.claims, 'Every rule trains')).toMatchObject({ holds: 'holds' })
  })

  it('says which training diverged', async () => {
    const failing: TrainNetwork = () => Promise.reject(new Failure('Training diverged: x.', { kind: 'diverged' }))
    await expect(run({ rules: ['ste'] }, [3], failing)).rejects.toMatchObject({
      message: 'Of ste, seed 3: Training diverged: x.', kind: 'diverged'
    })
  })
})
