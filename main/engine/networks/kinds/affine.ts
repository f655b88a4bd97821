/** What layers q = W z + b have in common. */
import type { ConstantSignal, Constants, KindParameter, Known } from './kind'
import { plainConstants } from './kind'
import type { Shape } from '../shape'

export const affineParameters = (kernel: Shape, bias: boolean): readonly KindParameter[] => [
  { role: 'kernel', shape: kernel },
  ...(bias ? [{ role: 'bias' as const, shape: [kernel[kernel.length - 1]] }] : [])
]

/**
 * A channel is constant when no weight leads to it from a value that is not zero: its bias. A constant input that is
 * not zero gives no constant, because at the border a padded convolution sees less of it.
 * @param rows by row of the kernel
 */
export function affineConstants(rows: Constants, outputs: number, bias: boolean, known: Known): ConstantSignal {
  const kernel = known.values('kernel')
  const linearPart: (number | null)[] = Array<number>(outputs).fill(0)
  for (let at = 0; at < kernel.length; at++)
    if (kernel[at] !== 0 && rows[Math.floor(at / outputs) % rows.length] !== 0) linearPart[at % outputs] = null
  if (!bias) return plainConstants(linearPart)
  const biases = known.values('bias')
  return { value: linearPart.map((zero, channel) => (zero === null ? null : biases[channel])), linearPart }
}
