/** What a file calls an array of weights: Keras 2 writes a number behind its name, Keras 3 the model's before it. */
import { shown, type Fault } from '../fault'

export const withoutNumber = (name: string): string => name.replace(/:\d+$/, '')

/**
 * The one of these names that is the wanted one, whole or behind others.
 * @throws Failure where two are
 */
export function onlyName(names: readonly string[], wanted: string, fault: Fault): string | undefined {
  const same = names.filter((name) => withoutNumber(name) === wanted)
  const found = same.length > 0 ? same : names.filter((name) => withoutNumber(name).endsWith(`/${wanted}`))
  if (found.length > 1)
    throw fault(`two of its arrays could be the weights "${shown(wanted)}": "${shown(found[0])}", "${shown(found[1])}"`)
  return found[0]
}
