/** The one table of what is measured over a training, and of the tags by which every format names it. */
import type { HistoryRecords } from './run-history'

export interface Measurement {
  tag: string
  iteration: number
  /** Fractional inside an epoch. */
  epoch: number
  /** Errors, sparsity and churn are fractions of 1. */
  value: number
}

type RecordOf<S extends keyof HistoryRecords> = HistoryRecords[S][number]
interface Moment { iteration: number; epoch: number }
interface Source<R> { moment: (record: R) => Moment; values: (record: R) => Record<string, number | null> }

interface Flips {
  sparsity: number
  churn: number | null
  onToOff: number | null
  offToOn: number | null
}

/** @param part of a tag: empty for the whole network, or a layer with a slash before it */
const flips = ({ sparsity, churn, onToOff, offToOn }: Flips, part = ''): Record<string, number | null> => ({
  [`sparsity${part}`]: sparsity,
  [`churn${part}`]: churn,
  [`on-to-off${part}`]: onToOff,
  [`off-to-on${part}`]: offToOn
})

const sources: { [S in keyof HistoryRecords]: Source<RecordOf<S>> } = {
  curve: {
    moment: (record) => record,
    values: ({ loss, error, learningRate }) =>
      ({ 'training/loss': loss, 'training/error': error, 'training/learning-rate': learningRate })
  },
  testCurve: {
    moment: (record) => record,
    values: ({ loss, error }) => ({ 'test/loss': loss, 'test/error': error })
  },
  epochs: {
    moment: ({ iterations, epoch }) => ({ iteration: iterations, epoch }),
    values: (record) => ({
      'test/loss': record.testLoss,
      'test/error': record.testError,
      'epoch/training-loss': record.trainLoss,
      'epoch/training-error': record.trainError,
      'epoch/drift': record.drift,
      'epoch/seconds': record.seconds
    })
  },
  snapshots: {
    moment: (record) => record,
    values: (record) => Object.assign(flips(record), ...record.layers.map((layer) => ({
      ...flips(layer, `/${layer.name}`),
      [`units-dead/${layer.name}`]: layer.dead / layer.units,
      [`units-always-on/${layer.name}`]: layer.alwaysOn / layer.units
    })))
  },
  evaluations: {
    moment: (record) => record,
    values: ({ relu, maskt }) => ({
      'evaluation/relu-error': relu.error,
      'evaluation/relu-loss': relu.loss,
      'evaluation/maskt-error': maskt.error,
      'evaluation/maskt-loss': maskt.loss,
      'evaluation/maskt-gap': maskt.error - relu.error
    })
  },
  prunings: {
    moment: (record) => record,
    values: ({ weights, kept, layers }) => ({
      'weight-sparsity': 1 - kept / weights,
      ...Object.fromEntries(layers.map((layer) => [`weight-sparsity/${layer.name}`, 1 - layer.kept / layer.weights]))
    })
  }
}

/** By iteration; what is not known of a moment is left out. */
export function measurementsOf(records: HistoryRecords): Measurement[] {
  const names = Object.keys(sources) as (keyof HistoryRecords)[]
  return names.flatMap((name) => ofSource(sources[name] as Source<unknown>, records[name]))
    .sort((one, other) => one.iteration - other.iteration)
}

function ofSource(source: Source<unknown>, records: readonly unknown[]): Measurement[] {
  return records.flatMap((record) => {
    const { iteration, epoch } = source.moment(record)
    return Object.entries(source.values(record)).flatMap(([tag, value]) =>
      value === null ? [] : [{ tag, iteration, epoch, value }])
  })
}
