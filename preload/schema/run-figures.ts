/** Figures that sum a run up. */
import { originOf, originText, type ImportedConfiguration, type RunConfiguration } from './configuration'
import { count } from './format'
import { methodOf, methodTitles } from './methods'
import { settingLines } from './methods/texts'
import { guessLines } from './preprocessing-guess'
import type { EpochRecord, RunDetail, RunSummary } from './run'
import { importFormatTitles } from './titles'

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

type Line = readonly [label: string, value: string]

/** What a run was told: the method, then every setting by its label, as the forms call them. */
export function configurationLines(configuration: RunConfiguration): Line[] {
  if (configuration.method === 'imported') return importedLines(configuration)
  const told = settingLines(methodOf(configuration.method), configuration)
  const method: Line = ['Method', methodTitles[configuration.method]]
  const says = configuration.method === 'dsd' || originOf(configuration) !== null
  const origin = says ? [['Begins with', originText(configuration)] as const] : []
  return [method, ...origin, ...told.map(({ label, text }): Line => [label, wordsOfKinds[text] ?? text])]
}

/** Kinds that no form offers, and so no setting has a title for. */
const wordsOfKinds: Readonly<Record<string, string>> = { loaded: 'Weight masks from a file' }

const importedLines = ({ source, preprocessing, guess, seed, executor }: ImportedConfiguration): Line[] => [
  ['Imported from', importFormatTitles[source.format]],
  ['File', source.file],
  ['Preprocessing', guess ? `${preprocessing}, a guess` : preprocessing],
  ...guess ? guessLines(guess) : [],
  ['Seed', String(seed)],
  ['Executor', executor]
]

/**
 * Whether every example’s masks are stored at alternations: by I-alternation and layer-wise Newton, and by DSD(I) in
 * its Sparse stage.
 */
export function storesMasks(configuration: RunConfiguration): boolean {
  return (
    configuration.method === 'imported' ||
    configuration.method === 'i-alternation' ||
    configuration.method === 'layerwise' ||
    (configuration.method === 'dsd' && configuration.pruning.choice.kind === 'i-alternation')
  )
}

export interface StageError {
  readonly at: 'dense' | 'sparse' | 'final'
  readonly title: string
  readonly error: number | null
}

export function stageErrors({
  configuration,
  evaluations
}: Pick<RunDetail, 'configuration' | 'evaluations'>): StageError[] {
  if (configuration.method !== 'dsd') return []
  const errorAt = (at: string): number | null => evaluations.find((record) => record.at === at)?.relu.error ?? null
  const { sparse, final } = configuration.pruning
  // A run without a first Dense stage has its checkpoint too: the weights it began with.
  const begun = configuration.epochs > sparse.epochs + final.epochs
  return [
    { at: 'dense', title: begun ? 'After Dense' : 'At the beginning', error: errorAt('dense') },
    { at: 'sparse', title: 'After Sparse', error: errorAt('sparse') },
    ...(final.epochs > 0 ? [{ at: 'final' as const, title: 'After Dense again', error: errorAt('final') }] : [])
  ]
}

export function prunedFraction({ pruning }: Pick<RunSummary, 'pruning'>): number | null {
  const latest = pruning?.latest
  return latest ? 1 - latest.kept / latest.weights : null
}

/** Auxiliary heads are trained and are no part of the output; without any there is nothing to note. */
export function inTrainingNote(
  of: { parameters: number; parametersInTraining: number } | null
): string | undefined {
  return of === null || of.parameters === of.parametersInTraining
    ? undefined
    : `${count(of.parametersInTraining)} in training`
}
