/** Figures of what a Dense → Sparse → Dense run prunes. */
import type {
  Coactivation,
  PrunedLayer,
  PruningRecord,
  RunDetail,
  SensitivityPoint
} from '../../preload/contract'

export function prunedShare({ weights, kept }: Pick<PrunedLayer, 'weights' | 'kept'>): number {
  return weights === 0 ? 0 : 1 - kept / weights
}

/** A stage, and of the Sparse one every choice of connections in it. */
export interface StageColumn {
  readonly title: string
  /** null in Dense stages. */
  readonly pruning: PruningRecord | null
  /** Pruned share of each layer. */
  readonly shares: readonly number[]
}

export function stageColumns({ epochs, prunings }: Pick<RunDetail, 'epochs' | 'prunings'>): StageColumn[] {
  const layers = prunings[0]?.layers ?? []
  const whole = (title: string): StageColumn => ({ title, pruning: null, shares: layers.map(() => 0) })
  const has = (phase: 'dense' | 'dense-again'): boolean => epochs.some((record) => record.phase === phase)
  return [
    ...(has('dense') ? [whole('Dense')] : []),
    ...prunings.map((pruning) => ({
      title: prunings.length === 1 ? 'Sparse' : `Sparse ${pruning.index}`,
      pruning,
      shares: pruning.layers.map(prunedShare)
    })),
    ...(has('dense-again') ? [whole('Dense again')] : [])
  ]
}

/** The end of a scale that shows what there is: shares of some thousandths as well as nearly everything. */
export function shareCeiling(shares: readonly number[]): number {
  const largest = Math.max(0, ...shares)
  return [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5].find((candidate) => largest <= candidate) ?? 1
}

/** Test error with ReLU at the end of each stage that the run has. */
export interface CoactivatedLayer {
  readonly name: string
  readonly weights: number
  readonly coactivation: Coactivation
}

export function coactivatedLayers({ layers }: Pick<PruningRecord, 'layers'>): CoactivatedLayer[] {
  return layers.flatMap(({ name, weights, coactivation }) =>
    coactivation === null ? [] : [{ name, weights, coactivation }]
  )
}

export interface SensitivityCurve { readonly layer: string; readonly points: readonly SensitivityPoint[] }

/** Layers in the order of the scan, sparsity ascending. */
export function sensitivityCurves(points: readonly SensitivityPoint[]): SensitivityCurve[] {
  return [...new Set(points.map(({ layer }) => layer))].map((layer) => ({
    layer, points: points.filter((point) => point.layer === layer).sort((one, other) => one.degree - other.degree)
  }))
}
