/** Small records of a run for the tests of the renderer. */
import type {
  AlternationRecord, CurvePoint, EpochRecord, EvaluationRecord, LayerStatistics, RunDetail, RunSummary, TrainingConfiguration
} from '../../../preload/contract'

export const sgdConfiguration: TrainingConfiguration = {
  method: 'sgd', dataset: 'mnist-10k', preprocessing: 'standardised', augmentation: 'none', imageSize: 224, network: 'all-cnn-mini', epochs: 12, batchSize: 64, learningRate: 0.05, momentum: 0.9, weightDecay: 0.001,
  schedule: { kind: 'cosine' }, seed: 1, limit: null, executor: 'graph', clipNorm: 1
}

export const alternationConfiguration: TrainingConfiguration = {
  ...sgdConfiguration, method: 'i-alternation',
  alternation: {
    warmup: 2, trigger: { kind: 'gap', epochs: 1 }, maskedLearningRate: 0.05, maskedMomentum: 0.9, consistency: 0.3, consistencySchedule: 'with-learning-rate', rule: 'positive',
    beta: { kind: 'learned' }, form: 'affine', gate: 'pure', keepMasks: 'auto'
  }
}

export function summary(part: Partial<RunSummary> = {}): RunSummary {
  return {
    state: 'readable', id: '20260714-094100-abcd', name: 'Demo', status: 'finished', failure: null, method: 'i-alternation', dataset: 'mnist-10k',
    network: 'all-cnn-mini', seed: 1, backend: 'tensorflow', createdAt: '2026-07-14T09:41:00.000Z', finishedAt: null, epochs: 12, epochsDone: 3,
    alternations: 2, testError: 0.031, maskBytes: 1000, fileBytes: 2000, ...part
  }
}

export function point(iteration: number, loss = 1): CurvePoint {
  return { iteration, epoch: iteration / 100, loss, error: 0.5, learningRate: 0.05 }
}

export function epoch(number: number, part: Partial<EpochRecord> = {}): EpochRecord {
  return {
    epoch: number, iterations: number * 100, phase: 'masked', learningRate: 0.05, trainLoss: 0.4, trainError: 0.2, testLoss: 0.5, testError: 0.25,
    drift: null, seconds: 6, ...part
  }
}

export function layer(name: string, part: Partial<LayerStatistics> = {}): LayerStatistics {
  return { name, units: 100, sparsity: 0.5, churn: 0.04, onToOff: 0.03, offToOn: 0.01, dead: 3, alwaysOn: 1, ...part }
}

export function alternation(index: number, part: Partial<AlternationRecord> = {}): AlternationRecord {
  const flips = index === 1 ? { churn: null, onToOff: null, offToOn: null } : { churn: 0.04, onToOff: 0.03, offToOn: 0.01 }
  return {
    index, epoch: index + 1, iteration: (index + 1) * 100, examples: 8000, masksKept: 'all', seconds: 2, sparsity: 0.5, ...flips,
    layers: [layer('support1', flips), layer('support2', { ...flips, units: 50, dead: 0 })], ...part
  }
}

export function evaluation(at: string, relu = 0.04, maskt = 0.08): EvaluationRecord {
  return { at, epoch: 3, examples: 2000, relu: { error: relu, loss: 0.1 }, maskt: { error: maskt, loss: 0.3 } }
}

export function detail(part: Partial<RunDetail> = {}): RunDetail {
  return {
    summary: summary(), configuration: alternationConfiguration, topology: { nodes: [] }, parameters: 27_000, trainExamples: 8000, testExamples: 2000,
    layers: [
      { name: 'support1', shape: [5, 5, 4], units: 100, byteOffset: 0, byteLength: 13 },
      { name: 'support2', shape: [50], units: 50, byteOffset: 13, byteLength: 7 }
    ],
    environment: {}, progress: null, curve: [], epochs: [], alternations: [], evaluations: [], ...part
  }
}
