/** What may follow `npm start --`. */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

/**
 * @param {string[]} parameters
 * @returns {{ store: string[], port: string[], file: string[] } | { fault: string }} each as it is passed on; `file`: a
 * run's, to look at
 */
export function readArguments(parameters) {
  try {
    const options = /** @type {const} */ ({ store: { type: 'string' }, port: { type: 'string' } })
    const { values, positionals } = parseArgs({ args: parameters, options, allowPositionals: true })
    if (positionals.length > 1) throw new Error('there is one window')
    const pass = (/** @type {'store' | 'port'} */ name) => values[name] === undefined ? [] : [`--${name}`, values[name]]
    return { store: pass('store'), port: pass('port'), file: positionals.map((path) => resolve(path)) }
  } catch {
    return {
      fault:
        `"npm start -- ${parameters.join(' ')}" is not understood; it takes a run file, --store FOLDER and ` +
        '--port NUMBER.'
    }
  }
}
