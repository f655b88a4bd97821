/** Figures that sum a run up. */
import type {
  AlternationSettings,
  EpochRecord,
  ImportedConfiguration,
  MaskedPhaseSettings,
  PruningSettings,
  RunConfiguration,
  RunDetail,
  Schedule,
  StoredMaskSettings,
  Trigger
} from '../../preload/contract'
import { writeBeta } from '../../preload/schema/beta'
import { count, percentWithUnit, plain, plural } from '../../preload/schema/format'
import { importFormatTitles, methodTitles } from './names'

export function lastOf<T>(records: readonly T[]): T | undefined {
  return records[records.length - 1]
}

export function bestEpoch(epochs: readonly EpochRecord[]): EpochRecord | undefined {
  let best: EpochRecord | undefined
  for (const record of epochs) if (best === undefined || record.testError < best.testError) best = record
  return best
}

export function secondsSpent(epochs: readonly EpochRecord[]): number {
  return epochs.reduce((sum, record) => sum + record.seconds, 0)
}

export function latestDrift(epochs: readonly EpochRecord[]): number | null {
  for (let index = epochs.length - 1; index >= 0; index -= 1) {
    const drift = epochs[index]?.drift
    if (drift !== null && drift !== undefined) return drift
  }
  return null
}

/** End of the epoch axis: all epochs asked for while more may come, afterwards only those there are. */
export function curveExtent(detail: Pick<RunDetail, 'summary' | 'curve' | 'epochs'>): number {
  const { status, epochs } = detail.summary
  if (status === 'running') return epochs
  return Math.max(1, Math.ceil(Math.max(lastOf(detail.curve)?.epoch ?? 0, lastOf(detail.epochs)?.epoch ?? 0)))
}

export function supportUnits(detail: Pick<RunDetail, 'layers'>): number {
  return detail.layers.reduce((sum, layer) => sum + layer.units, 0)
}

export function maskBytesPerExample(detail: Pick<RunDetail, 'layers'>): number {
  return detail.layers.reduce((sum, layer) => sum + layer.byteLength, 0)
}

function scheduleWords(schedule: Schedule): string {
  if (schedule.kind === 'constant') return 'constant'
  if (schedule.kind === 'cosine') return 'cosine to zero'
  return `×0.1 after ${schedule.epochs.join(', ')}`
}

const keepWords: Readonly<Record<AlternationSettings['keepMasks'], string>> = {
  auto: 'whichever fit 1 GiB', all: 'every alternation', ends: 'first and last two'
}

type Line = readonly [label: string, value: string]

export function configurationLines(configuration: RunConfiguration): Line[] {
  if (configuration.method === 'imported') return importedLines(configuration)
  const lines: Line[] = [
    ['Method', methodTitles[configuration.method]],
    ['Epochs', count(configuration.epochs)],
    ['Batch size', count(configuration.batchSize)],
    ['Learning rate', `${plain(configuration.learningRate)}, ${scheduleWords(configuration.schedule)}`],
    ['Momentum', plain(configuration.momentum)],
    ['Weight decay', plain(configuration.weightDecay)],
    ['Clip norm', configuration.clipNorm === null ? 'off' : plain(configuration.clipNorm)],
    ['Seed', String(configuration.seed)],
    ['Executor', configuration.executor]
  ]
  if (configuration.limit !== null) lines.push(['Limit', `${count(configuration.limit)} examples`])
  switch (configuration.method) {
    case 'sgd':
      return lines
    case 'i-alternation':
      return [...lines, ...alternationLines(configuration.alternation)]
    case 'b-alternation':
      return [
        ...lines,
        ...maskedPhaseLines(configuration.batchAlternation),
        ['Threshold β', plain(configuration.batchAlternation.beta)]
      ]
    case 'majority':
      return [...lines, ...maskedPhaseLines(configuration.majority)]
    case 'dsd':
      return [...lines, ...pruningLines(configuration.pruning)]
  }
}

function pruningLines({ sparse, final, choice, exempt, from }: PruningSettings): Line[] {
  const lines: Line[] = [
    ['Sparse stage', `${plural(sparse.epochs, 'epoch')}, learning rate ${plain(sparse.learningRate)}`],
    ['Last Dense stage', `${plural(final.epochs, 'epoch')}, learning rate ${plain(final.learningRate)}`],
    ['Never pruned', exempt.length > 0 ? exempt.join(', ') : 'none'],
    ['Begins with', from === null ? 'random weights' : `run ${from.run}, ${from.at}`]
  ]
  switch (choice.kind) {
    case 'magnitude':
      return [
        ...lines,
        ['Pruned by', 'magnitude'],
        [
          'Degree',
          `${percentWithUnit(choice.degree)}, ${choice.scope === 'layer' ? 'of every layer' : 'of all layers together'}`
        ]
      ]
    case 'i-alternation':
      return [
        ...lines,
        ['Pruned by', 'co-activation of stored masks (DSD(I))'],
        ['Floor', percentWithUnit(choice.floor)],
        ...storedMaskLines(choice.masks)
      ]
    case 'b-alternation':
      return [
        ...lines,
        ['Pruned by', 'co-activation of batch masks (DSD(B))'],
        ['Floor', percentWithUnit(choice.floor)],
        ['Form', choice.form],
        ['Gate', choice.gate],
        ['Threshold β', plain(choice.beta)]
      ]
    case 'loaded':
      return [...lines, ['Pruned by', 'weight masks from a file']]
  }
}

const importedLines = ({ source, preprocessing, seed, executor }: ImportedConfiguration): Line[] => [
  ['Imported from', importFormatTitles[source.format]],
  ['File', source.file],
  ['Preprocessing', preprocessing],
  ['Seed', String(seed)],
  ['Executor', executor]
]

function warmupText({ warmup, warmupError }: MaskedPhaseSettings): string {
  const most = plural(warmup, 'epoch')
  return warmupError === null ? most : `until ${percentWithUnit(warmupError, 0)} error, at most ${most}`
}

function maskedPhaseLines(settings: MaskedPhaseSettings): Line[] {
  return [
    ['Warm-up', warmupText(settings)],
    ['Masked rate', plain(settings.maskedLearningRate)],
    ['Masked momentum', plain(settings.maskedMomentum)],
    ['Form', settings.form],
    ['Gate', settings.gate]
  ]
}

function triggerWords(trigger: Trigger): string {
  switch (trigger.kind) {
    case 'gap': return plural(trigger.epochs, 'epoch')
    case 'plateau': return `loss falls by less than ${plain(trigger.tolerance)}`
    case 'drift': return `drift above ${plain(trigger.bound)}`
  }
}

const alternationLines = (settings: AlternationSettings): Line[] => [
  ...maskedPhaseLines(settings),
  ...storedMaskLines(settings)
]

function storedMaskLines(settings: StoredMaskSettings): Line[] {
  const falls = settings.consistencySchedule === 'with-learning-rate' && settings.consistency > 0
  return [
    ['Alternation after', triggerWords(settings.trigger)],
    ['Consistency λ', `${plain(settings.consistency)}${falls ? ', falling' : ''}`],
    ['Mask rule', settings.rule],
    ['Threshold β', writeBeta(settings.beta)],
    ['Masks kept', keepWords[settings.keepMasks]]
  ]
}
