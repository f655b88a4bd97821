/** Small records of a run for the tests of the renderer. */
import type {
  Coactivation,
  Confusion,
  CurvePoint,
  DsdConfiguration,
  PlainTraining,
  PruningRecord,
  EpochRecord,
  EvaluationRecord,
  EvaluationRule,
  RuleEvaluation,
  LayerStatistics,
  RunDetail,
  RunSummary,
  SnapshotRecord
} from '../../../preload/contract'

const shared: Omit<PlainTraining, 'method' | 'refitClassifier' | 'averageWeights' | 'from'> = {
  dataset: 'mnist-10k',
  preprocessing: 'standardised',
  augmentation: 'none',
  imageSize: 224,
  network: 'all-cnn-mini',
  epochs: 12,
  batchSize: 64,
  learningRate: 0.05,
  momentum: 0.9,
  weightDecay: 0.001,
  schedule: { kind: 'cosine' },
  seed: 1,
  limit: null,
  evaluateEvery: null,
  executor: 'graph',
  towers: null,
  precision: 'float32',
  threads: null,
  clipNorm: 1,
  snapshots: { every: null, start: false, end: false, of: 'all' }
}

export const sgdConfiguration: PlainTraining = {
  method: 'sgd', ...shared, refitClassifier: { kind: 'never' }, averageWeights: null, from: null
}

export const alternationConfiguration: PlainTraining = {
  ...sgdConfiguration,
  method: 'i-alternation',
  alternation: {
    warmup: 2,
    warmupError: null,
    trigger: { kind: 'gap', epochs: 1 },
    maskedLearningRate: 0.05,
    maskedMomentum: 0.9,
    consistency: 0.3,
    consistencyLoss: 'perceptron',
    consistencySchedule: 'with-learning-rate',
    rule: 'positive',
    beta: { kind: 'learned' },
    form: 'affine',
    gate: 'pure',
    keepMasks: 'auto'
  }
}

export const dsdConfiguration: DsdConfiguration = {
  ...shared,
  method: 'dsd',
  pruning: {
    sparse: { epochs: 4, learningRate: 0.03 },
    final: { epochs: 3, learningRate: 0.01 },
    choice: { kind: 'magnitude', degree: 0.6, scope: 'layer', degrees: { conv2: 0.7, 'conv3-a': 0.25 } },
    exempt: ['classifier'],
    sensitivity: true,
    from: null
  }
}

export function coactivation(part: Partial<Coactivation> = {}): Coactivation {
  return { opportunities: 500, mean: 0.25, never: 10, histogram: [60, 30, 10, 0], ...part }
}

export function pruning(
  index: number,
  kept: readonly number[] = [100, 40],
  part: Partial<PruningRecord> = {}
): PruningRecord {
  const layers = kept.map((left, position) => ({
    name: `conv${position + 1}`,
    weights: 100,
    kept: left,
    exempt: left === 100,
    coactivation: null
  }))
  return {
    index,
    epoch: index + 4,
    iteration: index * 100,
    alternation: null,
    seconds: 1,
    weights: 100 * kept.length,
    kept: kept.reduce((sum, left) => sum + left, 0),
    layers,
    ...part
  }
}

export function summary(part: Partial<RunSummary> = {}): RunSummary {
  return {
    state: 'readable',
    id: '20260714-094100-abcd',
    name: 'Demo',
    tags: [],
    note: '',
    pinned: false,
    status: 'finished',
    failure: null,
    failureKind: null,
    method: 'i-alternation',
    importedFrom: null,
    dataset: 'mnist-10k',
    network: 'all-cnn-mini',
    seed: 1,
    group: 'a',
    backend: 'tensorflow',
    createdAt: '2026-07-14T09:41:00.000Z',
    finishedAt: null,
    trainExamples: 8000,
    augmentation: 'none',
    batchSize: 64,
    learningRate: 0.1,
    epochs: 12,
    epochsDone: 3,
    alternations: 2,
    snapshots: 2,
    testError: 0.031,
    sparsity: 0.6,
    churn: 0.02,
    key: '0123456789abcdef0123456789abcdef',
    maskTGap: 0.004,
    trainingSeconds: 30,
    pruning: null,
    maskBytes: 1000,
    missingLog: null,
    fileBytes: 2000,
    ...part
  }
}

