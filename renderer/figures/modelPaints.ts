/** What the boxes of a network can be painted by, at a snapshot: a share for every box that has it. */
import type { ModelMoment, MomentNode, SnapshotRecord } from '../../preload/contract'
import { glossary, type Term } from './glossary'
import { supportOf, type Block } from './modelBlocks'
import { shareCeiling } from './pruning'
import { sparsityRange } from '../../charts/scales'

/** What there is to paint with; masks and weights of one moment. */
export interface Moment {
  readonly snapshot: SnapshotRecord | undefined
  /** Null while it is being counted. */
  readonly weights: ModelMoment | null
}

interface PaintDescription {
  /** For a choice, and in full. */
  readonly label: string
  readonly title: string
  readonly term: Term
  readonly of: (block: Block, moment: Moment) => number | null
}

const layerOf = (block: Block, { snapshot }: Moment) =>
  snapshot?.layers.find(({ name }) => name === supportOf(block))

/** Of the node that has connections; every node with arrays is listed. */
export const usedBy = ({ nodes }: Block, { weights }: Moment): MomentNode | undefined =>
  weights?.nodes.find(({ name, weightSparsity }) => weightSparsity !== null && nodes.some((node) => node.name === name))

export const paints = {
  sparsity: {
    label: 'Sparsity', title: 'Sparsity', term: 'sparsity',
    of: (block, moment) => layerOf(block, moment)?.sparsity ?? null
  },
  churn: {
    label: 'Churn', title: 'Churn', term: 'churn', of: (block, moment) => layerOf(block, moment)?.churn ?? null
  },
  dead: {
    label: 'Dead', title: 'Dead units', term: 'dead',
    of: (block, moment) => {
      const layer = layerOf(block, moment)
      return layer === undefined ? null : layer.dead / layer.units
    }
  },
  weights: {
    label: 'Weights', title: 'Weight sparsity', term: 'weightSparsity',
    of: (block, moment) => usedBy(block, moment)?.weightSparsity ?? null
  },
  coactivation: {
    label: 'Co-activation', title: 'Co-activation', term: 'coactivationAtSnapshot',
    of: (block, moment) => usedBy(block, moment)?.coactivation ?? null
  }
} satisfies Record<string, PaintDescription>

export type Paint = keyof typeof paints
export const paintNames = Object.keys(paints) as Paint[]

/** Where the ramp begins and ends, as fractions of 1. Sparsity and churn keep theirs over all snapshots of a run. */
export function paintRange(
  paint: Paint,
  values: readonly (number | null)[],
  snapshots: readonly SnapshotRecord[]
): readonly [least: number, most: number] {
  switch (paint) {
    case 'sparsity': {
      const [low, high] = sparsityRange(snapshots)
      return [low / 100, high / 100]
    }
    case 'churn':
      return [0, shareCeiling(snapshots.flatMap(({ layers }) => layers.map(({ churn }) => churn ?? 0)))]
    default: return [0, shareCeiling(values.map((value) => value ?? 0))]
  }
}

/** Why nothing can be painted: no masks, nothing before them, nothing pruned, or not counted yet. */
export type Lack = 'masks' | 'before' | 'pruning' | 'counting' | 'checkpoint'

export function lackOf(paint: Paint, { snapshot, weights }: Moment): Lack | null {
  if (paint === 'weights') {
    if (weights === null) return 'counting'
    if (weights.checkpoint === null) return 'checkpoint'
    return weights.nodes.some(({ weightSparsity }) => (weightSparsity ?? 0) > 0) ? null : 'pruning'
  }
  if (snapshot === undefined) return 'masks'
  if (paint === 'churn' && snapshot.churn === null) return 'before'
  return paint === 'coactivation' && weights === null ? 'counting' : null
}

export const termOf = (paint: Paint): string => glossary[paints[paint].term]
