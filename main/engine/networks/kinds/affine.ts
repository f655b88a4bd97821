/** What layers q = W z + b have in common. */
import type { ConstantSignal, Constants, KindParameter, Known } from './kind'
import { plainConstants } from './kind'
import type { Shape } from '../shape'

export const affineParameters = (kernel: Shape, bias: boolean): readonly KindParameter[] => [
  { role: 'kernel', shape: kernel },
  ...(bias ? [{ role: 'bias' as const, shape: [kernel[kernel.length - 1]] }] : [])
]

/** What the value of a kernel comes from. */
function rowOf(at: number, outputs: number, inputsOfGroup: number, outputsOfGroup: number): number {
  const group = Math.floor(at % outputs / outputsOfGroup)
  return group * inputsOfGroup + Math.floor(at / outputs) % inputsOfGroup
}

/**
 * A channel is constant when no weight leads to it from a value that is not zero: its bias. A constant input that is
 * not zero gives no constant, because at the border a padded convolution sees less of it.
 * @param rows by row of the kernel, group after group
 */
export function affineConstants(
  rows: Constants, outputs: number, bias: boolean, known: Known, groups = 1
): ConstantSignal {
  const kernel = known.values('kernel')
  const [inputsOfGroup, outputsOfGroup] = [rows.length / groups, outputs / groups]
  const linearPart: (number | null)[] = Array<number>(outputs).fill(0)
  for (let at = 0; at < kernel.length; at++)
    if (kernel[at] !== 0 && rows[rowOf(at, outputs, inputsOfGroup, outputsOfGroup)] !== 0)
      linearPart[at % outputs] = null
  if (!bias) return plainConstants(linearPart)
  const biases = known.values('bias')
  return { value: linearPart.map((zero, channel) => (zero === null ? null : biases[channel])), linearPart }
}
