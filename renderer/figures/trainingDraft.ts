/** What the form of a training holds while a person edits it, and how it becomes a configuration. */
import {
  trainingConfigurationSchema,
  type AlternationSettings,
  type MaskedPhaseSettings,
  type MethodName,
  type Schedule,
  type TrainingConfiguration,
  type Trigger
} from '../../preload/contract'
import { parseBeta, writeBeta } from '../../preload/schema/beta'
import {
  pruningDraftFrom,
  pruningFrom,
  pruningNames,
  pruningSentences,
  wholeEpochs,
  type PruningDraft
} from './pruningDraft'

/** The phase with masks, of whichever method; a number field is null while it is empty. */
interface MaskedDraft {
  warmup: number | null
  warmupError: number | null
  maskedLearningRate: number | null
  maskedMomentum: number | null
  form: MaskedPhaseSettings['form']
  gate: MaskedPhaseSettings['gate']
  triggerKind: Trigger['kind']
  gap: number | null
  tolerance: number | null
  driftBound: number | null
  consistency: number | null
  consistencySchedule: AlternationSettings['consistencySchedule']
  rule: AlternationSettings['rule']
  /** As typed: "learned", "0.1" or "quantile:0.5". */
  beta: string
  batchBeta: number | null
  keepMasks: AlternationSettings['keepMasks']
}

export interface TrainingDraft extends MaskedDraft, PruningDraft {
  /** What the draft was made from: settings that the form does not know are kept from it. */
  base: TrainingConfiguration
  name: string
  method: MethodName
  dataset: TrainingConfiguration['dataset']
  preprocessing: TrainingConfiguration['preprocessing']
  augmentation: TrainingConfiguration['augmentation']
  imageSize: number | null
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
  evaluateEvery: number | null
  executor: TrainingConfiguration['executor']
}

export type DraftKey = Exclude<keyof TrainingDraft, 'base'>
type KeysOf<Value> = {
  [K in DraftKey]: TrainingDraft[K] extends Value ? (Value extends TrainingDraft[K] ? K : never) : never
}[DraftKey]
export type NumberKey = KeysOf<number | null>
export type SwitchKey = KeysOf<boolean>

/** Stands in for the settings of alternation while a draft made from an SGD run has none of its own. */
export const plainAlternation: AlternationSettings = {
  warmup: 4,
  warmupError: 0.1,
  trigger: { kind: 'gap', epochs: 1 },
  maskedLearningRate: 0.1,
  maskedMomentum: 0.9,
  consistency: 0.2,
  consistencySchedule: 'with-learning-rate',
  rule: 'positive',
  beta: { kind: 'learned' },
  form: 'affine',
  gate: 'pure',
  keepMasks: 'auto'
}

/** The settings of a configuration's phase with masks, on top of those of alternation. */
function maskedDraftFrom(configuration: TrainingConfiguration, alternation: AlternationSettings): MaskedDraft {
  const settings = { ...alternation, ...ownMasks(configuration) }
  const {
    trigger,
    beta,
    warmup,
    warmupError,
    maskedLearningRate,
    maskedMomentum,
    form,
    gate,
    consistency,
    consistencySchedule,
    rule,
    keepMasks
  } = settings
  return {
    warmup,
    warmupError,
    maskedLearningRate,
    maskedMomentum,
    form,
    gate,
    consistency,
    consistencySchedule,
    rule,
    keepMasks,
    triggerKind: trigger.kind,
    gap: trigger.kind === 'gap' ? trigger.epochs : 1,
    tolerance: trigger.kind === 'plateau' ? trigger.tolerance : 0.1,
    driftBound: trigger.kind === 'drift' ? trigger.bound : 0.02,
    beta: writeBeta(beta),
    batchBeta: 1,
    ...sharedDraftFrom(configuration)
  }
}

