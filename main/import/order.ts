/** The layers that an answer needs, each after what it takes. */
import { shown, type Fault } from './fault'
import { mostNodes } from './limits'

/**
 * @param items by name; what the answer does not need is left out
 * @param inputsOf names of what an item takes
 * @throws Failure for a cycle, for an input that is not there, and for too many
 */
export function inOrder<T>(
  items: ReadonlyMap<string, T>,
  inputsOf: (item: T) => readonly string[],
  answer: string,
  fault: Fault
): T[] {
  if (items.size > mostNodes) throw fault(`it has ${items.size} layers, more than ${mostNodes}`)
  const ordered: T[] = []
  const states = new Map<string, 'open' | 'done'>()
  // A chain of layers is as deep as the network, so the path is kept here and not on the stack.
  const path = [{ name: answer, next: 0 }]
  while (path.length > 0) {
    const step = path[path.length - 1]
    const item = items.get(step.name)
    if (item === undefined)
      throw fault(
        `"${shown(path.length > 1 ? path[path.length - 2].name : 'its output')}" takes "${shown(step.name)}", ` +
          'which is not there'
      )
    const inputs = inputsOf(item)
    states.set(step.name, 'open')
    if (step.next === inputs.length) {
      states.set(step.name, 'done')
      ordered.push(item)
      path.pop()
      continue
    }
    const input = inputs[step.next++]
    const state = states.get(input)
    if (state === 'open') throw fault(`its layers form a cycle through "${shown(input)}"`)
    if (state === undefined) path.push({ name: input, next: 0 })
  }
  return ordered
}
