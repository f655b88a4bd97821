/** What the graph executor can be asked by name, given what the network is trained with. */
import type { SupportKind } from '../../executor'

export type ForwardSignature = 'relu' | 'affine' | 'linear'
export type SignatureName =
  | `train-${string}`
  | `shared-${string}`
  | 'assign-masks'
  | `evaluate-${ForwardSignature}`
  | `predict-${ForwardSignature}`
  | `estimate-${ForwardSignature}`
  | `features-${ForwardSignature}`
  | 'logits'
  | 'preactivations'
  | 'assign'
  | 'read'
  | 'reset'
  | 'assign-velocities'
  | 'read-velocities'

/** The signature that trains with a kind of support. */
export function trainingSignature(kind: SupportKind): SignatureName {
  const pruned = kind.pruned ? '-pruned' : ''
  switch (kind.mode) {
    case 'relu': return `train-relu${pruned}`
    case 'surrogate': return `train-${kind.surrogate.loss}${kind.surrogate.weighted ? '-weighted' : ''}${pruned}`
    case 'masks': return `train-${kind.form}-${kind.gate}${consistencyOf(kind)}${pruned}`
    case 'batch': return `train-${kind.rule}-${kind.form}-${kind.gate}${pruned}`
  }
}

const consistencyOf = ({ consistent, loss = 'perceptron' }: Extract<SupportKind, { mode: 'masks' }>): string =>
  (consistent ? `-consistent-${loss}` : '')

export type SharedKind = Extract<SupportKind, { mode: 'batch' }>

/** The signature that gives the masks which a batch shares. */
export const sharedSignature = ({ rule, form, gate }: Pick<SharedKind, 'rule' | 'form' | 'gate'>): SignatureName =>
  `shared-${rule}-${form}-${gate}`

/** Only where connections are pruned are shared masks asked for. */
export const sharedKinds = (kinds: readonly SupportKind[]): SharedKind[] =>
  kinds.filter((kind) => kind.mode === 'batch' && kind.pruned === true) as SharedKind[]

export const forwardSignatures: readonly ForwardSignature[] = ['relu', 'affine', 'linear']

