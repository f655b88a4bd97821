/** Every setting of a training: its label, a line that explains it, and how it is edited. */
import { dataSetNames, networkPresetNames, preprocessingNames } from '../../../preload/contract'
import { methodTitles, preprocessingTitles } from '../../figures/names'
import type { DraftKey, NumberKey, SwitchKey, TrainingDraft } from '../../figures/trainingDraft'

interface Common {
  readonly key: DraftKey
  readonly label: string
  readonly explanation: string
  readonly when?: (draft: TrainingDraft) => boolean
}
export interface NumberSetting extends Common {
  readonly kind: 'number'
  readonly key: NumberKey
  readonly step: number
  readonly unit?: string
  readonly placeholder?: string
}
export interface ChoiceSetting extends Common {
  readonly kind: 'choice'
  readonly choices: readonly { readonly value: string; readonly label: string }[]
}
export interface TextSetting extends Common {
  readonly kind: 'text'
  readonly placeholder?: string
}
export interface SwitchSetting extends Common {
  readonly kind: 'switch'
  readonly key: SwitchKey
}
/** What follows from other settings: it is shown, and cannot be changed here. */
export interface FixedSetting extends Common {
  readonly kind: 'fixed'
  readonly text: string
}
export type Setting = NumberSetting | ChoiceSetting | TextSetting | SwitchSetting | FixedSetting

export interface SettingGroup {
  readonly title: string
  readonly note: string
  readonly settings: readonly Setting[]
  readonly when?: (draft: TrainingDraft) => boolean
}

const asChoices = (values: readonly string[]): { value: string; label: string }[] =>
  values.map((value) => ({ value, label: value }))

const dataAndNetwork: SettingGroup = {
  title: 'Data & network',
  note: 'What is learned, by which method.',
  settings: [
    {
      kind: 'text',
      key: 'name',
      label: 'Name',
      placeholder: 'Chosen for you',
      explanation: 'How the run is listed. Leave it empty and a name is made from the settings.'
    },
    {
      kind: 'choice',
      key: 'method',
      label: 'Method',
      choices: (['i-alternation', 'b-alternation', 'majority', 'sgd'] as const).map((value) => ({
        value,
        label: methodTitles[value]
      })),
      explanation:
        'I-alternation stores every example’s mask and trains with it in place of ReLU. B-alternation and majority vote share one mask per batch. SGD is the baseline.'
    },
    {
      kind: 'choice',
      key: 'dataset',
      label: 'Data',
      choices: asChoices(dataSetNames),
      explanation:
        'mnist-10k is bundled: 8,000 digits to train on and 2,000 to test. The others lie in the store after "maskscope datasets NAME --download".'
    },
    {
      kind: 'number',
      key: 'imageSize',
      label: 'Image size',
      step: 32,
      unit: 'pixels',
      when: (draft) => draft.dataset === 'image-folder',
      explanation: 'Images are resized on their short side and cut to a square of this many pixels.'
    },
    {
      kind: 'choice',
      key: 'preprocessing',
      label: 'Preprocessing',
      choices: preprocessingNames.map((value) => ({ value, label: preprocessingTitles[value] })),
      explanation:
        'What is done to pixels. The paper contrast-normalises and whitens CIFAR; the whitened images are worked out once and kept.'
    },
    {
      kind: 'choice',
      key: 'augmentation',
      label: 'Augmentation',
      choices: [
        { value: 'none', label: 'None' },
        { value: 'shift', label: 'Shifts' },
        { value: 'shift-flip', label: 'Shifts and flips' }
      ],
      explanation:
        'Training images are moved by up to 5 pixels, and mirrored, afresh in every epoch; their masks are then worked out instead of read.'
    },
    {
      kind: 'choice',
      key: 'network',
      label: 'Network',
      choices: asChoices(networkPresetNames),
      explanation:
        'The mini networks have some ten thousand parameters and suit a CPU; the others are those of the papers and want a GPU.'
    },
    {
      kind: 'number',
      key: 'limit',
      label: 'Limit',
      step: 1000,
      unit: 'examples',
      placeholder: 'All',
      explanation: 'Train on the first N training examples only. Empty: all of them.'
    },
    {
      kind: 'number',
      key: 'seed',
      label: 'Seed',
      step: 1,
      explanation: 'Start of the random numbers. The same seed on the CPU gives the same figures.'
    }
  ]
}

