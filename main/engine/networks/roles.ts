/** What an array of a node is for, and what follows from that alone. */

/** `kernel` and `bias` of layers; `scale`, `shift` and the running `mean` and `variance` of a batch-norm. */
export type ParameterRole = 'kernel' | 'bias' | 'scale' | 'shift' | 'mean' | 'variance'

interface RoleFacts {
  /** Running statistics follow the data; everything else is trained. */
  trained: boolean
  /** Added to a value, so that before a support it is the −β of eq 12. */
  added: boolean
  /** `normal`: variance 2 / fan-in. */
  initial: 'normal' | 0 | 1
}

export const roles: Record<ParameterRole, RoleFacts> = {
  kernel: { trained: true, added: false, initial: 'normal' },
  bias: { trained: true, added: true, initial: 0 },
  scale: { trained: true, added: false, initial: 1 },
  shift: { trained: true, added: true, initial: 0 },
  mean: { trained: false, added: false, initial: 0 },
  variance: { trained: false, added: false, initial: 1 }
}
