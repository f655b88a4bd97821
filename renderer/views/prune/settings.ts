/** Every setting of Dense → Sparse → Dense; those that other trainings have too are taken from there. */
import { networkPresetNames } from '../../../preload/contract'
import { choiceTitles } from '../../figures/names'
import { exemptChoices } from '../../figures/pruningDraft'
import type { DraftKey, TrainingDraft } from '../../figures/trainingDraft'
import { settingGroups, type Setting, type SettingGroup } from '../train/settings'

export interface Option { readonly value: string; readonly label: string }

const shared = new Map(settingGroups.flatMap(({ settings }) => settings).map((setting) => [setting.key, setting]))
const taken = (...keys: DraftKey[]): Setting[] => keys.flatMap((key) => shared.get(key) ?? [])
const scratch = (draft: TrainingDraft): boolean => draft.fromRun === ''
const magnitude = (draft: TrainingDraft): boolean => draft.choice === 'magnitude'

/** Small ones first: they suit a CPU. */
const networks = [...networkPresetNames].sort(
  (one, other) => Number(other.endsWith('-mini')) - Number(one.endsWith('-mini'))
)

function dataAndNetwork(
  runs: readonly Option[],
  checkpoints: readonly Option[],
  network: string,
  dataset: string
): SettingGroup {
  const own = (setting: Setting): Setting => ({
    ...setting,
    when: (draft) => scratch(draft) && (setting.when?.(draft) ?? true)
  })
  return {
    title: 'Data & network',
    note: 'What is learned, and from which weights on.',
    settings: [
      ...taken('name'),
      {
        kind: 'choice',
        key: 'fromRun',
        label: 'Begin with',
        choices: [{ value: '', label: 'Random weights' }, ...runs],
        explanation:
          'Random weights, or those of a trained or imported run of the store. Then data, network and limit are that run’s, and the first Dense stage may be left out.'
      },
      {
        kind: 'choice',
        key: 'fromAt',
        label: 'Checkpoint',
        choices: checkpoints,
        when: (draft) => !scratch(draft),
        explanation: `Which of that run’s weights, for ${dataset}.`
      },
      {
        kind: 'fixed',
        key: 'network',
        label: 'Network',
        text: network,
        when: (draft) => !scratch(draft),
        explanation: 'The network that the weights are of; it comes with the run.'
      },
      ...taken('dataset', 'imageSize', 'preprocessing', 'augmentation').map(own),
      own({
        kind: 'choice',
        key: 'network',
        label: 'Network',
        choices: networks.map((value) => ({ value, label: value })),
        explanation:
          'The mini networks are siblings of the paper’s, with some ten thousand parameters for a CPU; the others want a GPU.'
      }),
      ...taken('limit').map(own),
      ...taken('seed')
    ]
  }
}

const stages: SettingGroup = {
  title: 'Stages',
  note: 'Dense, Sparse, Dense: one schedule runs over all three.',
  settings: [
    {
      kind: 'number',
      key: 'denseEpochs',
      label: 'Dense epochs',
      step: 1,
      unit: 'epochs',
      explanation: 'Epochs with every connection, before any is pruned. 0 where the training begins with a run.'
    },
    {
      kind: 'number',
      key: 'learningRate',
      label: 'Dense rate',
      step: 0.01,
      explanation: 'Learning rate of the first Dense stage, before the schedule lowers it.'
    },
    {
      kind: 'number',
      key: 'sparseEpochs',
      label: 'Sparse epochs',
      step: 1,
      unit: 'epochs',
      explanation: 'Epochs without the pruned connections, which stay at exactly zero while the others are trained.'
    },
    {
      kind: 'number',
      key: 'sparseLearningRate',
      label: 'Sparse rate',
      step: 0.01,
      explanation: 'Learning rate of the Sparse stage, before the schedule lowers it.'
    },
    {
      kind: 'number',
      key: 'finalEpochs',
      label: 'Last Dense epochs',
      step: 1,
      unit: 'epochs',
      explanation: 'Epochs with every connection back, the pruned ones from zero. 0 ends with the sparse network.'
    },
    {
      kind: 'number',
      key: 'finalLearningRate',
      label: 'Last Dense rate',
      step: 0.01,
      explanation: 'Learning rate of the last Dense stage; Han et al. lower it, and so does the schedule.'
    }
  ]
}

