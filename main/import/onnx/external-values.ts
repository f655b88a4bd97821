/** Values that lie in a file beside the model, as exporters write those of larger ones. */
import type { OnnxTensor } from '../../interchange/onnx/schema'
import { shown } from '../fault'
import { mostFileBytes } from '../limits'
import type { Source } from '../source'

export type External = (tensor: OnnxTensor) => Uint8Array

/**
 * Each file is read once, whole; all of them together have no more bytes than one file may.
 * @param files gets what was read, by name
 */
export function externalValues(
  source: Pick<Source, 'beside' | 'sizeBeside'>, files: Map<string, Uint8Array>, fault: (problem: string) => Error
): External {
  let total = 0
  const read = (name: string): Uint8Array => {
    const known = files.get(name)
    if (known) return known
    const size = source.sizeBeside(name)
    total += size
    if (total > mostFileBytes) throw fault(`its files have ${total} bytes, more than ${mostFileBytes}`)
    const bytes = source.beside(name, size)
    files.set(name, bytes)
    return bytes
  }
  return ({ name, externalData }) => {
    const told = new Map(externalData.map(({ key, value }) => [key, value]))
    const whole = read(told.get('location') ?? '')
    const [offset, length] = [wholeNumber(told.get('offset') ?? '0'), wholeNumber(told.get('length') ?? '')]
    const from = offset ?? 0
    const bytes = length ?? whole.length - from
    if (offset === null || from + bytes > whole.length)
      throw fault(
        `its values "${shown(name)}" lie where the file "${shown(told.get('location') ?? '')}" of ` +
          `${whole.length} bytes has none`
      )
    return whole.subarray(from, from + bytes)
  }
}

const wholeNumber = (text: string): number | null => (/^\d{1,15}$/.test(text) ? Number(text) : null)
