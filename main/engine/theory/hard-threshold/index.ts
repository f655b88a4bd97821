/** Rules for networks of hard thresholds beside ReLU: a training for each rule and seed, and what they come to. */
import type { EpochRecord } from '../../../../preload/schema/run'
import type { ResultTable } from '../../../../preload/schema/theory/result'
import { Failure, failureKindOf, sentenceOf } from '../../../../preload/schema/failure'
import { over, type TrainingExperiment } from '../experiment'
import { claimsOf } from './claims'
import { configurationOf, nameOf, rulesOf, type Parameters } from './rules'
import { endsOf, errorsOf, percent, type Trained } from './trained'

export const runHardThreshold: TrainingExperiment<Parameters> = async (parameters, seeds, tell, train) => {
  const rules = rulesOf(parameters)
  const all = rules.length * seeds.length * parameters.epochs
  let done = 0
  tell(0, all)
  const trained = rules.map((rule): Trained => ({ rule, name: nameOf(rule), trainings: [] }))
  for (const { rule, name, trainings } of trained)
    for (const seed of seeds) {
      const epochs: EpochRecord[] = []
      try {
        await train(configurationOf(rule, parameters, seed), (epoch) => {
          epochs.push(epoch)
          tell(++done, all)
        })
      } catch (error) {
        if (!(error instanceof Failure)) throw error
        throw new Failure(`Of ${name}, seed ${seed}: ${sentenceOf(error)}`, { kind: failureKindOf(error) })
      }
      trainings.push({ seed, epochs })
    }
  return {
    results: [outcomeTable(trained), curveTable(trained, parameters.epochs), epochTable(trained)],
    claims: claimsOf(trained)
  }
}

const meanAndSpread = (values: readonly number[]): (number | null)[] => {
  const { measured, spread } = over(values)
  return [measured, spread]
}

const outcomeTable = (trained: readonly Trained[]): ResultTable => ({
  name: 'outcome',
  title: 'Each rule at the end of its trainings',
  columns: ['rule', 'trainings', 'test error %', 'deviation', 'training loss', 'deviation', 'training error %'],
  rows: trained.map((one) => [
    one.name, one.trainings.length, ...meanAndSpread(errorsOf(one)),
    ...meanAndSpread(endsOf(one).map(({ trainLoss }) => trainLoss)),
    over(endsOf(one).map(({ trainError }) => percent(trainError))).measured
  ])
})

/** For the charts. */
const curveTable = (trained: readonly Trained[], epochs: number): ResultTable => ({
  name: 'curves',
  title: 'Each rule by epoch, means over seeds',
  columns: ['rule', 'epoch', 'test error %', 'deviation', 'training loss'],
  rows: trained.flatMap(({ name, trainings }) => Array.from({ length: epochs }, (_, at) => {
    const own = trainings.map((training) => training.epochs[at])
    return [
      name, at + 1, ...meanAndSpread(own.map(({ testError }) => percent(testError))),
      over(own.map(({ trainLoss }) => trainLoss)).measured
    ]
  }))
})

const epochTable = (trained: readonly Trained[]): ResultTable => ({
  name: 'epochs',
  title: 'Each epoch of each training',
  columns: ['rule', 'seed', 'epoch', 'training loss', 'training error %', 'test loss', 'test error %'],
  rows: trained.flatMap(({ name, trainings }) => trainings.flatMap(({ seed, epochs }) => epochs.map(
    ({ epoch, trainLoss, trainError, testLoss, testError }) =>
      [name, seed, epoch, trainLoss, percent(trainError), testLoss, percent(testError)])))
})