const connections: SettingGroup = {
  title: 'Connections',
  note: 'Which ones the Sparse stage does without.',
  settings: [
    {
      kind: 'choice',
      key: 'choice',
      label: 'Choice',
      choices: [
        { value: 'magnitude', label: choiceTitles.magnitude },
        { value: 'i-alternation', label: 'DSD(I): stored masks' },
        { value: 'b-alternation', label: 'DSD(B): batch masks' }
      ],
      explanation:
        'Magnitude prunes the smallest weights. DSD(I) and DSD(B) prune connections whose two ends are never on together, and need no degree.'
    },
    {
      kind: 'number',
      key: 'degree',
      label: 'Degree',
      step: 0.1,
      when: magnitude,
      explanation: 'Fraction of connections to prune: 0.5 prunes half of them.'
    },
    {
      kind: 'choice',
      key: 'scope',
      label: 'Degree of',
      choices: [
        { value: 'layer', label: 'Every layer' },
        { value: 'global', label: 'All layers together' }
      ],
      when: magnitude,
      explanation:
        'Every layer loses the same fraction; or the smallest weights of the whole network go, wherever they are.'
    },
    {
      kind: 'text',
      key: 'degrees',
      label: 'Degrees by layer',
      placeholder: 'conv2=0.7, conv3=0.8',
      when: (draft) => magnitude(draft) && draft.scope === 'layer',
      explanation:
        'Layers with a degree of their own. Empty: the same for all. A sensitivity scan shows which layers bear how much.'
    },
    {
      kind: 'number',
      key: 'floor',
      label: 'Floor',
      step: 0.001,
      when: (draft) => !magnitude(draft),
      explanation:
        'Prune connections whose ends are on together in at most this fraction of cases. 0: only those that never are.'
    },
    {
      kind: 'choice',
      key: 'exempt',
      label: 'Never pruned',
      choices: exemptChoices.map((value) => ({
        value,
        label: {
          classifier: 'Classifier',
          first: 'First layer',
          'first, classifier': 'First layer and classifier',
          none: 'Nothing'
        }[value]
      })),
      explanation: 'Layers that keep all their connections: the first one, and those whose outputs are class scores.'
    },
    {
      kind: 'switch',
      key: 'sensitivity',
      label: 'Sensitivity scan',
      explanation:
        'Before pruning, measures the test error with each layer pruned alone to ten degrees, which takes ten tests per layer.'
    }
  ]
}

const masks: SettingGroup = {
  title: 'Masks of the Sparse stage',
  note: 'They stand in the place of ReLU, and what they have on together decides.',
  when: (draft) => !magnitude(draft),
  settings: [
    ...taken('batchBeta').map((setting): Setting => ({
      ...setting,
      when: (draft) => draft.choice === 'b-alternation'
    })),
    ...taken('form', 'gate'),
    ...taken(
      'triggerKind',
      'gap',
      'tolerance',
      'driftBound',
      'consistency',
      'consistencySchedule',
      'rule',
      'beta',
      'keepMasks'
    ).map((setting): Setting => ({
      ...setting,
      when: (draft) => draft.choice === 'i-alternation' && (setting.when?.(draft) ?? true)
    }))
  ]
}

const optimisation: SettingGroup = {
  title: 'Optimisation',
  note: 'Stochastic gradient descent on the weights, as every training has it.',
  settings: taken(
    'batchSize',
    'momentum',
    'weightDecay',
    'clipNorm',
    'scheduleKind',
    'scheduleEpochs',
    'evaluateEvery',
    'executor'
  )
}

/**
 * @param runs those of the store to begin with. @param checkpoints of the one that is chosen. @param network and @param
 * dataset by name
 */
export function pruningGroups(
  runs: readonly Option[],
  checkpoints: readonly Option[],
  network: string,
  dataset: string
): SettingGroup[] {
  return [dataAndNetwork(runs, checkpoints, network, dataset), connections, stages, masks, optimisation]
}