function ownMasks(configuration: TrainingConfiguration): Partial<AlternationSettings> {
  if (configuration.method === 'i-alternation') return configuration.alternation
  if (configuration.method !== 'dsd') return {}
  const { choice } = configuration.pruning
  return choice.kind === 'i-alternation' ? choice.masks : {}
}

function sharedDraftFrom(configuration: TrainingConfiguration): Partial<MaskedDraft> {
  if (configuration.method === 'dsd') {
    const { choice } = configuration.pruning
    return choice.kind === 'b-alternation' ? { form: choice.form, gate: choice.gate, batchBeta: choice.beta } : {}
  }
  if (configuration.method === 'majority') return configuration.majority
  if (configuration.method !== 'b-alternation') return {}
  const { beta, ...phase } = configuration.batchAlternation
  return { ...phase, batchBeta: beta }
}

export function draftFrom(
  configuration: TrainingConfiguration,
  alternation: AlternationSettings = plainAlternation
): TrainingDraft {
  const { schedule } = configuration
  return {
    ...maskedDraftFrom(configuration, alternation),
    ...pruningDraftFrom(configuration),
    base: configuration,
    name: '',
    method: configuration.method,
    dataset: configuration.dataset,
    preprocessing: configuration.preprocessing,
    augmentation: configuration.augmentation,
    imageSize: configuration.imageSize,
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
    evaluateEvery: configuration.evaluateEvery,
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
  const { preprocessing, augmentation, imageSize } = draft
  const {
    method,
    dataset,
    network,
    epochs,
    batchSize,
    learningRate,
    momentum,
    weightDecay,
    clipNorm,
    seed,
    limit,
    evaluateEvery,
    executor
  } = draft
  const common = {
    ...commonOf(draft.base),
    method,
    dataset,
    preprocessing,
    augmentation,
    imageSize,
    network,
    epochs,
    batchSize,
    learningRate,
    momentum,
    weightDecay,
    clipNorm,
    seed,
    limit,
    evaluateEvery,
    executor,
    schedule: scheduleFrom(draft)
  }
  const { warmup, warmupError, maskedLearningRate, maskedMomentum, form, gate } = draft
  const phase = { warmup, warmupError, maskedLearningRate, maskedMomentum, form, gate }
  switch (method) {
    case 'sgd':
      return common
    case 'i-alternation':
      return { ...common, alternation: { ...phase, ...storedMasksFrom(draft) } }
    case 'b-alternation':
      return { ...common, batchAlternation: { ...phase, beta: draft.batchBeta } }
    case 'majority':
      return { ...common, majority: phase }
    case 'dsd':
      return {
        ...common,
        epochs: wholeEpochs(draft),
        pruning: pruningFrom(draft, { form, gate, stored: storedMasksFrom(draft), batchBeta: draft.batchBeta })
      }
  }
}

/** Everything of a configuration but what belongs to its method alone. */
function commonOf(configuration: TrainingConfiguration): object {
  return Object.fromEntries(
    Object.entries(configuration).filter(
      ([key]) => !['alternation', 'batchAlternation', 'majority', 'pruning'].includes(key)
    )
  )
}

function storedMasksFrom(draft: TrainingDraft): object {
  const { consistency, consistencySchedule, rule, keepMasks } = draft
  return { consistency, consistencySchedule, rule, keepMasks, trigger: triggerFrom(draft), beta: parseBeta(draft.beta) }
}

function triggerFrom({ triggerKind, gap, tolerance, driftBound }: TrainingDraft): object {
  switch (triggerKind) {
    case 'gap': return { kind: triggerKind, epochs: gap }
    case 'plateau': return { kind: triggerKind, tolerance }
    case 'drift': return { kind: triggerKind, bound: driftBound }
  }
}

/** One sentence per field, shown when the schema refuses it. */
export const fieldSentences: Readonly<Partial<Record<DraftKey, string>>> = {
  name: 'A name has at most 120 characters.',
  imageSize: 'The image size must be a whole number of pixels from 8 to 512.',
  epochs: 'Epochs must be a whole number from 1 to 100,000.',
  batchSize: 'Batch size must be a whole number from 1 to 8,192.',
  learningRate: 'The learning rate must be above 0 and at most 1,000.',
  momentum: 'Momentum must be at least 0 and below 1.',
  weightDecay: 'Weight decay must be between 0 and 1.',
  clipNorm: 'The clip norm must be above 0, or empty for no clipping.',
  scheduleEpochs: 'List 1 to 32 whole epochs, separated by commas, such as 200, 250, 300.',
  seed: 'The seed must be a whole number from 0 to 2,147,483,647.',
  limit: 'The limit must be a whole number of at least 1, or empty for all examples.',
  evaluateEvery: 'Give a whole number of iterations of at least 1, or leave it empty for once per epoch.',
  warmup: 'Warm-up must be a whole number of epochs from 0 to 10,000.',
  warmupError: 'The training error must be a fraction between 0 and 1, or empty.',
  gap: 'The gap must be a whole number of epochs from 1 to 10,000.',
  maskedLearningRate: 'The masked learning rate must be above 0 and at most 1,000.',
  maskedMomentum: 'Masked momentum must be at least 0 and below 1.',
  consistency: 'Consistency λ must be between 0 and 1,000.',
  tolerance: 'The tolerance must be a fraction from 0 to 1.',
  driftBound: 'The bound on drift must be a fraction above 0, at most 1.',
  beta: 'The threshold is "learned", a number from 0, or a quantile such as "quantile:0.5".',
  batchBeta: 'The threshold must be a number of at least 0.',
  ...pruningSentences
}

/** Names that differ between the configuration and the form. */
const renamed: Readonly<Record<string, DraftKey>> = {
  schedule: 'scheduleEpochs',
  'trigger.epochs': 'gap',
  'trigger.tolerance': 'tolerance',
  'trigger.bound': 'driftBound',
  'batchAlternation.beta': 'batchBeta',
  ...pruningNames
}

/** Groups of settings that a form does not know as such. */
const wrappers: readonly string[] = ['alternation', 'batchAlternation', 'majority', 'pruning', 'choice', 'masks']

function fieldOf(path: readonly PropertyKey[], draft: TrainingDraft): DraftKey | null {
  const inner = path.map(String)
  while (wrappers.includes(inner[0] ?? '')) inner.shift()
  // What is left to the whole run's epochs is the first Dense stage; β is a batch's where batches share masks.
  if (draft.method === 'dsd' && path[0] === 'epochs') return 'denseEpochs'
  if (draft.method === 'dsd' && draft.choice === 'b-alternation' && inner[0] === 'beta') return 'batchBeta'
  const field = renamed[path.map(String).join('.')] ?? renamed[inner.join('.')] ?? renamed[inner[0] ?? ''] ?? inner[0]
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
    const field = fieldOf(issue.path, draft)
    if (field !== null) sentences[field] = fieldSentences[field]
    else other ??= `A setting is not accepted. ${issue.path.join('.')} ${issue.message}`
  }
  if (draft.name.trim().length > 120) sentences.name = fieldSentences.name
  const valid = result.success && Object.keys(sentences).length === 0
  return { configuration: valid ? result.data : null, sentences, other }
}

/** Settings that are allowed but probably not meant. */
export function warnings(draft: TrainingDraft): Sentences {
  if (draft.method === 'sgd' || draft.method === 'dsd' || draft.warmup === null || draft.epochs === null) return {}
  const found: Sentences = {}
  if (draft.warmup >= draft.epochs && draft.warmupError === null)
    found.warmup = 'Warm-up lasts the whole training, so no masks will be used.'
  else if (
    draft.method === 'i-alternation' &&
    draft.triggerKind === 'gap' &&
    draft.gap !== null &&
    draft.warmup + draft.gap >= draft.epochs
  ) {
    found.gap = 'Only one alternation fits in the training, so there will be no churn to see.'
  }
  return found
}