const optimisation: SettingGroup = {
  title: 'Optimisation',
  note: 'Stochastic gradient descent on the weights.',
  settings: [
    {
      kind: 'number',
      key: 'epochs',
      label: 'Epochs',
      step: 1,
      unit: 'epochs',
      explanation: 'Passes over the training set, warm-up included.'
    },
    {
      kind: 'number',
      key: 'batchSize',
      label: 'Batch size',
      step: 16,
      unit: 'examples',
      explanation: 'Examples per update of the weights.'
    },
    {
      kind: 'number',
      key: 'learningRate',
      label: 'Learning rate',
      step: 0.01,
      explanation: 'Size of an update at the start, before the schedule lowers it.'
    },
    {
      kind: 'number',
      key: 'momentum',
      label: 'Momentum',
      step: 0.05,
      explanation: 'Share of the previous update that is carried on; 0.9 is customary.'
    },
    {
      kind: 'number',
      key: 'weightDecay',
      label: 'Weight decay',
      step: 0.0005,
      explanation: 'Pull of every weight towards zero; the ALL-CNN paper uses 0.001.'
    },
    {
      kind: 'number',
      key: 'clipNorm',
      label: 'Clip norm',
      step: 0.5,
      placeholder: 'Off',
      explanation: 'Gradients longer than this, over all parameters, are scaled down. Empty: never.'
    },
    {
      kind: 'choice',
      key: 'scheduleKind',
      label: 'Schedule',
      choices: [
        { value: 'cosine', label: 'Cosine' },
        { value: 'step', label: 'Steps' },
        { value: 'constant', label: 'Constant' }
      ],
      explanation: 'How the learning rate falls: along a cosine to zero, by steps of ×0.1, or not at all.'
    },
    {
      kind: 'text',
      key: 'scheduleEpochs',
      label: 'Steps after',
      placeholder: '200, 250, 300',
      when: (draft) => draft.scheduleKind === 'step',
      explanation: 'The learning rate is multiplied by 0.1 after each of these epochs.'
    },
    {
      kind: 'number',
      key: 'evaluateEvery',
      label: 'Test every',
      step: 25,
      unit: 'iterations',
      placeholder: 'Epoch',
      explanation:
        'Measures the test error after every N iterations too, to see when a given error is reached. Empty: after each epoch only.'
    },
    {
      kind: 'choice',
      key: 'executor',
      label: 'Executor',
      choices: [
        { value: 'graph', label: 'Graph' },
        { value: 'eager', label: 'Eager' }
      ],
      explanation:
        'Graph runs a whole step as one TensorFlow call, the fastest. Eager runs operation by operation and is the reference.'
    }
  ]
}

const alternating = (draft: TrainingDraft): boolean => draft.method === 'i-alternation'

const maskedPhase: SettingGroup = {
  title: 'Masks',
  note: 'The phase in which masks stand in the place of ReLU.',
  when: (draft) => draft.method !== 'sgd',
  settings: [
    {
      kind: 'number',
      key: 'warmup',
      label: 'Warm-up',
      step: 1,
      unit: 'epochs',
      explanation: 'Epochs of ordinary SGD before masks are used, at most; they also give the first thresholds β.'
    },
    {
      kind: 'number',
      key: 'warmupError',
      label: 'Warm-up ends at',
      step: 0.05,
      placeholder: 'Its last epoch',
      explanation:
        'Fraction of training examples wrong in an epoch at which the warm-up ends sooner. Empty: it lasts all its epochs.'
    },
    {
      kind: 'number',
      key: 'maskedLearningRate',
      label: 'Masked learning rate',
      step: 0.01,
      explanation: 'Learning rate while masks are fixed: SGD’s is a good start, without consistency a quarter of it.'
    },
    {
      kind: 'number',
      key: 'maskedMomentum',
      label: 'Masked momentum',
      step: 0.05,
      explanation: 'Momentum while masks are fixed; it is set back to zero at each alternation.'
    },
    {
      kind: 'choice',
      key: 'form',
      label: 'Form',
      choices: [
        { value: 'affine', label: 'Affine' },
        { value: 'linear', label: 'Linear' }
      ],
      explanation:
        'Affine: m ⊙ (Wz − β), biases are trained (eq 2). Linear: m ⊙ Wz, hidden biases are frozen and only decide masks (eq 13).'
    },
    {
      kind: 'choice',
      key: 'gate',
      label: 'Gate',
      choices: [
        { value: 'pure', label: 'Pure' },
        { value: 'gated', label: 'Gated' }
      ],
      explanation:
        'Pure: the mask replaces ReLU. Gated: the mask comes after ReLU and only takes away, as shared masks need.'
    },
    {
      kind: 'number',
      key: 'batchBeta',
      label: 'Threshold β',
      step: 1,
      when: (draft) => draft.method === 'b-alternation',
      explanation: 'A unit is on for a batch when the sum of its squared activations exceeds this (eq 41).'
    }
  ]
}

