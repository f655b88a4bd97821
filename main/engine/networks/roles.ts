/** What an array of a node is for, and what follows from that alone. */

/**
 * `kernel` and `bias` of layers; `scale`, `shift` and the running `mean` and `variance` of a batch-norm; `slope` of a
 * PReLU.
 */
export type ParameterRole = 'kernel' | 'bias' | 'scale' | 'shift' | 'mean' | 'variance' | 'slope'

interface RoleFacts {
  /** Running statistics follow the data; everything else is trained. */
  trained: boolean
  /** Added to a value, so that before a support it is the −β of eq 12. */
  added: boolean
  /**
   * What the node gives is linear in it and not multiplied by the input: a constant term of the network whose masks are
   * fixed, which reaches an output as the gradient of that output times the array.
   */
  constantTerm: boolean
  /** `normal`: variance 2 / fan-in. */
  initial: 'normal' | number
}

export const roles: Record<ParameterRole, RoleFacts> = {
  kernel: { trained: true, added: false, constantTerm: false, initial: 'normal' },
  bias: { trained: true, added: true, constantTerm: true, initial: 0 },
  scale: { trained: true, added: false, constantTerm: false, initial: 1 },
  shift: { trained: true, added: true, constantTerm: true, initial: 0 },
  mean: { trained: false, added: false, constantTerm: true, initial: 0 },
  variance: { trained: false, added: false, constantTerm: false, initial: 1 },
  slope: { trained: true, added: false, constantTerm: false, initial: 0.25 }
}
