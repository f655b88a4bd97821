/** What the Train page's form holds while a person edits it, and how it becomes a configuration. */
import {
  trainingConfigurationSchema, type AlternationConfiguration, type AlternationSettings, type MethodName, type Schedule, type TrainingConfiguration
} from '../../preload/contract'

/** A number field is null while it is empty. */
type Loose<T> = { [K in keyof T]: T[K] extends number ? number | null : T[K] }

export interface TrainingDraft extends Loose<AlternationSettings> {
  /** What the draft was made from: settings that the form does not know are kept from it. */
  base: TrainingConfiguration
  name: string
  method: MethodName
  dataset: TrainingConfiguration['dataset']
  network: TrainingConfiguration['network']
  epochs: number | null
  batchSize: number | null
  learningRate: number | null
  momentum: number | null
  weightDecay: number | null
  clipNorm: number | null
  scheduleKind: Schedule['kind']
  /** As typed: "200, 250, 300". */
  scheduleEpochs: string
  seed: number | null
  limit: number | null
  executor: TrainingConfiguration['executor']
}

export type DraftKey = Exclude<keyof TrainingDraft, 'base'>
type KeysOf<Value> = { [K in DraftKey]: TrainingDraft[K] extends Value ? (Value extends TrainingDraft[K] ? K : never) : never }[DraftKey]
export type NumberKey = KeysOf<number | null>

/** Stands in for the settings of alternation while a draft made from an SGD run has none of its own. */
export const plainAlternation: AlternationSettings = {
  warmup: 2, gap: 1, maskedLearningRate: 0.05, maskedMomentum: 0.9, consistency: 0.3, consistencySchedule: 'with-learning-rate',
  rule: 'positive', form: 'affine', keepMasks: 'auto'
}

export function draftFrom(configuration: TrainingConfiguration, alternation: AlternationSettings = plainAlternation): TrainingDraft {
  const { schedule } = configuration
  return {
    ...(configuration.method === 'i-alternation' ? configuration.alternation : alternation),
    base: configuration,
    name: '',
    method: configuration.method,
    dataset: configuration.dataset,
    network: configuration.network,
    epochs: configuration.epochs,
    batchSize: configuration.batchSize,
    learningRate: configuration.learningRate,
    momentum: configuration.momentum,
    weightDecay: configuration.weightDecay,
    clipNorm: configuration.clipNorm,
    scheduleKind: schedule.kind,
    scheduleEpochs: schedule.kind === 'step' ? schedule.epochs.join(', ') : '',
    seed: configuration.seed,
    limit: configuration.limit,
    executor: configuration.executor
  }
}

function scheduleFrom(draft: TrainingDraft): unknown {
  if (draft.scheduleKind !== 'step') return { kind: draft.scheduleKind }
  const words = draft.scheduleEpochs.split(/[\s,;]+/).filter((word) => word !== '')
  return { kind: 'step', epochs: words.map(Number) }
}

/** The configuration as typed, right or wrong: the schema decides. */
function candidateFrom(draft: TrainingDraft): unknown {
  const { method, dataset, network, epochs, batchSize, learningRate, momentum, weightDecay, clipNorm, seed, limit, executor, base } = draft
  const { alternation: known, ...others }: Partial<AlternationConfiguration> = base.method === 'i-alternation' ? base : { ...base, method: 'i-alternation' }
  const common = { ...others, method, dataset, network, epochs, batchSize, learningRate, momentum, weightDecay, clipNorm, seed, limit, executor, schedule: scheduleFrom(draft) }
  if (method === 'sgd') return common
  const { warmup, gap, maskedLearningRate, maskedMomentum, consistency, consistencySchedule, rule, form, keepMasks } = draft
  return {
    ...common,
    alternation: { ...known, warmup, gap, maskedLearningRate, maskedMomentum, consistency, consistencySchedule, rule, form, keepMasks }
  }
}

/** One sentence per field, shown when the schema refuses it. */
export const fieldSentences: Readonly<Partial<Record<DraftKey, string>>> = {
  name: 'A name has at most 120 characters.',
  epochs: 'Epochs must be a whole number from 1 to 100,000.',
  batchSize: 'Batch size must be a whole number from 1 to 8,192.',
  learningRate: 'The learning rate must be above 0 and at most 1,000.',
  momentum: 'Momentum must be at least 0 and below 1.',
  weightDecay: 'Weight decay must be between 0 and 1.',
  clipNorm: 'The clip norm must be above 0, or empty for no clipping.',
  scheduleEpochs: 'List 1 to 32 whole epochs, separated by commas, such as 200, 250, 300.',
  seed: 'The seed must be a whole number from 0 to 2,147,483,647.',
  limit: 'The limit must be a whole number of at least 1, or empty for all examples.',
  warmup: 'Warm-up must be a whole number of epochs from 0 to 10,000.',
  gap: 'The gap must be a whole number of epochs from 1 to 10,000.',
  maskedLearningRate: 'The masked learning rate must be above 0 and at most 1,000.',
  maskedMomentum: 'Masked momentum must be at least 0 and below 1.',
  consistency: 'Consistency λ must be between 0 and 1,000.'
}

function fieldOf(path: readonly PropertyKey[]): DraftKey | null {
  const [head, inner] = path.map(String)
  if (head === 'schedule') return 'scheduleEpochs'
  const field = head === 'alternation' ? inner : head
  return field !== undefined && field in fieldSentences ? (field as DraftKey) : null
}

export type Sentences = Partial<Record<DraftKey, string>>
export interface Judgement {
  readonly configuration: TrainingConfiguration | null
  readonly sentences: Sentences
  /** What is wrong outside the fields of the form, in the schema’s words. */
  readonly other: string | null
}

export function judge(draft: TrainingDraft): Judgement {
  const result = trainingConfigurationSchema.safeParse(candidateFrom(draft))
  const sentences: Sentences = {}
  let other: string | null = null
  for (const issue of result.error?.issues ?? []) {
    const field = fieldOf(issue.path)
    if (field !== null) sentences[field] = fieldSentences[field]
    else other ??= `A setting is not accepted. ${issue.path.join('.')} ${issue.message}`
  }
  if (draft.name.trim().length > 120) sentences.name = fieldSentences.name
  const valid = result.success && Object.keys(sentences).length === 0
  return { configuration: valid ? result.data : null, sentences, other }
}

/** Settings that are allowed but probably not meant. */
export function warnings(draft: TrainingDraft): Sentences {
  if (draft.method !== 'i-alternation' || draft.warmup === null || draft.epochs === null) return {}
  const found: Sentences = {}
  if (draft.warmup >= draft.epochs) found.warmup = 'Warm-up lasts the whole training, so no alternation will take place.'
  else if (draft.gap !== null && draft.warmup + draft.gap >= draft.epochs) {
    found.gap = 'Only one alternation fits in the training, so there will be no churn to see.'
  }
  return found
}