const alternation: SettingGroup = {
  title: 'Alternation',
  note: 'When every example’s mask is estimated afresh, and how.',
  when: alternating,
  settings: [
    {
      kind: 'choice',
      key: 'triggerKind',
      label: 'Alternate',
      choices: [
        { value: 'gap', label: 'After a fixed gap' },
        { value: 'plateau', label: 'At a loss plateau' },
        { value: 'drift', label: 'When drift is high' }
      ],
      explanation:
        'The paper alternates when the loss no longer decreases; drift tells how far the stored masks have fallen behind.'
    },
    {
      kind: 'number',
      key: 'gap',
      label: 'Gap',
      step: 1,
      unit: 'epochs',
      when: (draft) => draft.triggerKind === 'gap',
      explanation:
        'Epochs between two alternations, during which masks stay fixed. The paper: 4 to 50; short gaps drift less.'
    },
    {
      kind: 'number',
      key: 'tolerance',
      label: 'Plateau',
      step: 0.05,
      when: (draft) => draft.triggerKind === 'plateau',
      explanation: 'Alternate when an epoch lowers the training loss by less than this fraction.'
    },
    {
      kind: 'number',
      key: 'driftBound',
      label: 'Bound on drift',
      step: 0.01,
      when: (draft) => draft.triggerKind === 'drift',
      explanation: 'Alternate when more than this fraction of stored bits contradicts the current weights.'
    },
    {
      kind: 'number',
      key: 'consistency',
      label: 'Consistency λ',
      step: 0.1,
      explanation:
        'Keeps the support of the moving weights near the stored masks. 0 is the paper’s method; 0.2 is a good start.'
    },
    {
      kind: 'choice',
      key: 'consistencySchedule',
      label: 'Consistency over time',
      choices: [
        { value: 'with-learning-rate', label: 'Falls with learning rate' },
        { value: 'constant', label: 'Constant' }
      ],
      explanation: 'A large λ starts better and a small one ends better, so letting it fall is the default.'
    },
    {
      kind: 'choice',
      key: 'rule',
      label: 'Mask rule',
      choices: [
        { value: 'positive', label: 'Positive' },
        { value: 'energy', label: 'Energy' }
      ],
      explanation:
        'A unit is on for an example when its pre-activation exceeds the threshold (q > β, eq 12), or its squared activation does (x² > β, eq 38).'
    },
    {
      kind: 'text',
      key: 'beta',
      label: 'Threshold β',
      placeholder: 'learned',
      explanation:
        '"learned": the trained biases decide alone. A number is added to them. "quantile:0.5" keeps at least that fraction of each layer off.'
    },
    {
      kind: 'choice',
      key: 'keepMasks',
      label: 'Keep masks',
      choices: [
        { value: 'auto', label: 'Whichever fits 1 GiB' },
        { value: 'all', label: 'Every alternation' },
        { value: 'ends', label: 'First and last two' }
      ],
      explanation: 'Alternations whose masks of all examples stay in the file. Summaries and weights are kept for all.'
    }
  ]
}

export const settingGroups: readonly SettingGroup[] = [dataAndNetwork, optimisation, maskedPhase, alternation]
