/** The figures that stand first on a run's page and in its report. */
import { bytes, count, duration, loss, percent, plain, unknown } from './format'
import { snapshotName } from './moments'
import type { RunDetail } from './run'
import {
  bestEpoch, inTrainingNote, lastOf, latestDrift, maskBytesPerExample, prunedFraction, secondsSpent, stageErrors,
  storesMasks, supportUnits
} from './run-figures'

export interface KeyFigure {
  readonly label: string
  /** What the glossary explains. */
  readonly term: string
  readonly value: string
  readonly unit?: string
  readonly note?: string
}

type Figures = readonly KeyFigure[]
/** Keeps the exact terms, each of which the glossary has. */
const figures = <const F extends Figures>(...all: F): F => all
const when = <F extends Figures>(isThere: boolean, all: F): F | readonly [] => (isThere ? all : [])

/** In groups that belong together, without those that the run has no use for. */
export function keyFigures(detail: RunDetail) {
  const epoch = lastOf(detail.epochs)
  const isTraining = detail.configuration.method !== 'imported'
  const tested = isTraining ? epoch?.testError : detail.summary.testError
  return [
    [
      ...figures({ label: 'Test error', term: 'testError', value: percent(tested), unit: '%' }),
      ...when(isTraining, trainingErrors(detail))
    ],
    detail.configuration.method === 'dsd' ? pruningFigures(detail) : [],
    maskFigures(detail),
    sizes(detail)
  ].filter((group) => group.length > 0)
}

function trainingErrors({ epochs }: RunDetail) {
  const [epoch, best] = [lastOf(epochs), bestEpoch(epochs)]
  return figures(
    {
      label: 'Best test error', term: 'bestTestError', value: percent(best?.testError), unit: '%',
      ...best && { note: `epoch ${best.epoch}` }
    },
    { label: 'Train error', term: 'trainError', value: percent(epoch?.trainError), unit: '%' },
    { label: 'Test loss', term: 'testLoss', value: loss(epoch?.testLoss) },
    { label: 'Train loss', term: 'trainLoss', value: loss(epoch?.trainLoss) }
  )
}

function pruningFigures(detail: RunDetail) {
  const latest = detail.summary.pruning?.latest
  return [
    ...stageErrors(detail).map(({ title, error }) =>
      ({ label: title, term: 'stageError' as const, value: percent(error), unit: '%' })),
    ...figures({
      label: 'Weights pruned', term: 'prunedOverall', value: percent(prunedFraction(detail.summary)), unit: '%',
      ...latest && { note: `${count(latest.kept)} of ${count(latest.weights)} kept` }
    })
  ]
}

function maskFigures({ configuration, epochs, snapshots }: RunDetail) {
  const snapshot = lastOf(snapshots)
  const isMasked = storesMasks(configuration) || snapshot !== undefined
  const isTraining = configuration.method !== 'imported'
  const drift = latestDrift(epochs)
  return [
    ...when(isMasked, figures({
      label: 'Sparsity', term: 'sparsityOverall', value: percent(snapshot?.sparsity, 1), unit: '%',
      ...snapshot && { note: snapshotName(snapshot) }
    })),
    ...when(isMasked && isTraining, figures({
      label: 'Churn', term: 'churn', value: percent(snapshot?.churn), unit: '%'
    })),
    ...when(isMasked && isTraining && (storesMasks(configuration) || drift !== null), figures({
      label: 'Drift', term: 'drift', value: percent(drift), unit: '%'
    }))
  ]
}

function sizes(detail: RunDetail) {
  const epoch = lastOf(detail.epochs)
  const rate = epoch ? plain(Number(epoch.learningRate.toPrecision(3))) : unknown
  const note = inTrainingNote(detail)
  const isMasked = storesMasks(detail.configuration) || detail.snapshots.length > 0
  return [
    ...when(detail.configuration.method !== 'imported', figures(
      { label: 'Iterations', term: 'iterations', value: count(detail.progress?.iteration ?? epoch?.iterations) },
      { label: 'Time', term: 'elapsed', value: duration(secondsSpent(detail.epochs)) },
      { label: 'Learning rate', term: 'learningRate', value: rate }
    )),
    ...figures(
      { label: 'Parameters', term: 'parameters', value: count(detail.parameters), ...note !== undefined && { note } },
      { label: 'Support units', term: 'supportUnits', value: count(supportUnits(detail)) },
      { label: 'Mask of one example', term: 'maskBytesPerExample', value: bytes(maskBytesPerExample(detail)) }
    ),
    ...when(isMasked, figures(
      { label: 'Masks stored', term: 'maskBytes', value: bytes(detail.summary.maskBytes) }
    )),
    ...figures({ label: 'Run file', term: 'fileBytes', value: bytes(detail.summary.fileBytes) })
  ]
}
