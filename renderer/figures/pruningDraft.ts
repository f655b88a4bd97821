/** The settings of Dense → Sparse → Dense as a form holds them, and how they become those of a configuration. */
import type { Exemption, PruningChoice, PruningSettings, TrainingConfiguration } from '../../preload/contract'

/** Choices that a form offers; weight masks from a file are the command line's. */
export type OfferedChoice = Exclude<PruningChoice['kind'], 'loaded'>

/** Which layers are never pruned, as one word. */
export const exemptChoices = ['classifier', 'first', 'first, classifier', 'none'] as const

export interface PruningDraft {
  denseEpochs: number | null
  sparseEpochs: number | null
  finalEpochs: number | null
  sparseLearningRate: number | null
  finalLearningRate: number | null
  choice: OfferedChoice
  degree: number | null
  scope: 'layer' | 'global'
  /** As typed: "conv2=0.7, conv3=0.8". */
  degrees: string
  floor: number | null
  exempt: (typeof exemptChoices)[number]
  sensitivity: boolean
  /** The run to begin with; empty for random weights. */
  fromRun: string
  fromAt: string
}

/** What a draft of another method has in their place. */
const plainPruning: PruningDraft = {
  denseEpochs: 4,
  sparseEpochs: 4,
  finalEpochs: 4,
  sparseLearningRate: 0.1,
  finalLearningRate: 0.1,
  choice: 'magnitude',
  degree: 0.5,
  scope: 'layer',
  degrees: '',
  floor: 0,
  exempt: 'classifier',
  sensitivity: false,
  fromRun: '',
  fromAt: 'final'
}

export function pruningDraftFrom(configuration: TrainingConfiguration): PruningDraft {
  if (configuration.method !== 'dsd') return plainPruning
  const { sparse, final, choice, exempt, sensitivity, from } = configuration.pruning
  return {
    ...plainPruning,
    denseEpochs: configuration.epochs - sparse.epochs - final.epochs,
    sparseEpochs: sparse.epochs,
    finalEpochs: final.epochs,
    sparseLearningRate: sparse.learningRate,
    finalLearningRate: final.learningRate,
    ...choiceDraftFrom(choice),
    exempt: exemptWord(exempt),
    sensitivity,
    fromRun: from?.run ?? '',
    fromAt: from?.at ?? 'final'
  }
}

function choiceDraftFrom(choice: PruningChoice): Partial<PruningDraft> {
  switch (choice.kind) {
    case 'magnitude': return {
      choice: choice.kind,
      degree: choice.degree,
      scope: choice.scope,
      degrees: Object.entries(choice.degrees)
        .map(([layer, degree]) => `${layer}=${degree}`)
        .join(', ')
    }
    case 'i-alternation': case 'b-alternation': return { choice: choice.kind, floor: choice.floor }
    case 'loaded': return {}
  }
}

function exemptWord(exempt: readonly Exemption[]): PruningDraft['exempt'] {
  if (exempt.length === 0) return 'none'
  return exempt.length > 1 ? 'first, classifier' : exempt[0] ?? 'none'
}

/** Masks of the Sparse stage, which a draft keeps where it keeps those of alternation. */
export interface MaskParts { stored: object; form: string; gate: string; batchBeta: number | null }

/** The settings as typed, right or wrong: the schema decides. */
export function pruningFrom(draft: PruningDraft, masks: MaskParts): object {
  const { sparseEpochs, sparseLearningRate, finalEpochs, finalLearningRate, exempt, sensitivity, fromRun, fromAt } =
    draft
  return {
    sparse: { epochs: sparseEpochs, learningRate: sparseLearningRate },
    final: { epochs: finalEpochs, learningRate: finalLearningRate },
    choice: choiceFrom(draft, masks),
    exempt: exempt === 'none' ? [] : exempt.split(', '),
    sensitivity,
    from: fromRun === '' ? null : { run: fromRun, at: fromAt }
  } satisfies Record<keyof PruningSettings, unknown>
}

function choiceFrom(
  { choice, degree, scope, degrees, floor }: PruningDraft,
  { stored, form, gate, batchBeta }: MaskParts
): object {
  switch (choice) {
    // The same fraction of all layers together leaves no place for fractions by layer.
    case 'magnitude':
      return { kind: choice, degree, scope, degrees: scope === 'global' ? {} : degreesFrom(degrees) }
    case 'i-alternation':
      return { kind: choice, floor, masks: { form, gate, ...stored } }
    case 'b-alternation':
      return { kind: choice, floor, beta: batchBeta, form, gate }
  }
}

/** null where the text is no list of fractions by layer. */
function degreesFrom(text: string): Record<string, number> | null {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '')
  const pairs = parts.map((part) => /^([a-z][a-z0-9-]*)=([0-9.]+)$/.exec(part))
  return pairs.some((pair) => pair === null)
    ? null
    : (Object.fromEntries(pairs.map((pair) => [pair?.[1], Number(pair?.[2])])) as Record<string, number>)
}

/** Epochs of the whole run; what is wrong in a stage of its own is told there, and not of the first one too. */
export function wholeEpochs({ denseEpochs, sparseEpochs, finalEpochs }: PruningDraft): number | null {
  if (denseEpochs === null) return null
  const whole = (epochs: number | null): number => (Number.isInteger(epochs) ? epochs ?? 0 : 1)
  return denseEpochs + whole(sparseEpochs) + whole(finalEpochs)
}

export const pruningSentences: Readonly<Partial<Record<keyof PruningDraft, string>>> = {
  denseEpochs:
    'The first Dense stage needs a whole number of epochs: at least 1, or 0 where the training begins with a run.',
  sparseEpochs: 'The Sparse stage needs a whole number of epochs from 1 to 10,000.',
  finalEpochs: 'The last Dense stage has a whole number of epochs from 0 to 10,000.',
  sparseLearningRate: 'The learning rate of the Sparse stage must be above 0 and at most 1,000.',
  finalLearningRate: 'The learning rate of the last Dense stage must be above 0 and at most 1,000.',
  degree: 'The degree is a fraction of connections, from 0 to below 1.',
  degrees: 'List fractions by layer, from 0 to below 1, such as conv2=0.7, conv3=0.8; or leave it empty.',
  floor: 'The floor is a fraction from 0 to below 1.'
}

/** Paths of the configuration, below `pruning`, whose last part is not the form's own name. */
export const pruningNames: Readonly<Record<string, keyof PruningDraft>> = {
  'sparse.epochs': 'sparseEpochs',
  'sparse.learningRate': 'sparseLearningRate',
  'final.epochs': 'finalEpochs',
  'final.learningRate': 'finalLearningRate'
}
