/** What may follow `npm start --`. */
import { parseArgs } from 'node:util'

/**
 * @param {string[]} parameters
 * @returns {{ store: string[], port: string[] } | { fault: string }} each as it is passed on
 */
export function readArguments(parameters) {
  try {
    const { values } = parseArgs({ args: parameters, options: { store: { type: 'string' }, port: { type: 'string' } } })
    const pass = (/** @type {'store' | 'port'} */ name) => values[name] === undefined ? [] : [`--${name}`, values[name]]
    return { store: pass('store'), port: pass('port') }
  } catch {
    return {
      fault: `"npm start -- ${parameters.join(' ')}" is not understood; it takes --store FOLDER and --port NUMBER.`
    }
  }
}
