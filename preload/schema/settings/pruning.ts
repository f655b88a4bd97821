/** Dense → Sparse → Dense: how long its stages are, and which connections the Sparse one does without. */
import { z } from 'zod'
import { batchBetaSchema, maskUse, storedMasksSchema } from './masks'
import { originSchema } from './origin'
import { settingsIn } from './setting'

const ofConnections = settingsIn('connections')
const ofStages = settingsIn('stages')

export const pruningChoiceNames = ['magnitude', 'i-alternation', 'b-alternation', 'loaded'] as const
export const choiceTitles: Readonly<Record<(typeof pruningChoiceNames)[number], string>> = {
  magnitude: 'DSD, magnitude',
  'i-alternation': 'DSD(I)',
  'b-alternation': 'DSD(B)',
  loaded: 'DSD, given masks'
}

/** A fraction of connections to prune. */
const sparsity = z.number().min(0).lt(1)
const floor = ofConnections(z.number().min(0).lt(1), {
  label: 'Floor',
  step: 0.001,
  explanation:
    'Prune connections whose ends are on together in at most this fraction of cases. 0: only those with zero ' +
    'co-activation.'
})

/** Which connections the Sparse stage does without. */
export const pruningChoiceSchema = ofConnections(
  z.discriminatedUnion('kind', [
    /** The smallest |w|: the same fraction of every layer, or of all layers together; those by layer go before. */
    z.strictObject({
      kind: z.literal('magnitude'),
      degree: ofConnections(sparsity, {
        label: 'Sparsity',
        name: 'sparsity',
        step: 0.1,
        explanation: 'Fraction of connections to prune: 0.5 prunes half of them.'
      }),
      scope: ofConnections(z.enum(['layer', 'global']), {
        label: 'Sparsity of',
        titles: { layer: 'Every layer', global: 'All layers together' },
        explanation:
          'Every layer loses the same fraction; or the smallest weights of the whole network go, wherever they are.'
      }),
      degrees: ofConnections(z.record(z.string(), sparsity), {
        label: 'Sparsity by layer',
        name: 'layerSparsity',
        example: 'conv2=0.7, conv3=0.8',
        holds: 'fractions by layer',
        when: { setting: 'scope', is: ['layer'] },
        explanation:
          'Layers with a sparsity of their own. Empty: the same for all. A sensitivity scan shows which layers bear ' +
          'how much.'
      })
    }),
    /** DSD(I): I-alternation runs in the Sparse stage, and its stored masks decide at every alternation. */
    z.strictObject({ kind: z.literal('i-alternation'), floor, masks: storedMasksSchema }),
    /** DSD(B): B-alternation runs in the Sparse stage; the masks that batches share decide before every epoch. */
    z.strictObject({ kind: z.literal('b-alternation'), floor, beta: batchBetaSchema, ...maskUse }),
    /** Weight masks that were given with the training. */
    z.strictObject({ kind: z.literal('loaded') })
  ]),
  {
    label: 'Prune by',
    name: 'prune',
    titles: { magnitude: 'Magnitude', 'i-alternation': 'DSD(I): stored masks', 'b-alternation': 'DSD(B): batch masks' },
    explanation:
      'Magnitude prunes the smallest weights. DSD(I) and DSD(B) prune connections whose two ends are never on ' +
      'together, and need no sparsity to be set.'
  }
)

/** Layers that are never pruned: the first one, and those whose outputs are class scores. */
export const exemptionNames = ['first', 'classifier'] as const

export const mostStageEpochs = 10_000
const rate = (stage: string, label: string, name: string, option: string) =>
  ofStages(z.number().positive().max(1000), {
    label,
    name,
    option,
    step: 0.01,
    explanation: `Learning rate of the ${stage} stage, before the schedule lowers it.`
  })

/**
 * The first Dense stage is what the other two leave of the run's epochs, at the run's own learning rate. The schedule
 * falls once, over the whole run.
 */
export const pruningSchema = z.strictObject({
  sparse: z.strictObject({
    epochs: ofStages(z.number().int().min(1).max(mostStageEpochs), {
      label: 'Sparse epochs',
      name: 'sparseEpochs',
      step: 1,
      unit: 'epochs',
      explanation: 'Epochs without the pruned connections, which stay at exactly zero while the others are trained.'
    }),
    learningRate: rate('Sparse', 'Sparse rate', 'sparseLearningRate', 'sparse-lr')
  }),
  final: z.strictObject({
    epochs: ofStages(z.number().int().min(0).max(mostStageEpochs), {
      label: 'Last Dense epochs',
      name: 'finalEpochs',
      step: 1,
      unit: 'epochs',
      explanation: 'Epochs with every connection back, the pruned ones from zero. 0 ends with the sparse network.'
    }),
    learningRate: rate('last Dense', 'Last Dense rate', 'finalLearningRate', 'final-lr')
  }),
  choice: pruningChoiceSchema,
  exempt: ofConnections(z.array(z.enum(exemptionNames)).max(exemptionNames.length), {
    label: 'Never pruned',
    empty: 'Nothing',
    titles: { first: 'First layer', classifier: 'Classifier' },
    explanation: 'Layers that keep all their connections: the first one, and those whose outputs are class scores.'
  }),
  sensitivity: ofConnections(z.boolean(), {
    label: 'Sensitivity scan',
    explanation:
      'Before pruning, measures the test error with each layer pruned alone to ten sparsities, which takes ten tests ' +
      'per layer.'
  }),
  /** The checkpoint whose weights the run begins with; null begins with random ones. */
  from: originSchema.nullable()
})

export type PruningChoice = z.infer<typeof pruningChoiceSchema>
export type Exemption = (typeof exemptionNames)[number]
export type PruningSettings = z.infer<typeof pruningSchema>