export function point(iteration: number, loss = 1): CurvePoint {
  return { iteration, epoch: iteration / 100, loss, error: 0.5, learningRate: 0.05 }
}

export function epoch(number: number, part: Partial<EpochRecord> = {}): EpochRecord {
  return {
    epoch: number,
    iterations: number * 100,
    phase: 'masked',
    learningRate: 0.05,
    trainLoss: 0.4,
    trainError: 0.2,
    testLoss: 0.5,
    testError: 0.25,
    drift: null,
    seconds: 6,
    ...part
  }
}

export function layer(name: string, part: Partial<LayerStatistics> = {}): LayerStatistics {
  return { name, units: 100, sparsity: 0.5, churn: 0.04, onToOff: 0.03, offToOn: 0.01, dead: 3, alwaysOn: 1, ...part }
}

export function alternation(index: number, part: Partial<SnapshotRecord> = {}): SnapshotRecord {
  const flips =
    index === 1 ? { churn: null, onToOff: null, offToOn: null } : { churn: 0.04, onToOff: 0.03, offToOn: 0.01 }
  return {
    index,
    kind: 'alternation',
    alternation: index,
    checkpoint: `alternation-${index}`,
    comparedWith: index === 1 ? null : index - 1,
    comparedExamples: index === 1 ? null : 8000,
    epoch: index + 1,
    iteration: (index + 1) * 100,
    examples: 8000,
    masksKept: 'all',
    seconds: 2,
    sparsity: 0.5,
    ...flips,
    layers: [layer('support1', flips), layer('support2', { ...flips, units: 50, dead: 0 })],
    ...part
  }
}

export function scheduled(index: number, part: Partial<SnapshotRecord> = {}): SnapshotRecord {
  return { ...alternation(index), kind: 'scheduled', alternation: null, checkpoint: `snapshot-${index}`, ...part }
}

export function evaluation(at: string, relu = 0.04, maskt = 0.08): EvaluationRecord {
  return {
    at,
    epoch: 3,
    iteration: 300,
    examples: 2000,
    relu: { error: relu, loss: 0.1 },
    maskt: { error: maskt, loss: 0.3 }
  }
}

export function ruleEvaluation(rule: EvaluationRule, part: Partial<RuleEvaluation> = {}): RuleEvaluation {
  return { rule, examples: 2000, error: 0.05, loss: 0.2, sparsity: 0.6, predicted: true, ...part }
}

/** Both rules in both forms at three values of β, out of order. */
export function sweep(): RuleEvaluation[] {
  return (['threshold', 'energy'] as const).flatMap((rule) =>
    (['linear', 'affine'] as const).flatMap((form) =>
      [1, 0, 0.5].map((value) =>
        ruleEvaluation({ rule, form, beta: { kind: 'fixed', value } }, { error: value / 2, predicted: false })
      )
    )
  )
}

export function confusion(): Confusion {
  return {
    rule: { rule: 'relu' },
    examples: 8,
    classes: 3,
    cells: [
      { label: 0, predicted: 0, count: 3 },
      { label: 0, predicted: 2, count: 1 },
      { label: 1, predicted: 1, count: 4 }
    ],
    perClass: [
      { examples: 4, wrong: 1 },
      { examples: 4, wrong: 0 },
      { examples: 0, wrong: 0 }
    ]
  }
}

export function detail(part: Partial<RunDetail> = {}): RunDetail {
  return {
    summary: summary(),
    configuration: alternationConfiguration,
    topology: { nodes: [] },
    parameters: 27_000,
    parametersInTraining: 27_000,
    trainExamples: 8000,
    testExamples: 2000,
    layers: [
      { name: 'support1', shape: [5, 5, 4], units: 100, byteOffset: 0, byteLength: 13 },
      { name: 'support2', shape: [50], units: 50, byteOffset: 13, byteLength: 7 }
    ],
    environment: {},
    progress: null,
    curve: [],
    testCurve: [],
    epochs: [],
    snapshots: [],
    evaluations: [],
    prunings: [],
    sensitivity: [],
    ...part
  }
}
