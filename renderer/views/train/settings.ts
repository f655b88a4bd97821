/** Every setting of a training: its label, a line that explains it, and how it is edited. */
import { dataSetNames, networkPresetNames } from '../../../preload/contract'
import { methodTitles } from '../../figures/names'
import type { DraftKey, NumberKey, TrainingDraft } from '../../figures/trainingDraft'

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
export type Setting = NumberSetting | ChoiceSetting | TextSetting

export interface SettingGroup {
  readonly title: string
  readonly note: string
  readonly settings: readonly Setting[]
  readonly when?: (draft: TrainingDraft) => boolean
}

const asChoices = (values: readonly string[]): { value: string; label: string }[] => values.map((value) => ({ value, label: value }))

const dataAndNetwork: SettingGroup = {
  title: 'Data & network',
  note: 'What is learned, by which method.',
  settings: [
    { kind: 'text', key: 'name', label: 'Name', placeholder: 'Chosen for you', explanation: 'How the run is listed. Leave it empty and a name is made from the settings.' },
    {
      kind: 'choice', key: 'method', label: 'Method',
      choices: [{ value: 'i-alternation', label: methodTitles['i-alternation'] }, { value: 'sgd', label: methodTitles.sgd }],
      explanation: 'I-alternation stores every example’s mask and trains with it in place of ReLU. SGD is the ordinary ReLU baseline.'
    },
    { kind: 'choice', key: 'dataset', label: 'Data', choices: asChoices(dataSetNames), explanation: 'mnist-10k: handwritten digits, 8,000 to train on and 2,000 to test, always the same split.' },
    { kind: 'choice', key: 'network', label: 'Network', choices: asChoices(networkPresetNames), explanation: 'The mini networks have some ten thousand parameters and suit a CPU; the others are those of the papers and want a GPU.' },
    { kind: 'number', key: 'limit', label: 'Limit', step: 1000, unit: 'examples', placeholder: 'All', explanation: 'Train on the first N training examples only. Empty: all of them.' },
    { kind: 'number', key: 'seed', label: 'Seed', step: 1, explanation: 'Start of the random numbers. The same seed on the CPU gives the same figures.' }
  ]
}

const optimisation: SettingGroup = {
  title: 'Optimisation',
  note: 'Stochastic gradient descent on the weights.',
  settings: [
    { kind: 'number', key: 'epochs', label: 'Epochs', step: 1, unit: 'epochs', explanation: 'Passes over the training set, warm-up included.' },
    { kind: 'number', key: 'batchSize', label: 'Batch size', step: 16, unit: 'examples', explanation: 'Examples per update of the weights.' },
    { kind: 'number', key: 'learningRate', label: 'Learning rate', step: 0.01, explanation: 'Size of an update at the start, before the schedule lowers it.' },
    { kind: 'number', key: 'momentum', label: 'Momentum', step: 0.05, explanation: 'Share of the previous update that is carried on; 0.9 is customary.' },
    { kind: 'number', key: 'weightDecay', label: 'Weight decay', step: 0.0005, explanation: 'Pull of every weight towards zero; the ALL-CNN paper uses 0.001.' },
    { kind: 'number', key: 'clipNorm', label: 'Clip norm', step: 0.5, placeholder: 'Off', explanation: 'Gradients longer than this, over all parameters, are scaled down. Empty: never.' },
    {
      kind: 'choice', key: 'scheduleKind', label: 'Schedule',
      choices: [{ value: 'cosine', label: 'Cosine' }, { value: 'step', label: 'Steps' }, { value: 'constant', label: 'Constant' }],
      explanation: 'How the learning rate falls: along a cosine to zero, by steps of ×0.1, or not at all.'
    },
    {
      kind: 'text', key: 'scheduleEpochs', label: 'Steps after', placeholder: '200, 250, 300',
      when: (draft) => draft.scheduleKind === 'step', explanation: 'The learning rate is multiplied by 0.1 after each of these epochs.'
    },
    {
      kind: 'choice', key: 'executor', label: 'Executor',
      choices: [{ value: 'graph', label: 'Graph' }, { value: 'eager', label: 'Eager' }],
      explanation: 'Graph runs a whole step as one TensorFlow call, the fastest. Eager runs operation by operation and is the reference.'
    }
  ]
}

const alternation: SettingGroup = {
  title: 'Alternation',
  note: 'The phase in which stored masks stand in the place of ReLU.',
  when: (draft) => draft.method === 'i-alternation',
  settings: [
    { kind: 'number', key: 'warmup', label: 'Warm-up', step: 1, unit: 'epochs', explanation: 'Epochs of ordinary SGD before the first alternation; they also give the first thresholds β.' },
    { kind: 'number', key: 'gap', label: 'Gap', step: 1, unit: 'epochs', explanation: 'Epochs between two alternations, during which masks stay fixed. The paper: 4 to 50; short gaps drift less.' },
    { kind: 'number', key: 'maskedLearningRate', label: 'Masked learning rate', step: 0.01, explanation: 'Learning rate while masks are fixed. Without consistency use about a quarter of SGD’s.' },
    { kind: 'number', key: 'maskedMomentum', label: 'Masked momentum', step: 0.05, explanation: 'Momentum while masks are fixed; it is set back to zero at each alternation.' },
    { kind: 'number', key: 'consistency', label: 'Consistency λ', step: 0.1, explanation: 'Keeps the support of the moving weights near the stored masks. 0 is the paper’s method; 0.3 is a good start.' },
    {
      kind: 'choice', key: 'consistencySchedule', label: 'Consistency over time',
      choices: [{ value: 'with-learning-rate', label: 'Falls with learning rate' }, { value: 'constant', label: 'Constant' }],
      explanation: 'A large λ starts better and a small one ends better, so letting it fall is the default.'
    },
    {
      kind: 'choice', key: 'rule', label: 'Mask rule', choices: [{ value: 'positive', label: 'Positive' }],
      explanation: 'A unit is on for an example when its pre-activation exceeds the threshold: m = 1 if q > β (eq 12).'
    },
    {
      kind: 'choice', key: 'form', label: 'Form',
      choices: [{ value: 'affine', label: 'Affine' }, { value: 'linear', label: 'Linear' }],
      explanation: 'Affine: m ⊙ (Wz − β), biases are trained (eq 2). Linear: m ⊙ Wz, hidden biases are frozen and only decide masks (eq 13).'
    },
    {
      kind: 'choice', key: 'keepMasks', label: 'Keep masks',
      choices: [{ value: 'auto', label: 'Whichever fits 1 GiB' }, { value: 'all', label: 'Every alternation' }, { value: 'ends', label: 'First and last two' }],
      explanation: 'Alternations whose masks of all examples stay in the file. Summaries and weights are kept for all.'
    }
  ]
}

export const settingGroups: readonly SettingGroup[] = [dataAndNetwork, optimisation, alternation]
